ARG V
ARG W 3.20
ARG EMPTY=
FROM alpine:${V}
FROM alpine:${V:-1}
FROM alpine:${W}
FROM alpine${EMPTY}
FROM ${EMPTY}
FROM $EMPTY
