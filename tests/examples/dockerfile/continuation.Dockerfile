FROM \
  alpine:1 \
  AS one
FROM alp\
ine:2
FROM \

  alpine:3
FROM \
  # a comment, and an empty line

  alpine:4 \
  # AS not-this
  AS four
# a comment does not go on \
FROM alpine:5
RUN echo \\
FROM alpine:6
FROM alpine:7 \  
  AS seven
RUN psql -c "SELECT * \
FROM users"
FROM alpine:8 \