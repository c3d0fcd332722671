"""Sort the index and glossaries of a translated book by the rules of its language."""

from __future__ import annotations

import unicodedata
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from sphinx import addnodes
from sphinx.transforms import GlossarySorter, SphinxTransform

from sphinx_amts.extension.compat.index_order import arrange_index
from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.extras import install, is_installed
from sphinx_amts.languages.collation import PACKAGE, Collation

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.extension.compat.index_order import Entry, Index

logger = get_logger(__name__)

collation = cache(Collation)
_MARK = "\N{RIGHT-TO-LEFT MARK}"


def sort_index(app: Sphinx, language: str) -> None:
    """Make Sphinx sort indexes by the rules of *language*, if these are installed."""
    arrange_index(app.env, partial(_by_rules, language))


class SortGlossaries(SphinxTransform):
    """Sort glossaries with the option `sorted` again, by the rules of the language."""

    default_priority = GlossarySorter.default_priority + 1

    def apply(self, **_: Any) -> None:
        """Sort the glossaries of the document; called by docutils."""
        session = session_of(self.env)
        if session is None:
            return
        for glossary in self.document.findall(addnodes.glossary):
            if not glossary.get("sorted"):
                continue
            items: Any = glossary[0]
            terms = [item[0].astext() for item in items]
            language = session.languages.target
            if not is_installed(PACKAGE):
                tell_missing(language, terms)
                continue
            key = collation(language).key
            items[:] = sorted(items, key=lambda item: key(item[0].astext()))


def tell_missing(language: str, texts: list[str]) -> None:
    """Log that *texts* are not sorted by the rules of the language.

    This is logged at most once in a build, and not if all texts are ASCII.
    """
    if all(text.isascii() for text in texts):
        return
    logger.info(
        "sphinx-amts: index and glossaries are not sorted by the rules of %s; %s to "
        "have them",
        language,
        install("collation"),
        once=True,
    )


def _by_rules(language: str, index: Index) -> Index:
    """Return *index* sorted and grouped by the rules of *language*."""
    if not index:
        return index  # without loading the rules
    if not is_installed(PACKAGE):
        tell_missing(language, [text for _, entries in index for text, _ in entries])
        return index
    order = collation(language)
    letters: list[tuple[str, Entry]] = []
    symbols: dict[str, list[Entry]] = {}
    for heading, entries in index:
        for entry in entries:
            if _begins_with_letter(entry):
                letters.append((heading, entry))
            else:
                symbols.setdefault(heading, []).append(entry)
    letters.sort(key=lambda one: order.key(_sorted_as(one[1])))
    groups: dict[str, list[Entry]] = {}
    for found, entry in letters:
        own_heading = entry[1][2]
        heading = own_heading or order.initial(_sorted_as(entry), found)
        groups.setdefault(heading, []).append(entry)
    for entries in [*symbols.values(), *groups.values()]:
        entries.sort(key=lambda entry: order.key(_sorted_as(entry)))
        for _, (_, below, _) in entries:
            below.sort(key=lambda one: order.key(one[0].removeprefix(_MARK)))
    return [*symbols.items(), *groups.items()]


def _sorted_as(entry: Entry) -> str:
    """Return the text by which an entry is sorted: its own heading, or its text."""
    text, (_, _, own_heading) = entry
    return (own_heading or text).removeprefix(_MARK)


def _begins_with_letter(entry: Entry) -> bool:
    """Return whether Sphinx lists an entry under a letter, not among the symbols."""
    first = unicodedata.normalize("NFD", _sorted_as(entry).lower())[:1]
    return first.isalpha() or first == "_"
