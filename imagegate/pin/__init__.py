"""References in files get digests: what is written where, and the proof that nothing else means anything else. Pure."""
