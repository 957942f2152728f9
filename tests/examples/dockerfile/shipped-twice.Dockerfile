FROM alpine:1 AS base
FROM alpine:2 AS base
FROM base
