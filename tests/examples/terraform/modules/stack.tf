locals { tag = "1.29" }

module "literal" {
  source = "./app"
  image  = "literal:1"
}
module "computed" {
  source  = "./app"
  image   = "computed:${local.tag}"
  sidecar = { name = "side", image = "side:${local.tag}" }
}
module "passed" {
  source   = "./nested"
  app_image = "passed:1"
}
module "unset" {
  source = "./app"
  image  = var.unset
}
module "resource" {
  source = "./app"
  image  = docker_image.app.image_id
}
module "default" { source = "./app" }
module "another-registry" {
  source = "terraform-aws-modules/ecs/aws"
  image  = "no/reference:1"
}
module "not-there" {
  source = "./missing"
  image  = "no/reference:2"
}
module "outside" { source = "../../outside" }
module "computed-source" { source = var.source }
module "tagged" {
  source = "./tags"
  tag    = local.tag
}
module "nothing-passed" { source = "./nested" }
module "unset-deeper" {
  source    = "./nested"
  app_image = var.unset
}
module "nested-resource" {
  source    = "./nested"
  app_image = "${docker_image.app.name}"
}
