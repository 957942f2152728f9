job "bread" { image = "docker-image://no/bake-file:1" }
