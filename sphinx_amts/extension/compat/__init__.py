"""Isolate the code that uses internals of Sphinx, docutils, MyST and MyST-NB.

All of it is tried with Sphinx 7.4.7, MyST-Parser 3.0.1 and MyST-NB 1.4.0 too, which
Jupyter Book 1 brings along; `reading_state` and `footnotes` are what these need alone.
"""
