"""Find messages that may have certain sentences, by their words.

To parse and to split all human text of a book takes seconds, and few messages of it
have a sentence that is missing elsewhere.
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
"""Sentences that are each looked for in all messages. For more of them, the words of
all messages are told apart, which takes as long as that."""

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_ESCAPED_IN_RST = re.compile(r"\\(?:\s|(.?))", re.DOTALL)
_ESCAPED_IN_MYST = re.compile(r"\\([!-/:-@\[-`{-~])|&#?\w+;")
"""An escaped character, or a reference to one."""


class WordSearch:
    """Search for sentences in the messages of a book.

    Args:
        sources: the messages, with their markup.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources

    def messages_with(self, forms: Collection[str]) -> list[int]:
        """Return the indexes of messages that have all words of a sentence.

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
    """Return the runs of words of a sentence, the longest first: it is the rarest."""
    parts = map(unescape, _TAG.split(form))
    runs = [run for part in parts for run in _RUN.findall(part)]
    return sorted(runs, key=len, reverse=True)


def _read_text(source: str) -> str:
    """Return a message without what escapes and joins words in markup.

    It reads differently in RST and in MyST, and in RST escaped blanks stand between
    parts of a word, or between a word and an element: all these readings follow.
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
