# escape=x
FROM alpine:1
