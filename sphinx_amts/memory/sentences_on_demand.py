"""Make the index of human sentences where it may have one that is wanted.

To parse and to split all human text of a book takes seconds. After an edit, few
sentences are wanted, and mostly new ones: no message of the human text has their words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING

from sphinx_amts.text.normal_forms import normal_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST = 50
"""Sentences that are searched for by their words: the index costs less than more."""

_TAG = re.compile(r"<[^<>]*>")
_RUN = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#?\w+;")
"""An escaped character, or a reference to one, in CommonMark."""


class SentencesOnDemand(Mapping[str, tuple[str, str]]):
    """Sentences of human translations by key form, indexed with the first likely one.

    Args:
        sources: messages that have human translations.
        make: indexes their sentences.
    """

    def __init__(
        self,
        sources: Iterable[str],
        make: Callable[[], Mapping[str, tuple[str, str]]],
    ) -> None:
        self._sources = sources
        self._make = make
        self._searched = 0

    def __getitem__(self, form: str) -> tuple[str, str]:
        if "_sentences" not in vars(self) and not self._may_have(form):
            raise KeyError(form)
        return self._sentences[form]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def __len__(self) -> int:
        return len(self._sentences)

    @cached_property
    def _sentences(self) -> Mapping[str, tuple[str, str]]:
        return self._make()

    @cached_property
    def _lines(self) -> list[str]:
        """Return the text of all messages as it is in key forms, with its markup."""
        return [line for source in self._sources for line in _lines_of(source)]

    def _may_have(self, form: str) -> bool:
        """Return whether a message has all words of a sentence."""
        if self._searched == MOST:
            return True
        self._searched += 1
        parts = map(unescape, _TAG.split(form))
        runs = sorted((run for part in parts for run in _RUN.findall(part)), key=len)
        runs.reverse()  # the longest is the rarest
        return any(all(run in line for run in runs) for line in self._lines)


def _lines_of(source: str) -> Iterator[str]:
    """Yield a message in one line, without what escapes and joins words in markup.

    In MyST, unlike in RST, there are references to characters.
    """
    rst = source.replace("\\ ", "").replace("\\", "")
    for text in dict.fromkeys((rst, _ESCAPED.sub(_character, source))):
        yield normal_form("NFC", " ".join(text.split()))


def _character(escaped: re.Match[str]) -> str:
    return escaped[1] or unescape(escaped[0])
