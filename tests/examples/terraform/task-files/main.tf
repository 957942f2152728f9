resource "aws_ecs_task_definition" "web" {
  container_definitions = file("tasks/web.json")
}

resource "aws_ecs_task_definition" "worker" {
  container_definitions = file("${path.module}/tasks/worker.json")
}

resource "aws_ecs_task_definition" "broken" {
  container_definitions = file("tasks/broken.json")
}

resource "aws_ecs_task_definition" "absent" {
  container_definitions = file("tasks/absent.json")
}

resource "aws_ecs_task_definition" "outside" {
  container_definitions = file("../outside.json")
}

resource "aws_ecs_task_definition" "named" {
  container_definitions = file("tasks/${var.name}.json")
}
