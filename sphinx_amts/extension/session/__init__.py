"""Manage the data of a build, from the settings in `conf.py` to document records."""
