FROM scratch
FROM scratch:latest
FROM docker.io/library/scratch
FROM SCRATCH
FROM alpine AS scratch
FROM scratch
