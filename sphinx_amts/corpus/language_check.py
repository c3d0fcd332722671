"""Detect collections whose texts are not in the expected languages."""

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
"""Number of pairs from which the languages of a collection are detected."""


@cache
def _recognizer(code: str) -> Recognizer:
    return Recognizer(code, stop_words())


def other_language(code: str, texts: Iterable[str]) -> str:
    """Return why *texts*, judged together, seem to be in another language than *code*.

    Args:
        code: Sphinx code of the expected language.
        texts: the texts to judge.

    Returns:
        the reason for a message, or "" if the texts seem to be in the language.
    """
    return _recognizer(code).other_language("\n".join(texts), "")


def checked(
    pairs: Iterator[CorpusPair], languages: LanguagePair, name: str
) -> Iterator[CorpusPair]:
    """Yield *pairs* if the first `_SAMPLE` of them are in the expected languages.

    Args:
        pairs: the pairs of a collection.
        languages: the expected languages.
        name: name of the collection, for the error message.

    Raises:
        CorpusError: a side of the first pairs is in another language.
    """
    first = list(islice(pairs, _SAMPLE))
    # text that is the same on both sides says nothing about the language
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
