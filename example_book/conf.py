"""Configuration of the example book, "Bread by Numbers"."""

project = "Bread by Numbers"
author = "The sphinx-amts contributors"
copyright = "2026, The sphinx-amts contributors"
version = release = "2.0"

extensions = [
    "myst_nb",
    "sphinx_design",
    "sphinx_amts",
]

language = "en"
locale_dirs = ["locale"]
gettext_compact = False

numfig = True
nb_execution_mode = "off"
myst_heading_anchors = 3
myst_enable_extensions = [
    "attrs_block",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
    "substitution",
]
myst_substitutions = {"house": "House Loaf"}

amts_languages = {
    "es": {"conf": {"html_title": "El pan en números"}},
    "zh": {"conf": {"html_title": "数字里的面包"}},
}
# `sphinx-amts build` makes the languages side by side, with a menu on each page
amts_site = {"paths": {"en": "en/", "es": "es/", "zh": "zh/"}}
# the source text of each paragraph is at hand where a page has text of a machine
amts_source_text = "auto"

html_theme = "furo"
html_title = "Bread by Numbers"
suppress_warnings = ["epub.unknown_project_files"]
