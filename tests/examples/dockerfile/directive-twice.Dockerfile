# escape=`
# escape=\
FROM alpine:1
