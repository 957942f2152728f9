# syntax=docker/dockerfile:1.7 with an argument
# escape=`
# check=skip=all
FROM alpine:1
# syntax=not:1
