given = "no"
