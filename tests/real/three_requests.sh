#!/bin/sh
# What a registry has, asked with nothing but curl and jq: the manifest, the platform's manifest where that is an index,
# the config. Prints the config as it is.
#
# usage: three_requests.sh URL REPOSITORY REFERENCE [ARCHITECTURE]
#   CREDENTIAL  user:password, for a registry that wants one
#   CA          a file with the certificates to trust
set -eu

url="$1" repository="$2" reference="$3" architecture="${4:-amd64}"
accept='application/vnd.oci.image.index.v1+json,application/vnd.docker.distribution.manifest.list.v2+json'
accept="$accept,application/vnd.oci.image.manifest.v1+json,application/vnd.docker.distribution.manifest.v2+json"
header=""

ask() {
  curl --silent --show-error --fail --location ${CA:+--cacert "$CA"} ${header:+--header "$header"} --header "Accept: $accept" "$1"
}

# The challenge of the first answer says what the registry wants, and where.
challenge="$(curl --silent --show-error --head ${CA:+--cacert "$CA"} --header "Accept: $accept" \
  "$url/v2/$repository/manifests/$reference" | tr -d '\r' | sed -n 's/^[Ww]ww-[Aa]uthenticate: *//p')"
parameter() { printf '%s' "$challenge" | sed -n "s/.*$1=\"\([^\"]*\)\".*/\1/p"; }
case "$challenge" in
  Basic*) header="Authorization: Basic $(printf '%s' "$CREDENTIAL" | base64 --wrap=0)" ;;
  Bearer*)
    token="$(curl --silent --show-error --fail --get ${CA:+--cacert "$CA"} ${CREDENTIAL:+--user "$CREDENTIAL"} \
      --data-urlencode "service=$(parameter service)" --data-urlencode "scope=$(parameter scope)" "$(parameter realm)")"
    header="Authorization: Bearer $(printf '%s' "$token" | jq --raw-output .token)"
    ;;
esac

manifest="$(ask "$url/v2/$repository/manifests/$reference")"
if printf '%s' "$manifest" | jq --exit-status 'has("manifests")' >/dev/null; then
  child="$(printf '%s' "$manifest" | jq --raw-output --arg architecture "$architecture" \
    'first(.manifests[] | select(.platform.architecture == $architecture)).digest')"
  manifest="$(ask "$url/v2/$repository/manifests/$child")"
fi
ask "$url/v2/$repository/blobs/$(printf '%s' "$manifest" | jq --raw-output .config.digest)"
