name = "not-read-in-a-called-module"
