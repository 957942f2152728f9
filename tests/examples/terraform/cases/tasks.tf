locals { list = [{ Image = "local/one:1" }] }
resource "aws_ecs_task_definition" "objects" { container_definitions = jsonencode([{ Image = "team/one:1" }]) }
resource "aws_ecs_task_definition" "local" { container_definitions = jsonencode(local.list) }
resource "aws_ecs_task_definition" "text" {
  container_definitions = <<JSON
[{"name": "web", "IMAGE": "team/two:1"}]
JSON
}
resource "kubernetes_manifest" "pod" { manifest = { spec = { containers = [{ Image = "team/none:1" }] } } }
locals {
  hidden  = [merge({ image = "team/no:1" }, {}), { name = "a", environment = var.any, image = "local/two:1" }]
  holders = { taskProperties = [{ containers = [var.any], volumes = [var.any] }] }
}
resource "aws_ecs_task_definition" "hidden" { container_definitions = jsonencode(local.hidden) }
resource "aws_batch_job_definition" "holders" { ecs_properties = jsonencode(local.holders) }
resource "aws_ecs_task_definition" "keys" {
  container_definitions = jsonencode([
    { ("im${"age"}") = "team/three:1" },
    { (lower("IMAGE")) = "team/no:1" },
    { labels = { "team.${var.any}" = "x" } },
  ])
}
