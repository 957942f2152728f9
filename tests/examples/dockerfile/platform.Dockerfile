ARG OWN=linux/arm64
ARG TARGETOS
ARG VARIES=linux/$TARGETARCH
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
FROM --platform=${TARGETPLATFORM} alpine:1
FROM --platform=linux/s390x alpine:2
FROM --platform="linux/arm/v7" alpine:3
FROM --platform=$OWN alpine:4
FROM --platform=linux/$TARGETARCH alpine:5
FROM --platform=$UNSET alpine:6
FROM --platform=nonsense alpine:7
FROM --platform=$VARIES alpine:8
