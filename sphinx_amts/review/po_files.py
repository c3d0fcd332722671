"""Write messages for review as PO files, for Poedit and for Weblate.

Drafts are never fuzzy. A short digest in a comment, as in machine catalogs, shows
whether a person has edited a draft::

    #. draft of apertium
    #. amts: origin=machine engine=apertium check=1a2b3c4d
    #: ../../guide.rst:12
    msgid "A long walk."
    msgstr "Un paseo largo."
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import provenance_comment
from sphinx_amts.catalogs.human_writer import header_lines
from sphinx_amts.catalogs.po_strings import po_string
from sphinx_amts.catalogs.verified import with_check
from sphinx_amts.text.printable import printable_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_amts.review.items import ReviewItem

_CONTEXT = 200
"""Maximum length of a neighbouring message in a comment, in characters."""


def po_text(items: Sequence[ReviewItem], *, language: str, project: str) -> bytes:
    """Return a PO file with an entry for each of *items*.

    Args:
        items: messages in the order of the file, each once.
        language: Sphinx language code of the translation.
        project: name of the book.
    """
    lines = header_lines(language, project)
    for item in items:
        lines += ["", *_entry(item)]
    return ("\n".join(lines) + "\n").encode()


def _entry(item: ReviewItem) -> Iterator[str]:
    for comment in _comments(item):
        yield f"#. {' '.join(comment.split())}"
    yield from (f"#: ../../{printable_line(str(place))}" for place in item.places)
    if item.previous:
        yield from _strings("#| msgid", item.previous)
    yield from _strings("msgid", item.msgid)
    yield from _strings("msgstr", item.proposal)


def _comments(item: ReviewItem) -> Iterable[str]:
    yield item.state.value
    if item.previous:
        yield f"changed: {item.change}"
    if item.earlier and item.earlier != item.proposal:
        yield f"translation of the earlier wording: {item.earlier}"
    if item.before:
        yield f"text above: {_cut(item.before)}"
    if item.after:
        yield f"text below: {_cut(item.after)}"
    if item.reason:
        yield f"a draft was rejected: {item.reason}"
    if item.draft is not None:
        yield f"draft of {item.author}"
        yield provenance_comment(with_check(item.draft))


def _strings(keyword: str, text: str) -> Iterator[str]:
    prefix = "#| " if keyword.startswith("#|") else ""
    first, *rest = po_string(text).split("\n")
    yield f"{keyword} {first}"
    yield from (f"{prefix}{line}" for line in rest)


def _cut(text: str) -> str:
    return text if len(text) <= _CONTEXT else f"{text[: _CONTEXT - 1]}…"
