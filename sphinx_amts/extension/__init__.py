"""Connect sphinx-amts to Sphinx: register the extension, and handle build events."""
