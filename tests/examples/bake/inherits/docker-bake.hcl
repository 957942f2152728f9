# What is inherited twice counts where it comes last.
target "d" {
  args       = { A = "d", B = "d" }
  dockerfile = "missing.Dockerfile"
}
target "b" {
  inherits = ["d"]
  args     = { A = "b", B = "b" }
}
target "c" {
  inherits = ["d"]
  args     = { B = "c" }
}
target "diamond" {
  inherits   = ["b", "c"]
  dockerfile = "lower/Dockerfile"
}

# These lead to each other.
target "one" {
  inherits = ["two"]
  args     = { ONE = "1" }
}
target "two" {
  inherits = ["one"]
  args     = { TWO = "2" }
}

# One target in two blocks.
target "twice" { args = { A = "first", B = "first" } }
target "twice" { args = { A = "second" } }

target "inline" {
  args              = { A = "given" }
  dockerfile-inline = "FROM a:${upper("x")}"
}
