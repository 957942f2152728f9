"""YAML as repositories hold it: every document of a file as nodes with their places, whatever else is in the file.

Nothing is refused that some tool would read: duplicate keys stay side by side, tags mean nothing but for `!!binary`,
merge keys are followed, anchors are shared. Pure Python parses it, bounded in depth, in values and in time.
"""
