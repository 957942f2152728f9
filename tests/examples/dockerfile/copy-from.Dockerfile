FROM golang:1.26 AS Build
FROM alpine:3.20
COPY --from=build /a /a
COPY --from=BUILD /a /a
COPY --from=0 /a /a
COPY --from=+0 /a /a
COPY --from=1 /a /a
COPY --from=2 /a /a
COPY --from=scratch /a /a
COPY --from=later /a /a
COPY --from=busybox:1 /a /a
COPY --from="busybox:2" /a /a
COPY --chown=$U:$G --chmod=u=rwX,go=rX --exclude=*.md --from=busybox:3 /a /a
copy --link \
  --from=busybox:4 \
  /a /a
COPY --from=busybox:5 ["/a", "/a"]
COPY /a --from=not:1 /a
COPY --from=busybox:$V /a /a
COPY --from= /a /a
FROM busybox:6 AS later
COPY --from=7 /a /a
COPY --from=-1 /a /a
COPY --from=99999999999999999999 /a /a
COPY -- --from=not:2 /a
