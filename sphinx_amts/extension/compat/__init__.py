"""Hold all that touches the inside of Sphinx, docutils, MyST and MyST-NB."""
