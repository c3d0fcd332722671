"""Manage the state of a build, from `conf.py` to the records of documents."""
