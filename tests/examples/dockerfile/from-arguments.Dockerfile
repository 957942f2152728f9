FROM alpine:1 # a comment
FROM
FROM alpine:2 AS
FROM alpine:3 IS three
FROM ${V:-a b}
FROM alpine:4 AS 4
FROM --platform linux/amd64 alpine:5
FROM --pull=always alpine:6
