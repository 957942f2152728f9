//syntax=ghcr.io/team/frontend:1
FROM alpine:1
