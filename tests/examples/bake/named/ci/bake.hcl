# Bake runs in the folder above, where the Dockerfile is.
target "deep" { contexts = { a = "docker-image://a:${TAG}" } }
