locals {
  tag    = "1"
  name   = "${local.registry}/app:${local.tag}"
  images = { web = "web:1", "side" = "side:1" }
  itself = local.itself
}
variable "image" { default = "default:1" }
variable "given" { default = "default:2" }
variable "null" { default = null }
variable "none" {}
variable "REGISTRY" { type = string }

resource "docker_container" "known" { image = local.name }
resource "docker_container" "whole" { image = "${var.image}" }
resource "docker_container" "given" { image = var.given }
resource "docker_container" "other" { image = var.elsewhere }
resource "docker_container" "web" { image = local.images.web }
resource "docker_container" "side" { image = local.images["side"] }
resource "docker_container" "policy" { image = "${var.REGISTRY}/a:1" }
resource "docker_container" "either" { image = var.none == "x" ? "yes:1" : var.image }
resource "docker_container" "chosen" { image = var.image == "default:1" ? "yes:2" : "no:2" }

resource "docker_container" "null" { image = var.null }
resource "docker_container" "none" { image = "a:${var.none}" }
resource "docker_container" "itself" { image = local.itself }
resource "docker_container" "undeclared" { image = local.undeclared }
resource "docker_container" "function" { image = trimspace("a:1") }
resource "docker_container" "resource" { image = "${aws_ecr_repository.app.repository_url}:1" }
resource "docker_container" "each" { image = each.value }
resource "docker_container" "bare" { image = local }
resource "docker_container" "broken" { image = "UPPER" }
resource "docker_container" "index" { image = aws_ecr_repository.app[count.index].url }
