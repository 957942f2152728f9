"""Images that lie in no registry: image layouts, and what `docker save` writes."""
