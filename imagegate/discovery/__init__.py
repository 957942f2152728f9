"""Where image references stand in files: pure code from text to occurrences."""
