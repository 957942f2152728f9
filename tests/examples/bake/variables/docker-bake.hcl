variable "TAG" { default = "3.22" }
variable "NAME" {
  default     = "alpine:${TAG}"
  description = "docker-image://no/reference:1"
}
variable "CHAIN" { default = NAME }
variable "ITSELF" { default = "${ITSELF}x" }
variable "UNSET" {}
variable "NOTHING" { default = null }
variable "REGISTRY" { default = null }
variable "NUMBER" { default = 1.10 }
variable "FLAG" { default = true }
variable "IMAGES" { default = { web = "docker-image://in-object:1", list = ["docker-image://in-list:1"] } }
GLOBAL = "docker-image://global:1"

target "known" {
  contexts = {
    chain     = "docker-image://${CHAIN}"
    whole     = GLOBAL
    part      = "docker-image://ruby:${NUMBER}-${FLAG}"
    looked-up = IMAGES.web
    index     = IMAGES["list"][0]
    condition = TAG == "3.22" && !(UNSET != "") || FLAG ? "docker-image://yes:1" : "docker-image://no:1"
    policy    = "docker-image://${REGISTRY}/a:1"
    bracketed = ("docker-image://bracketed:1")
  }
}

target "unknown" {
  contexts = {
    itself     = "docker-image://${ITSELF}"
    unset      = "docker-image://a:${UNSET}"
    nothing    = "docker-image://a:${NOTHING}"
    whole      = UNSET
    function   = format("docker-image://%s", NAME)
    sum        = NUMBER + 1
    other      = target.known.contexts.chain
    for        = "docker-image://${[for x in ["a"] : x][0]}"
    stripped   = "docker-image://${~ TAG ~}"
    directive  = "docker-image://%{ if FLAG }a%{ else }b%{ endif }"
    no-image   = "./${UNSET}"
    key-it     = IMAGES.missing
    condition  = UNSET == "" ? "docker-image://yes:1" : "docker-image://no:1"
    undeclared = "docker-image://a:${UNDECLARED}"
  }
}

target "all" { contexts = merge({ a = "docker-image://merged:1" }, {}) }
target "mapped" { contexts = IMAGES }
