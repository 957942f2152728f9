FROM alpine:1
FRUM alpine:2
{{ if .X }}
FROM alpine:3
