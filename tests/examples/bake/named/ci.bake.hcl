variable "OWN" { default = "own" }
target "app" {
  inherits = ["shared"]
  args     = { CI = TAG, OWN = OWN }
  contexts = { a = "docker-image://a:${TAG}" }
}
