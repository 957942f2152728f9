variable "tag" {}
variable "name" { default = "named" }
resource "docker_container" "tagged" { image = "${var.name}:${var.tag}" }
resource "docker_container" "formatted" { image = format("%s:%s", var.name, var.tag) }
