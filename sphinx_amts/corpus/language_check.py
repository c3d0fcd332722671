"""Tell collections that are not in the languages that they should be in."""

from __future__ import annotations

from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from sphinx_amts.errors import CorpusError
from sphinx_amts.extension.messages.stop_words import stop_words
from sphinx_amts.languages.detection import Recognizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.corpus.model import CorpusPair
    from sphinx_amts.model import LanguagePair

_SAMPLE = 1000
"""Pairs by which the languages of a collection are told."""


@cache
def _recognizer(code: str) -> Recognizer:
    return Recognizer(code, stop_words())


def other_language(code: str, texts: Iterable[str]) -> str:
    """Describe why *texts* together seem not to be in *code*; "" if they are.

    Args:
        code: Sphinx code of the language.
        texts: the texts.
    """
    return _recognizer(code).other_language("\n".join(texts), "")


def checked(
    pairs: Iterator[CorpusPair], languages: LanguagePair, name: str
) -> Iterator[CorpusPair]:
    """Yield *pairs* if the first of them are in their languages.

    Raises:
        CorpusError: they are in others.
    """
    first = list(islice(pairs, _SAMPLE))
    # text that is the same on both sides is in no language
    told = [pair for pair in first if pair.source != pair.target]
    sides = [[pair.source for pair in told], [pair.target for pair in told]]
    wrong = [
        (code, other_language(code, texts))
        for code, texts in zip(languages.codes, sides, strict=True)
    ]
    if any(reason for _, reason in wrong):
        swapped = not any(
            other_language(code, texts)
            for code, texts in zip(
                (languages.source, languages.target), reversed(sides), strict=True
            )
        )
        code, reason = next(found for found in wrong if found[1])
        remedy = (
            "its two sides are the wrong way round"
            if swapped
            else "name the right collection, or the right language with -l"
        )
        raise CorpusError(f"{name}: the text is not in {code!r} ({reason}); {remedy}")
    yield from chain(first, pairs)
