"""What lets a pull request walk around the gate: workflows that use it, and who owns them. Pure."""
