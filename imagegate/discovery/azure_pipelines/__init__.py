"""Azure Pipelines: the images of container resources, jobs and services, in pipelines and their templates."""
