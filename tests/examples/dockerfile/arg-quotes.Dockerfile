ARG A='a\' B="b c" C=c\ d E="\"" F=f \
  G=g
FROM alpine:$A
FROM alpine:$B
FROM alpine:$F
FROM alpine:$G
FROM alpine:1$E
