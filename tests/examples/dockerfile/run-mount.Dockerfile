FROM golang:1.26 AS Build
RUN --mount=type=bind,from=busybox:1,target=/a --mount=from=busybox:2,target=/b true
RUN --mount=ro,from=busybox:3 --network=none true
RUN --mount=type=cache,FROM=busybox:4,target=/a true
RUN --mount=type=bind,\"from=busybox:5\",target=/a true
RUN --mount=from=BUILD,target=/a true
RUN --mount=from=0,target=/a true
RUN --mount=from=scratch,target=/a true
RUN --mount=from=$V,target=/a true
RUN echo --mount=from=not:1
RUN ["echo", "--mount=from=not:2"]
RUN --mount=\"from=busybox:6 true
