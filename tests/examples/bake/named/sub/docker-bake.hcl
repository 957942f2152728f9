target "sub" {
  inherits = ["shared", "app"]
  args     = { SUB = TAG }
}
target "app" { args = { SUB_APP = "1" } }
