variable "TAG" { default = "1" }
variable "OWN" { default = "theirs" }
target "shared" { args = { SHARED = TAG } }
target "app" { args = { MAIN = "1" } }
