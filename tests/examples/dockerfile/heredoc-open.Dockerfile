FROM alpine:1
RUN <<EOF
FROM not:1
