FROM Alpine
FROM {{
FROM %%IMAGE%%
FROM https://registry.example.com/a:1
FROM alpine:1@sha256:abc
FROM busybox:
