"""Configurations of CircleCI: the images of jobs and executors, with the values that their parameters are given."""
