 # syntax=not:1
 # escape=`
FROM `
  alpine:1
