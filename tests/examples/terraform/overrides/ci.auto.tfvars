given = "3"
last = "no"
