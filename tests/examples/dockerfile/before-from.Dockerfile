COPY --from=not:1 / /
ARG V=1
RUN true
FROM alpine:$V
