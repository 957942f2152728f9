"""What the gate does, shown on two images that lie in this folder."""
