"""Compose files: the images of services, and how their Dockerfiles are built.

As the reference implementation reads them (the Compose Specification leaves much open): variables from `.env` beside
the file, services put together from `extends`, `include`, an override file and several documents.
"""
