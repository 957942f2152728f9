target "whole" {
  contexts = { a = "docker-image://whole:1" }
}
target "half" {
  contexts = { a = "docker-image://half:1" }
  tags = [
}
target "lost" {
  contexts = { a = "docker-image://lost:1" }
}
