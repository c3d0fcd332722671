"""Tell which messages may be translated otherwise, now that human text has changed.

A sentence that people have translated anywhere in a book is shown wherever it occurs,
so that one changed catalog concerns documents that have others. The human text that the
translations of a build folder were made with is kept there, to be compared with the
present one.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_amts.errors import CatalogError
from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.leverage.catalog_texts import KeptTexts
from sphinx_amts.leverage.fuzzy_index import FuzzyIndex
from sphinx_amts.leverage.previous_text import read_previous_text
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.text.differences import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.leverage.previous_text import PreviousText

    Pair = tuple[str, str]

_KEPT = KeptData("human text of the overlay", 1)
FILE = "pairs.kept"

_MOST = 100
"""Changed texts above which all messages count as similar to one of them."""

_TARGET = re.compile(r"<[^<>]*>|\]\([^()]*\)|:[\w:+.-]+:(?=`)|\{[\w:+.-]+\}(?=`)")
_MARKUP = re.compile(rf"`+[^`]*`+|\$[^$]*\$|{_TARGET.pattern}")
_SENTENCE_END = re.compile(r"(?<=[.!?:;…。！？：；])")


class SeenText:
    """Human text that the overlay (generated catalogs) of a build folder was made with.

    Args:
        catalogs: catalogs of the language.
    """

    def __init__(self, catalogs: CatalogChain) -> None:
        self._catalogs = catalogs

    def keep(self, text: PreviousText | None = None) -> None:
        """Keep the human text that there is now.

        Args:
            text: that text; read if it is `None`.
        """
        if (kept := self._catalogs.kept) is not None:
            pairs = sorted(_pairs(text or self._read()))
            _KEPT.store(kept / FILE, self._key(self._catalogs.human_digest()), pairs)

    def changed(self, human: str, book: Iterable[str]) -> Resembling:
        """Return what finds the messages that may be concerned by changes.

        Args:
            human: digest of the human text before them.
            book: the messages of the book. None of them is an earlier wording.
        """
        kept = self._catalogs.kept
        known = None if kept is None else _KEPT.load(kept / FILE, self._key(human))
        if known is None:
            return Resembling(None)
        differing = set(known) ^ _pairs(self._read())
        texts = {source for source, _ in differing}
        return Resembling(texts, texts.difference(book))

    def _key(self, human: str) -> str:
        # where fuzzy entries count, other texts are those of the book
        return f"{human} {self._catalogs.fuzzy}"

    def _read(self) -> PreviousText:
        path = self._catalogs.human_memory
        memory = HumanMemory()
        if path is not None:
            with suppress(CatalogError):  # reported where it is used
                memory = HumanMemory.load(path)
        kept = KeptTexts.of(self._catalogs)
        return read_previous_text(
            self._catalogs.all_human_in_script(),
            memory,
            lambda *_: None,
            fuzzy=self._catalogs.fuzzy,
            texts_of=kept.read,
        )


class Resembling:
    """Messages that share a sentence with some texts, or may be a later wording of one.

    Args:
        texts: the texts; `None` if they are not known, so that any message may.
        earlier: those that may be earlier wordings.

    Attributes:
        some: whether there may be any.
    """

    def __init__(
        self, texts: Collection[str] | None, earlier: Collection[str] = ()
    ) -> None:
        self.some = texts is None or bool(texts)
        self._any = texts is None or len(texts) > _MOST
        found = [] if self._any else list(texts or ())
        self._sentences = {sentence for text in found for sentence in _sentences(text)}
        self._earlier = FuzzyIndex([] if self._any else sorted(earlier))

    def has(self, message: str) -> bool:
        """Return whether *message* is one of them."""
        if self._any or not self._sentences.isdisjoint(_sentences(message)):
            return True
        return bool(self._earlier.similar(message, 1))


def _pairs(text: PreviousText) -> set[Pair]:
    """Return each source with its translation, and each message with a stated one."""
    records = [*text.present, *text.earlier]
    pairs = {(record.source, record.target) for record in records if record.source}
    return pairs.union(
        (message, record.target)
        for message, found in text.stated.items()
        for record in found
    )


def _sentences(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of the sentences of a text, or of parts of them.

    Code and the targets of markup are left out, since a sentence with other ones has
    the same translation.
    """
    for masked in (_MARKUP.sub(" ", text), _TARGET.sub(" ", text)):
        parts = (tuple(words_of(part)) for part in _SENTENCE_END.split(masked))
        if found := list(filter(None, parts)):
            yield from found
            return
