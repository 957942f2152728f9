FROM alpine:1 AS one
RUN <<EOF
FROM not:1
EOF
RUN cat <<A - <<-"B" 3<<'C'
FROM not:2
A
FROM not:3
	B
FROM not:4
C
COPY <<FROM /x
FROM not:5
FROM
ADD <<EOF /y
COPY --from=not:6 / /
EOF
ONBUILD RUN <<EOF
FROM not:7
EOF
CMD cat <<EOF
FROM alpine:2
RUN ["cat", "<<EOF"]
FROM alpine:3
RUN echo "<<EOF" $((1<<2)) <<<text
FROM alpine:4
RUN echo "unbalanced <<EOF
FROM alpine:5
