"""Look up the texts of notices in the language of a page.

The texts are in gettext catalogs beside this module. A book's own catalog of the same
name, `sphinx_amts.po`, comes first; it can add languages or replace texts.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.languages.codes import canonical, language

if TYPE_CHECKING:
    from collections.abc import Mapping

DOMAIN = "sphinx_amts"
"""Text domain of the notices, which is the name of their catalogs without suffix."""

_FOLDER = Path(__file__).with_name("locales")
_SOURCE_LANGUAGE = "en"


class NoticeTexts:
    """Texts of notices for one language; English texts where a translation is missing.

    Args:
        code: Sphinx code of the language.
        own: translations from the book's own catalog, by English text.
    """

    def __init__(self, code: str, own: Mapping[str, str]) -> None:
        page = language(code)
        self._page = page.bcp47
        self._is_english = page.bcp47.partition("-")[0] == _SOURCE_LANGUAGE
        self._texts = {**_shipped(code), **{k: v for k, v in own.items() if v.strip()}}

    def text(self, msgid: str) -> str:
        """Return the translation of *msgid*, else *msgid*; neither is escaped."""
        return self._texts.get(msgid, msgid)

    def language_of(self, msgid: str) -> str:
        """Return the BCP 47 tag of the language of `text(msgid)`.

        The language is the page's, or English if there is no translation.
        """
        known = self._is_english or msgid in self._texts
        return self._page if known else _SOURCE_LANGUAGE

    def attributes(self, msgid: str) -> str:
        """Return `lang` and `dir` for an element with a text, "" if not needed."""
        own = self.language_of(msgid) == self._page
        return "" if own else self.attributes_within(msgid)

    def attributes_within(self, msgid: str) -> str:
        """Return `lang` and `dir` for an element in text of another language."""
        code = self.language_of(msgid)
        return f' lang="{code}" dir="{language(code).direction}"'

    def html(self, msgid: str) -> str:
        """Return a text as HTML, with its language if the page has another one."""
        text = escape(self.text(msgid))
        attributes = self.attributes(msgid)
        return f"<span{attributes}>{text}</span>" if attributes else text


def shipped_languages() -> tuple[str, ...]:
    """Return the codes of the languages that have texts here, except English."""
    return tuple(sorted(path.name for path in _FOLDER.iterdir() if path.is_dir()))


@cache
def _shipped(code: str) -> Mapping[str, str]:
    """Return the texts of this package for a language, or for one of the same script.

    Returns:
        Translations by English text; empty for an unknown language.
    """
    name, base = canonical(code), canonical(code).partition("_")[0]
    shipped = shipped_languages()
    script = language(code).script
    found = [name] if name in shipped else []
    found += [
        other
        for other in shipped
        if other.partition("_")[0] == base and language(other).script == script
    ]
    if not found:
        return {}
    # loaded with the first notice
    from sphinx_amts.catalogs.po_reader import read_entries

    path = _FOLDER / found[0] / "LC_MESSAGES" / f"{DOMAIN}.po"
    return {e.msgid: e.msgstr for e in read_entries(path) if e.msgid and e.msgstr}
