"""Write the `conf.py` of a converted book."""

from __future__ import annotations

import json

_CONF = '''\
"""Configuration of the book, first written by `sphinx-amts convert d2l`."""

project = {project}
language = {language}

extensions = {extensions}
exclude_patterns = {excluded}
{translations}
myst_enable_extensions = ["amsmath", "colon_fence", "dollarmath", "html_image"]
numfig = True
{bibliography}
suppress_warnings = {suppressed}
'''
_TRANSLATIONS = """
amts_languages = {{{languages}}}
locale_dirs = ["locales"]
gettext_compact = False
"""
_LEXING = """\
    # code of the book is also that of notebooks: `!pip`, `%%tab`, output
    "misc.highlighting_failure",
"""
_IMAGES = """\
    # pictures that were not in the converted folder; take this out when they are
    "image.not_readable",
"""
_FIELDS = """\
    # entries that lack a publisher or the like; the list of references says which
    "bibtex.missing_field",
"""


def configuration(
    *,
    project: str,
    language: str,
    targets: list[str],
    bibliographies: list[str],
    images_missing: bool,
    is_source: bool,
) -> str:
    """Return the text of `conf.py`.

    Args:
        project: title of the book.
        language: language of the book's text.
        targets: languages that the book is to be translated into.
        bibliographies: paths of BibTeX files.
        images_missing: whether files of pictures on pages are missing.
        is_source: whether this is the book itself, not an edition to take over.
    """
    extensions = ["myst_parser"]
    if bibliographies:
        extensions.append("sphinxcontrib.bibtex")
    excluded = ["_build", "Thumbs.db", ".DS_Store", ".venv"]
    translations = ""
    if is_source:
        extensions.append("sphinx_amts")
        excluded.append("editions")
        languages = ", ".join(f"{_quoted(target)}: {{}}" for target in targets)
        translations = _TRANSLATIONS.format(languages=languages)
    bibliography = f"bibtex_bibfiles = {_quoted(bibliographies)}\n"
    suppressed = _LEXING
    suppressed += _IMAGES if images_missing else ""
    suppressed += _FIELDS if bibliographies else ""
    return _CONF.format(
        project=_quoted(project),
        language=_quoted(language),
        extensions=_quoted(extensions),
        excluded=_quoted(excluded),
        translations=translations,
        bibliography=bibliography if bibliographies else "",
        suppressed=f"[\n{suppressed}]",
    )


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
