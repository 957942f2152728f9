# The action's container. Nothing here needs BuildKit: runners and mirrors build it with what they have.
# A release names this base by its digest (.ci/release-base).
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --no-compile --no-deps --require-hashes --only-binary=:all: \
    --target=site --requirement=requirements.txt && rm -rf site/bin
COPY policies site/imagegate/policies/
COPY imagegate site/imagegate/
COPY container/rootfs.py container/sbom.py entrypoint.py ./
RUN python rootfs.py site entrypoint.py /rootfs && python sbom.py /rootfs site/imagegate

FROM scratch
COPY --from=build /rootfs /
LABEL org.opencontainers.image.title="imagegate" \
      org.opencontainers.image.description="A gate for container images: judge an image by its manifest and config before anything runs it." \
      org.opencontainers.image.licenses="Apache-2.0"
ENTRYPOINT ["/usr/local/bin/imagegate-action"]
