# what=ever
# syntax=not:1
FROM alpine:1
