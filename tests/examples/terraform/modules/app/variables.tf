variable "image" {}
variable "name" { default = "named" }
variable "sidecar" { default = {} }
variable "unused" { default = "" }
locals { registry = "ghcr.io/team" }
