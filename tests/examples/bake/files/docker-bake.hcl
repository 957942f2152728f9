target "app" {
  args     = { FROM_HCL = TAG }
  contexts = { a = "docker-image://hcl:${TAG}" }
}
target "second" {
  inherits = ["app"]
  args     = { SECOND = "x" }
}
