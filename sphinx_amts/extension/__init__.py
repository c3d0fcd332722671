"""Register everything with Sphinx, and handle the events of a build."""
