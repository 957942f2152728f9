given = "given:1"
