"""Dev containers: an image, a Dockerfile or Compose files, and what is put into them (containers.dev)."""
