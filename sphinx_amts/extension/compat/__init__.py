"""Isolate the code that uses internals of Sphinx, docutils, MyST and MyST-NB."""
