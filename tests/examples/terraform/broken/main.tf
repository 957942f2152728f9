resource "docker_container" "before" { image = "before:1" }
resource "docker_container" "open" {
  image = "open:1"
  command = ["a" "b"]
}
resource "docker_container" "after" { image = "after:1" }
