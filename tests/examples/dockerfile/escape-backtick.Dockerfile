# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS build
COPY a c:\
COPY --from=build `
  c:\a c:\b
FROM `
mcr.microsoft.com/windows/nanoserver:ltsc2022
