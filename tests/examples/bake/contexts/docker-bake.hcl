# What a named context may be.
target "app" {
  contexts = {
    image         = "docker-image://alpine:3.22"
    "quoted"      = "docker-image://ghcr.io/team/tools@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    colon         : "docker-image://busybox:1.37",
    folder        = "./src"
    here          = "cwd://local"
    linked        = "target:base"
    layout        = "oci-layout://layout"
    git           = "https://github.com/team/repo.git"
    empty         = ""
    upper         = "docker-image://Not/Lower:1"
    not-a-scheme  = "docker-image:alpine"
  }
  tags       = ["docker-image://no/reference:1", "ghcr.io/team/app:latest"]
  cache-from = ["type=registry,ref=ghcr.io/team/app:cache"]
  output     = ["type=registry"]
  labels     = { base = "docker-image://no/reference:2" }
}

target "base" { dockerfile-inline = "FROM scratch" }

target "only" { contexts = { a = "docker-image://one-line:1" } }  # in one line

/* target "not" { contexts = { a = "docker-image://in-a-comment:1" } } */
// target "not" { contexts = { a = "docker-image://in-a-comment:2" } }

group "default" { targets = ["app"] }

target "odd" {
  contexts = {
    (upper("a"))     = "docker-image://computed-key:1"
    "${upper("a")}b" = "./folder"
    list             = ["docker-image://no/reference:3"]
    null             = null
  }
}
target "list" { contexts = ["docker-image://no/reference:4"] }
target "text" { contexts = "docker-image://no/object:1" }
target "null" { contexts = null }
