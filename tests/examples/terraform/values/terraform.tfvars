image = "given:1"
