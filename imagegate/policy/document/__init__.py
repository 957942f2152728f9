"""The image document: what a policy's rules see of one platform of an image, described by `document.schema.json`."""
