"""Name the file that each language leaves in the site for the others."""

from __future__ import annotations

LIST = "_amts/pages.json"
"""List of its pages, in their folder."""
