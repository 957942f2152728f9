#!/bin/sh
# Builds the demo's two images again, with umoci (https://umo.ci) and jq: the same bytes each time.
#
# Usage: make-layouts.sh [FOLDER]
#
# Neither image holds a program: the gate reads manifests and configs, so a layer is one small text. The folder,
# demo/layouts if none is given, is replaced. Needs: umoci, jq, coreutils.
set -eu

folder=${1:-$(dirname "$0")/layouts}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# new_platform LAYOUT ARCHITECTURE CREATED: a blank image with one layer, tagged with its architecture.
new_platform() {
    printf 'A stand-in for a program on %s.\n' "$2" >"$work/server"
    touch -d "$3" "$work/server"
    umoci new --image "$1:$2"
    umoci config --image "$1:$2" --no-history --os linux --architecture "$2" --created "$3"
    umoci insert --rootless --image "$1:$2" --history.created "$3" \
        --history.created_by 'COPY server /app/server' "$work/server" /app/server
}

# configure LAYOUT ARCHITECTURE CREATED CREATED_BY OPTION...: one step that changes the config only.
configure() {
    layout=$1 architecture=$2 created=$3 created_by=$4
    shift 4
    umoci config --image "$layout:$architecture" --created "$created" \
        --history.created "$created" --history.created_by "$created_by" "$@"
}

# join LAYOUT TAG ARCHITECTURE...: one index over the platforms, under the tag; what no longer counts is removed.
join() {
    layout=$1 tag=$2
    shift 2
    umoci gc --layout "$layout"
    jq --compact-output '{
        schemaVersion: 2,
        mediaType: "application/vnd.oci.image.index.v1+json",
        manifests: [.manifests[] | {mediaType, digest, size, platform: {
            architecture: .annotations["org.opencontainers.image.ref.name"], os: "linux"}}]
    }' "$layout/index.json" | tr -d '\n' >"$work/index"
    digest=$(sha256sum "$work/index" | cut -d' ' -f1)
    size=$(wc -c <"$work/index")
    mv "$work/index" "$layout/blobs/sha256/$digest"
    jq --null-input --arg digest "sha256:$digest" --argjson size "$size" --arg tag "$tag" '{
        schemaVersion: 2,
        manifests: [{mediaType: "application/vnd.oci.image.index.v1+json", digest: $digest, size: $size,
            annotations: {"org.opencontainers.image.ref.name": $tag}}]
    }' >"$layout/index.json"
}

# shop/api keeps every rule of pack:baseline-security. Its date is zero, as reproducible builds have it.
api() {
    layout=$1 created=1970-01-01T00:00:00Z
    for architecture in amd64 arm64; do
        new_platform "$layout" "$architecture" "$created"
        configure "$layout" "$architecture" "$created" 'ENV PATH=/app LANG=C.UTF-8' \
            --config.env PATH=/app --config.env LANG=C.UTF-8
        configure "$layout" "$architecture" "$created" 'EXPOSE 8080/tcp' --config.exposedports 8080/tcp
        configure "$layout" "$architecture" "$created" 'USER 10001:10001' --config.user 10001:10001
        configure "$layout" "$architecture" "$created" 'ENTRYPOINT ["/app/server"]' \
            --config.entrypoint /app/server \
            --config.label org.opencontainers.image.title=api \
            --config.label org.opencontainers.image.licenses=Apache-2.0
    done
    join "$layout" 2.4.1 amd64 arm64
}

# shop/report keeps few: it starts as root, has an SSH port, a password, an old date, and a credential in one of its
# platforms only. The credential is the example of Amazon's own documentation; it opens nothing.
report() {
    layout=$1 created=2019-06-01T09:30:00Z
    for architecture in amd64 arm64; do
        new_platform "$layout" "$architecture" "$created"
        configure "$layout" "$architecture" "$created" 'ENV PATH=/app DB_PASSWORD=change-me-first' \
            --config.env PATH=/app --config.env DB_PASSWORD=change-me-first
        configure "$layout" "$architecture" "$created" 'EXPOSE 22/tcp 8080/tcp' \
            --config.exposedports 22/tcp --config.exposedports 8080/tcp
        configure "$layout" "$architecture" "$created" 'CMD ["/app/server"]' --config.cmd /app/server
    done
    configure "$layout" arm64 "$created" 'ENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE' \
        --config.env AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    join "$layout" latest amd64 arm64
}

mkdir -p "$work/layouts/shop"
for image in api report; do
    umoci init --layout "$work/layouts/shop/$image"
    "$image" "$work/layouts/shop/$image"
done
chmod -R u=rwX,go=rX "$work/layouts"
rm -rf "$folder"
cp -r "$work/layouts" "$folder"
