variable "TAG" { default = "2" }
target "app" {
  args     = { FROM_HCL = "overridden" }
  contexts = { a = "docker-image://override:${TAG}" }
}
target "third" { args = { THIRD = TAG } }
