"""Name the folder and the main file of the report in the output folder."""

from __future__ import annotations

FOLDER = "_amts"
REPORT = "report.json"
PAGE = "index.html"
