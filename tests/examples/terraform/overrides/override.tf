locals { name = "team/app" }
