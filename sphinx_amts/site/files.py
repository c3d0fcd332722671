"""Name the file with which the build of a language informs the other languages."""

from __future__ import annotations

LIST = "_amts/pages.json"
"""Path of the list of a language's pages, relative to the language's folder."""
