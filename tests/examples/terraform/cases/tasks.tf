locals { list = [{ Image = "local/one:1" }] }
resource "aws_ecs_task_definition" "objects" { container_definitions = jsonencode([{ Image = "team/one:1" }]) }
resource "aws_ecs_task_definition" "local" { container_definitions = jsonencode(local.list) }
resource "aws_ecs_task_definition" "text" {
  container_definitions = <<JSON
[{"name": "web", "IMAGE": "team/two:1"}]
JSON
}
resource "kubernetes_manifest" "pod" { manifest = { spec = { containers = [{ Image = "team/none:1" }] } } }
