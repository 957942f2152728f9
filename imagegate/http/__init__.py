"""One bounded request. Knows HTTP, and neither registries nor GitHub."""
