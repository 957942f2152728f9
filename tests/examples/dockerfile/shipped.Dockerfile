FROM node:22 AS tools
FROM debian:13 AS base
RUN true
FROM base AS middle
FROM golang:1.26 AS build
COPY --from=tools /a /a
FROM middle
COPY --from=build /app /app
COPY --from=busybox:1.37 /bin/sh /bin/sh
