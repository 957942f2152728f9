# check=error=true
#escape = `
# SYNTAX = ghcr.io/team/frontend@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
FROM `
  alpine:1
