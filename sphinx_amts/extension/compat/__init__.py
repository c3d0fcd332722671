"""Isolate the code that uses internals of Sphinx, docutils, MyST and MyST-NB.

All modules are tried with Sphinx 7.4.7, MyST-Parser 3.0.1 and MyST-NB 1.4.0 too, which
Jupyter Book 1 installs; `reading_state` and `footnotes` exist only for these versions.
"""
