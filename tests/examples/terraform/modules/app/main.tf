resource "docker_container" "app" { image = var.image }
resource "docker_container" "fixed" { image = "fixed:1" }
resource "docker_container" "named" { image = "${local.registry}/${var.name}:1" }
resource "aws_ecs_task_definition" "side" {
  container_definitions = jsonencode([var.sidecar])
}
