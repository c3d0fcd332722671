"""Find messages that may have certain sentences, by their words.

Parsing and splitting all human text of a book takes seconds, and few of its messages
have one of the sentences that are looked for.
"""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING

from sphinx_amts.text.normal_forms import normal_form

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

FEW = 50
"""Most sentences that are each searched for in every message.

For more sentences, every message is split into words, which takes as long as searching
for this many sentences.
"""

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_ESCAPED_IN_RST = re.compile(r"\\(?:\s|(.?))", re.DOTALL)
_ESCAPED_IN_MYST = re.compile(r"\\([!-/:-@\[-`{-~])|&#?\w+;")
"""An escaped character, or a character reference."""


class WordSearch:
    """Search for sentences in the messages of a book.

    Args:
        sources: the messages, with their markup.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources

    def messages_with(self, forms: Collection[str]) -> list[int]:
        """Return the indexes of messages that have all words of one of the sentences.

        Args:
            forms: key forms (normalised source) of the sentences; one without any word
                is not looked for.
        """
        wanted = [runs for form in forms if (runs := _runs(form))]
        found = self._one_by_one(wanted) if len(forms) <= FEW else self._at_once(wanted)
        return list(found)

    @cached_property
    def _texts(self) -> list[str]:
        return [_read_text(source) for source in self._sources]

    def _one_by_one(self, wanted: Sequence[Sequence[str]]) -> Iterator[int]:
        for number, text in enumerate(self._texts):
            if any(all(run in text for run in runs) for runs in wanted):
                yield number

    def _at_once(self, wanted: Sequence[Sequence[str]]) -> Iterator[int]:
        by_word: dict[str, list[Sequence[str]]] = {}
        for runs in wanted:
            rarest = max(_WORD.findall(runs[0]), key=len)
            by_word.setdefault(rarest, []).append(runs)
        for number, text in enumerate(self._texts):
            if any(
                all(run in text for run in runs)
                for word in by_word.keys() & set(_WORD.findall(text))
                for runs in by_word[word]
            ):
                yield number


def _runs(form: str) -> list[str]:
    """Return the runs of words of a sentence, the longest and so the rarest first."""
    parts = map(unescape, _TAG.split(form))
    runs = [run for part in parts for run in _RUN.findall(part)]
    return sorted(runs, key=len, reverse=True)


def _read_text(source: str) -> str:
    """Return a message without its escapes, in each way that it can be read.

    RST and MyST have different escapes, and in RST escaped blanks stand between parts
    of a word, or between a word and an element. The readings follow one another, each
    on a line of its own.
    """
    readings = (
        _ESCAPED_IN_RST.sub(lambda escaped: escaped[1] or "", source),
        _ESCAPED_IN_RST.sub(lambda escaped: escaped[1] or " ", source),
        _ESCAPED_IN_MYST.sub(_character, source),
    )
    lines = (" ".join(text.split()) for text in dict.fromkeys(readings))
    return normal_form("NFC", "\n".join(lines))


def _character(escaped: re.Match[str]) -> str:
    return escaped[1] or unescape(escaped[0])
