"""The Markdown of *Dive into Deep Learning*, made into MyST for Sphinx.

It is older than MyST, and built by a tool of its own: roles and labels stand without
braces, marks for slides are mixed into the text, and one file has the code of several
frameworks.
"""
