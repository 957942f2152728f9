variable "ALPINE" { default = "3.22" }
variable "UNSET" {}

target "plain" {
  dockerfile-inline = <<EOT
# syntax=docker/dockerfile:1
ARG DEBIAN=12
FROM alpine:${ALPINE} AS tools
FROM debian:$${DEBIAN}
COPY --from=tools /bin/sh /
COPY --from=busybox:${UNSET} /bin/sh /
EOT
}

target "indented" {
  args              = { NODE = "22" }
  dockerfile-inline = <<-EOT
    ARG NODE=20

    FROM node:$NODE AS build
      # deeper
      FROM python:3.13
    EOT
}

target "quoted" {
  dockerfile-inline = "FROM alpine:${ALPINE} AS a\nFROM \"debian:13\"\n"
}

target "context" {
  contexts          = { base = "docker-image://real:1", linked = "target:plain" }
  dockerfile-inline = <<EOT
FROM base
COPY --from=linked / /
EOT
}

target "computed" {
  dockerfile-inline = <<EOT
FROM alpine:3
RUN echo ${upper("x")}
EOT
}

target "all-computed" { dockerfile-inline = file("x") }

target "not" {
  dockerfile-inline = <<EOT
FORM alpine
EOT
}

# An empty one is none.
target "empty" { dockerfile-inline = "" }
