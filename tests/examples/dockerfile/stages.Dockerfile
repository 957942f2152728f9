FROM golang:1.26 AS Build
FROM build AS test
FROM BUILD
FROM alpine AS alpine
FROM alpine
FROM busybox:1 AS twice
FROM debian:13 AS twice
FROM twice
FROM twice:latest
FROM 0
FROM later
FROM rust:1 AS later
