given = "3"
