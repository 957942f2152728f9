"""Kubernetes resources, those of Tekton and Argo among them: what they run, and where that is written.

A resource is known by what it says of itself. All are found in one walk, because they stand in one file, in lists, and
inside one another.
"""
