variable "GO" { default = "1.25" }
variable "NOTHING" { default = null }
variable "UNSET" {}

target "_common" {
  args     = { GO_VERSION = GO, DEBUG = NOTHING, PLAIN = 1 }
  contexts = { tools = "docker-image://tools:1" }
}
target "_more" {
  args   = { PLAIN = true }
  target = "more"
}

target "app" {
  inherits = ["_common", "_more"]
  args     = { OWN = "o", UNKNOWN = UNSET }
}

target "other" {
  inherits   = ["app", "metadata-action", "other"]
  context    = "sub"
  dockerfile = "Containerfile"
  target     = null
  contexts   = { tools = "" }
}

target "each" {
  name       = "each-${item.name}-${tag}"
  matrix     = { item = [{ name = "a" }, { name = "b" }], tag = ["1", "2"] }
  dockerfile = "./sub/${item.name}.Dockerfile"
  args       = { TAG = tag }
  contexts   = { base = "docker-image://base:${tag}" }
}

target "remote"   { context = "https://github.com/team/repo.git" }
target "ssh"      { context = "git@github.com:team/repo.git" }
target "fetched"  { dockerfile = "https://example.com/Dockerfile" }
target "local"    { context = "https://github.com/team/repo.git"
  dockerfile = "cwd://sub/Containerfile" }
target "missing"  { dockerfile = "missing.Dockerfile" }
target "outside"  { context = "../outside" }
target "unknown"  { context = UNSET }
target "computed" { args = merge({ A = "1" }, {}) }
target "parents"  { inherits = concat(["app"], []) }
target "nameless" {
  name     = upper(one)
  matrix   = { one = ["a", "b"] }
  contexts = { x = "docker-image://x:${one}" }
}
target "endless" {
  name   = "endless-${one}"
  matrix = { one = split(",", "a,b") }
}
target "empty" {
  name   = "empty-${one}"
  matrix = { one = [] }
}
target "image" { context = "docker-image://files:1" }
target "unknown-image" { context = "docker-image://files:${UNSET}" }
