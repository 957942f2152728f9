FROM alpine:1
FROM\
nginx:1
