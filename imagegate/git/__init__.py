"""Reading a repository that lies on disk: git's objects, names of commits, and what git ignores. Nothing is run."""
