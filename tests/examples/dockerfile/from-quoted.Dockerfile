ARG V=3.20
FROM "alpine:1"
FROM 'alpine:2'
FROM "alpine:${V}"
FROM 'alpine:${V}'
FROM al"pine:"5
FROM alpine:\6
FROM ""
