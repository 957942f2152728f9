"""An image becomes the image document that rules are written for (policy.md 2.3)."""
