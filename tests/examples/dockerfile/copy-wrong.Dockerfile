FROM alpine:1
COPY --from busybox:1 /a /a
ADD --from=busybox:2 /a /a
RUN --mount echo
