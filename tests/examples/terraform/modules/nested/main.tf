variable "app_image" { type = string }
module "inner" {
  source = "../app"
  image  = var.app_image
}
module "suffixed" {
  source = "../app"
  image  = "${var.app_image}-inner"
}
module "endless" { source = "../nested" }
module "quoted" {
  source = "../app"
  image  = "${var.app_image}"
}
