"""Configurations of Google Cloud Build: the images that steps run in."""
