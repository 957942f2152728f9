resource "docker_image" "built" {
  name = "built:1"
  build { context = "." }
}
resource "docker_registry_image" "pushed" { name = "pushed:1" }
resource "docker_container" "id" { image = docker_image.built.image_id }
resource "docker_container" "pinned" {
  image = "${data.docker_registry_image.app.name}@${data.docker_registry_image.app.sha256_digest}"
}
resource "docker_container" "counted" { image = docker_image.built[0].name }
resource "docker_container" "tagged" { image = "${docker_image.built.name}-more" }
resource "docker_container" "nothing" { image = null }
data "docker_image" "local" { name = "local:1" }
resource "aws_instance" "machine" { image = "no/reference:1" }
module "app" {
  source = "./app"
  image  = "passed:1"
}
output "image" { value = "no/reference:2" }
resource "aws_ami" { image = "no/reference:3" }
