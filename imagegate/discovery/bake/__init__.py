"""Files of Docker Bake: what they call their targets, how these are put together, and the images that they name."""
