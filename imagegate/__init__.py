"""A gate for container images: judge an image by its manifest and config before anything runs it."""

__version__ = "0.1.0"
