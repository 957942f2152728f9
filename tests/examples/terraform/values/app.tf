variable "image" { default = "default:1" }
resource "docker_container" "c" { image = var.image }
