locals { registry = "ghcr.io/team" }
