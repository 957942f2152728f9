FROM alpine
FROM docker.io/library/alpine:3.20
from ghcr.io/team/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
	From   localhost:5000/a:1   as   Last
