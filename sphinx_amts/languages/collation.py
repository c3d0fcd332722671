"""Sort texts, and group them by initial, by the rules of a language.

The rules are those of CLDR, which ICU has: Chinese by pinyin or strokes, Spanish with ñ
behind n. Sphinx sorts by code points, which is no order in Chinese. Source: Unicode
Technical Standards 10 and 35, part 5.
"""

from __future__ import annotations

from typing import Any

from sphinx_amts.languages.codes import language

PACKAGE = "icu"
"""Package that has the rules; without it nothing here can be called."""

_NORMAL = 0  # a bucket with letters, not one of those for other scripts


class Collation:
    """Order of texts in one language.

    Args:
        code: Sphinx code of the language.
    """

    def __init__(self, code: str) -> None:
        # loaded only where there is something to sort
        import icu

        try:
            locale = icu.Locale.forLanguageTag(language(code).bcp47)
        except icu.ICUError:  # a code of the book's own that is no language tag
            locale = icu.Locale.getRoot()
        self._collator: Any = icu.Collator.createInstance(locale)
        initials: Any = icu.AlphabeticIndex(locale)
        # names and terms that stay as they are are mostly in Latin letters
        initials.addLabels(icu.Locale.getEnglish())
        self._initials: Any = initials.buildImmutableIndex()

    def key(self, text: str) -> tuple[bytes, str]:
        """Return the key by which *text* is sorted, which no other text has."""
        return self._collator.getSortKey(text), text

    def initial(self, text: str, otherwise: str) -> str:
        """Return the heading under which an index of the language lists *text*.

        Args:
            text: text that begins with a letter.
            otherwise: heading of a text in a script that the language's indexes have
                no headings for.
        """
        place = self._initials.getBucketIndex(text)
        label, kind = self._initials.getBucket(place)
        return str(label) if kind == _NORMAL else otherwise
