locals {
  tag  = "1"
  one  = { name = "one", image = "local/one:1" }
  list = [{ image = "local/list:${local.tag}" }]
}

resource "aws_ecs_task_definition" "objects" {
  family = "image"
  container_definitions = jsonencode([
    {
      name         = "web"
      image        = "nginx:${local.tag}"
      portMappings = [{ containerPort = 80 }]
    },
    merge({ "image" : "merged:1" }, { cpu = 1 }),
    local.one,
    { name = "none" },
    { image = null },
  ])
}
resource "aws_ecs_task_definition" "locals" { container_definitions = jsonencode(local.list) }
resource "aws_ecs_task_definition" "either" {
  container_definitions = jsonencode(var.big ? [{ image = "big:1" }] : [{ image = "small:1" }])
}
resource "aws_ecs_task_definition" "text" {
  container_definitions = <<JSON
[
  {"name": "web", "image": "nginx:1.29"},
  {"name": "side", "image": "side:${local.tag}", "cpu": ${var.cpu}},
  {"name": "unknown", "image": "${var.registry}/unknown:1"},
  {"name": "image", "environment": [{"name": "image", "value": "no/reference:1"}]}
]
JSON
}
resource "aws_ecs_task_definition" "quoted" {
  container_definitions = "[{\"image\": \"quoted:1\"}]"
}
resource "aws_ecs_task_definition" "no-json" {
  container_definitions = <<JSON
[%{ for name in var.names }
  {"image": "${name}"},
%{ endfor }]
JSON
}
resource "aws_ecs_task_definition" "file" { container_definitions = file("tasks.json") }
resource "aws_ecs_task_definition" "loop" {
  container_definitions = jsonencode([for name in var.names : { image = "looped:1" }])
}
resource "aws_ecs_task_definition" "variable" { container_definitions = jsonencode(var.containers) }
resource "aws_batch_job_definition" "job" {
  container_properties = jsonencode({ image = "batch:1", command = ["image"] })
}
resource "aws_ecs_task_definition" "old-file" { container_definitions = "${file("tasks.json")}" }
resource "aws_ecs_task_definition" "old-local" { container_definitions = "${jsonencode(local.list)}" }
resource "aws_ecs_task_definition" "part" { container_definitions = "[${module.container.json}, {\"image\": \"part:1\"}]" }
resource "aws_ecs_task_definition" "key" {
  container_definitions = <<JSON
[{"environment": ["${var.unset}"], ${var.more}, "image": "beside:1"}]
JSON
}
resource "aws_ecs_task_definition" "in-text" { container_definitions = "${jsonencode([{ image = "in-text:1" }])}" }
resource "aws_ecs_task_definition" "in-list" { container_definitions = "[${jsonencode({ image = "in-list:1" })}]" }
resource "aws_ecs_task_definition" "some-of-many" {
  container_definitions = jsonencode([for one in var.containers : { name = one.name, image = one.image }])
}
resource "aws_ecs_task_definition" "over" {
  container_definitions = jsonencode([merge(local.one, { cpu = 1 })])
}
