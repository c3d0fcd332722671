"""Define the names of the report: its folder in the output folder, and its files."""

from __future__ import annotations

FOLDER = "_amts"
REPORT = "report.json"
PAGE = "index.html"
