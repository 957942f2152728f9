variable "tag" { default = "no" }
variable "given" { default = "no" }
locals { name = "team/no" }
resource "docker_image" "i" { name = "${local.name}:${var.tag}" }
resource "docker_image" "g" { name = "team/given:${var.given}" }
