"""Configuration of the documentation."""

import sys
from pathlib import Path

from sphinx_amts import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sphinx-amts"
author = "The sphinx-amts contributors"
copyright = "The sphinx-amts contributors"
version = release = __version__

extensions = ["myst_parser", "sphinx_design", "amts_reference", "sphinx_amts"]
language = "en"
exclude_patterns = ["_build", "locales", "tutorial/book"]
locale_dirs = ["locales"]
amts_languages = {
    "es": {"conf": {"html_title": "sphinx-amts, documentación"}},
    "zh": {"conf": {"html_title": "sphinx-amts 文档"}},
}

amts_site = {"paths": {"en": "en/", "es": "es/", "zh": "zh/"}}
amts_source_text = "auto"

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
# its links are those of its own place in the repository
suppress_warnings = ["epub.unknown_project_files"]

html_theme = "furo"
html_title = "sphinx-amts"
html_static_path = ["_static"]
html_css_files = ["amts.css"]
gettext_compact = False
