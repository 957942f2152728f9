"""GitLab CI: pipelines, put together from the files that they include, and the images of their jobs."""
