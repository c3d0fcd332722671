"""Clean pairs by rules before they are written as parallel data.

Amazon Translate skips unusable records without a warning, and uses all others
unchecked. So pairs are checked before, and each rule reports the pairs it removed.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from typing import TYPE_CHECKING

from sphinx_amts.checks.numbers import missing_numbers
from sphinx_amts.editions.model import place
from sphinx_amts.engines.amazon.import_rules import EXAMPLE_BYTES
from sphinx_amts.languages.characters import is_wide
from sphinx_amts.languages.scripts import Script
from sphinx_amts.markup.model import Placeable, Text, elements, visible_text
from sphinx_amts.parallel_data.findings import RemovedPair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_amts.editions.model import Pair
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair

    Rule = Callable[[Pair], str]
    """Function that returns why a pair is removed; "" if it is kept."""

RULES = {
    "empty": "a side is empty, or has no words besides code, formulas and links",
    "long": f"a side has over {EXAMPLE_BYTES} bytes in UTF-8, which the service skips",
    "copy": "the translation is the source",
    "script": "the text is not written in the script of its language",
    "uncertain": "it is not sure that the two belong together",
    "number": "the translation lacks a number",
    "placeable": "code, formulas or links of the two are not the same",
    "length": "one side is much longer than translations of this book are",
    "duplicate": "the document has the pair already",
    "conflict": "there is a newer or more certain translation of the same text",
}
"""Name of a rule -> description of the pairs it removes, in order of application."""

CERTAIN = 0.7
"""Confidence from which on a pair of blocks of two editions is kept."""

_BLANKS = re.compile(r"\s+")
_OTHERS = 0.2
"""Share of the placeables of both sides that may differ, in a long paragraph."""

_SPREAD = 4.0
"""Greatest distance from the usual ratio of lengths, in standard deviations."""

_LEAST_SPREAD = 0.25
_UNCERTAIN_LENGTH = 12
"""Number of characters by which a text may always differ from its expected length."""


def clean(
    pairs: Sequence[Pair], languages: LanguagePair, *, certain: float = CERTAIN
) -> tuple[list[Pair], list[RemovedPair]]:
    """Return the pairs fit for parallel data, and the removed pairs with a reason.

    Of several translations of one source text the newest is kept; of equally new ones
    the one with the highest confidence, then the most frequent one.

    Args:
        pairs: pairs to clean.
        languages: languages of both sides.
        certain: confidence from which on a pair is kept.
    """
    kept: list[Pair] = []
    removed: list[RemovedPair] = []
    rules: dict[str, Rule] = {
        "empty": _empty,
        "long": _long,
        "copy": _copy,
        "script": _Scripts(languages),
        "uncertain": _Uncertain(certain),
        "number": _number,
        "placeable": _placeable,
        "length": _Lengths(pairs),
    }
    for pair in pairs:
        for name, rule in rules.items():
            if reason := rule(pair):
                removed.append(RemovedPair(pair, name, reason))
                break
        else:
            kept.append(pair)
    kept, repeated = _deduplicated(kept)
    return kept, [*removed, *repeated]


def _empty(pair: Pair) -> str:
    for name, text in (
        ("source", _prose(pair.source)),
        ("target", _prose(pair.target)),
    ):
        # a Chinese or Japanese word may be one character
        letters = (2 if is_wide(char) else 1 for char in text if char.isalpha())
        if sum(letters) < 2:
            return f"the {name} has no words"
    return ""


def _long(pair: Pair) -> str:
    size = max(len(pair.source_text.encode()), len(pair.target_text.encode()))
    return f"{size} bytes" if size > EXAMPLE_BYTES else ""


def _copy(pair: Pair) -> str:
    same = pair.source_text.casefold() == pair.target_text.casefold()
    return "the target is the source" if same else ""


def _number(pair: Pair) -> str:
    everything = pair.target_text
    missing = missing_numbers(_prose(pair.source), _prose(pair.target), everything)
    return f"without {', '.join(missing)}" if missing else ""


def _placeable(pair: Pair) -> str:
    before, after = _placeables(pair.source), _placeables(pair.target)
    found = {
        "lost": _not_in(pair.target, before - after),
        "gained": _not_in(pair.source, after - before),
    }
    others = sum(map(len, found.values()))
    if others <= _OTHERS * (before.total() + after.total()):
        return ""
    return "; ".join(
        f"{word} {', '.join(texts)}" for word, texts in found.items() if texts
    )


def _placeables(inlines: Iterable[Inline]) -> Counter[str]:
    return Counter(
        _BLANKS.sub("", element.text or element.source)
        for element in elements(inlines)
        if isinstance(element, Placeable)
    )


def _not_in(inlines: Iterable[Inline], placeables: Counter[str]) -> list[str]:
    """Return those *placeables* whose text is not in the visible text of *inlines*."""
    text = _BLANKS.sub("", visible_text(inlines))
    return sorted(placeable for placeable in placeables if placeable not in text)


def _prose(inlines: Iterable[Inline]) -> str:
    """Return the text outside placeables."""
    return " ".join(
        inline.text if isinstance(inline, Text) else _prose(inline.children)
        for inline in inlines
        if not isinstance(inline, Placeable)
    )


class _Scripts:
    """Find texts that are not written in the script of their language."""

    def __init__(self, languages: LanguagePair) -> None:
        self._scripts = Script(languages.source), Script(languages.target)

    def __call__(self, pair: Pair) -> str:
        sides = _prose(pair.source), _prose(pair.target)
        for name, text, other, script in zip(
            ("source", "target"), sides, reversed(sides), self._scripts, strict=True
        ):
            if found := script.foreign(text, other):
                return (
                    f"{found.foreign} of {found.letters} letters of the {name} are "
                    "others"
                )
        return ""


class _Uncertain:
    """Find pairs whose confidence is too low."""

    def __init__(self, certain: float) -> None:
        self._certain = certain

    def __call__(self, pair: Pair) -> str:
        sure = pair.confidence >= self._certain
        return "" if sure else f"confidence {pair.confidence:.2f}"


class _Lengths:
    """Find pairs whose length ratio is far from the usual ratio of all pairs."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        ratios = [
            math.log(len(pair.target_text) / len(pair.source_text))
            for pair in pairs
            if min(len(pair.source_text), len(pair.target_text)) > 1
        ]
        self._usual = statistics.median(ratios) if ratios else 0.0
        middle = sorted(abs(ratio - self._usual) for ratio in ratios)
        # a robust estimate: outliers hardly move the median
        deviation = 1.48 * statistics.median(middle) if middle else 0.0
        self._spread = max(_LEAST_SPREAD, deviation)

    def __call__(self, pair: Pair) -> str:
        source, target = len(pair.source_text), len(pair.target_text)
        expected = source * math.exp(self._usual)
        ratio = math.log((target + 1) / (expected + 1))
        if (
            abs(ratio) <= _SPREAD * self._spread
            or abs(target - expected) <= _UNCERTAIN_LENGTH
        ):
            return ""
        return f"{source} and {target} characters, {expected:.0f} expected"


def _deduplicated(pairs: Sequence[Pair]) -> tuple[list[Pair], list[RemovedPair]]:
    """Return one pair for each source text of a document, and the removed pairs.

    A pair that occurs in several documents is kept for each document, so that the pairs
    of one document can be taken out later.
    """
    by_source: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_source.setdefault(pair.source_text, []).append(pair)
    kept: list[Pair] = []
    removed: list[RemovedPair] = []
    for pair in pairs:
        group = by_source.pop(pair.source_text, None)
        if group is None:
            continue
        frequency = Counter(other.target_text for other in group)
        best = max(
            group,
            key=lambda p: (p.changed, p.confidence, frequency[p.target_text]),
        )
        documents = set()
        for other in group:
            if other.target_text == best.target_text:
                if other.document not in documents:
                    documents.add(other.document)
                    kept.append(other)
                    continue
                removed.append(
                    RemovedPair(
                        other, "duplicate", f"as in {place(best.document, best.line)}"
                    )
                )
            else:
                where = place(best.document, best.line)
                reason = f"{where} has {visible_text(best.target)!r}"
                removed.append(RemovedPair(other, "conflict", reason))
    return kept, removed
