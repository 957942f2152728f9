locals {
  pod        = { kind = "Pod", spec = { containers = [{ image = "local/pod:1" }], note = { image = "local/no:1" } } }
  spec       = { containers = [{ name = "a", image = "local/spec:1" }] }
  containers = [{ image = "local/list:1" }]
  hidden     = { spec = { containers = [merge({ image = "local/no:1" }, {})] } }
}
resource "kubernetes_manifest" "pod" { manifest = local.pod }
resource "kubernetes_manifest" "spec" { manifest = { kind = "Pod", metadata = var.metadata, spec = local.spec } }
resource "kubernetes_manifest" "list" {
  manifest = { spec = { containers = [{ image = "team/first:1" }], initContainers = local.containers } }
}
resource "kubernetes_manifest" "hidden" { manifest = local.hidden }
resource "kubernetes_manifest" "unknown" { manifest = { spec = { containers = var.containers } } }
resource "aws_batch_job_definition" "held" {
  ecs_properties = jsonencode({ taskProperties = [{ containers = local.containers, volumes = var.volumes }] })
}
