FROM alpine:1 AS parent
ONBUILD COPY --from=source / /
ONBUILD RUN --mount=from=tools true
ONBUILD COPY --from=busybox:1 / /
ONBUILD COPY --from=1 / /
FROM alpine:2 AS here
ONBUILD COPY --from=parent / /
ONBUILD RUN --mount=type=bind,from=busybox true
ONBUILD RUN echo FROM nothing
FROM here
