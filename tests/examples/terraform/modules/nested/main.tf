variable "app_image" {}
module "inner" {
  source = "../app"
  image  = "${var.app_image}-inner"
}
module "endless" { source = "../nested" }
