locals { tag = "1" }
resource "kubernetes_manifest" "object" {
  manifest = {
    apiVersion = "v1"
    kind       = "Pod"
    metadata   = { annotations = { image = "no/reference:1" } }
    spec = {
      containers     = [{ name = "a", image = "one:${local.tag}" }]
      initContainers = [for name in ["x"] : { image = "two:1" }]
      image          = "no/reference:2"
    }
  }
}
resource "kubernetes_manifest" "text" {
  manifest = yamldecode(<<-YAML
    apiVersion: v1
    kind: Pod
    spec:
      containers:
        - image: three:${local.tag}
        - image: four:1
        - image: ${var.unset}
    YAML
  )
}
resource "kubectl_manifest" "text" {
  yaml_body = <<YAML
apiVersion: v1
kind: Pod
spec:
  containers: [{image: five:1}]
YAML
}
resource "kubectl_manifest" "file" { yaml_body = file("${path.module}/pod.yaml") }
resource "kubectl_manifest" "each" { yaml_body = each.value }
resource "kubectl_manifest" "part" {
  yaml_body = <<YAML
apiVersion: v1
kind: Pod
metadata:
  name: ${var.name}
spec:
  containers:
    - image: six:1
    ${indent(4, local.more)}
    - ${yamlencode(local.container)}
YAML
}
