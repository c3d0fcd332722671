"""Write the pairs of a book to one HTML page, on which a maintainer judges them.

The page needs no other file. Without JavaScript it shows examples of the removed pairs
with the reasons, and the first kept pairs. With JavaScript it shows all pairs from the
data in the page; only the pairs in view become elements.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from itertools import islice, repeat
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import BLANKS, place
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.html.rendering import environment, language_name, rendered
from sphinx_amts.markup.model import Placeable, Span
from sphinx_amts.parallel_data.cleaning import RULES
from sphinx_amts.parallel_data.expectation import expected_wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.editions.model import Pair
    from sphinx_amts.html.rendering import LanguageName
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.findings import RemovedPair, UnpairedBlock

    Pieces = list["str | list[str | Pieces]"]
    """Text, `[kind, text]` for a placeable, and `[kind, pieces]` for a span."""

SAMPLE_SIZE = 300
"""Number of pairs to judge, which gives the precision of all to about two percent."""

STATIC_PAIRS = 200
"""Number of kept pairs that are shown without JavaScript."""

EXAMPLES = 3
"""Number of examples of each rule."""

BINS = 20
"""Number of bars of the histogram, for confidences from 0 to 1."""

KEPT = "kept"
_UNPAIRED = {
    "source": "no translation of it was found",
    "target": "no source of it was found",
}
_PLAIN = frozenset({"break", "number"})
"""Kinds of placeables that the page shows as plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry of the list on the page: a pair, or a text without counterpart.

    Attributes:
        status: `KEPT`, the rule that removed the pair, or the side of a text without
            counterpart.
        document: name of the document.
        line: line in the document, 0 if unknown.
        confidence: confidence in thousandths; `None` for a text without counterpart.
        source: pieces of the source text.
        target: pieces of the translation.
        reason: reason for which the pair was kept or removed; may be empty.
    """

    status: str
    document: str
    line: int
    confidence: int | None
    source: Pieces
    target: Pieces
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    """A status of entries, with the number and some examples of its entries."""

    name: str
    label: str
    meaning: str
    count: int
    examples: tuple[_Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bin:
    """A bar of the histogram: pairs with a confidence from *low* to *high*."""

    low: str
    high: str
    kept: int
    removed: int

    @property
    def total(self) -> int:
        """Number of pairs in the bar."""
        return self.kept + self.removed


def write_review_page(
    path: Path,
    *,
    languages: LanguagePair,
    kept: Sequence[Pair],
    removed: Sequence[RemovedPair],
    unpaired: Sequence[UnpairedBlock],
    why: Sequence[str] = (),
    rules: Mapping[str, str] = RULES,
) -> None:
    """Write an HTML page for judging pairs; equal arguments give equal bytes.

    Args:
        path: file to write.
        languages: languages of both sides.
        kept: pairs selected for parallel data.
        removed: pairs that a rule removed.
        unpaired: texts that have no counterpart.
        why: reason for which each pair was kept; empty if there are no reasons.
        rules: name of a rule -> description of the pairs that it removes.

    Raises:
        OSError: the file cannot be written.
    """
    entries = sorted(
        (
            *(
                _of_pair(KEPT, pair, reason)
                for pair, reason in zip(kept, why or repeat(""), strict=False)
            ),
            *(_of_pair(each.rule, each.pair, each.reason) for each in removed),
            *map(_of_unpaired, unpaired),
        ),
        key=lambda entry: (entry.document, entry.line),
    )
    source, target = language_name(languages.source), language_name(languages.target)
    statuses = _statuses(entries, rules)
    bins = _bins(entries)
    data = _data(entries, statuses, source, target)
    text = rendered(
        environment(place=_place, confidence=_confidence, height=_height),
        "review.html.jinja",
        title=str(languages),
        fingerprint=hashlib.sha256(json.dumps(data).encode()).hexdigest()[:16],
        source=source,
        target=target,
        statuses=statuses,
        bins=bins,
        most=max(1, *(each.total for each in bins)),
        n_entries=len(entries),
        n_kept=len(kept),
        # pairs of collections have no confidence of their own
        n_wrong=None if why else expected_wrong(kept),
        n_pairs=len(kept) + len(removed),
        first=list(islice(_kept(entries), STATIC_PAIRS)),
        data=data,
    )
    write_if_changed(path, text)


def _of_pair(status: str, pair: Pair, reason: str = "") -> _Entry:
    return _Entry(
        status=status,
        document=pair.document,
        line=pair.line,
        confidence=round(1000 * pair.confidence),
        source=_pieces(pair.source),
        target=_pieces(pair.target),
        reason=reason,
    )


def _of_unpaired(unpaired: UnpairedBlock) -> _Entry:
    text: Pieces = [BLANKS.sub(" ", unpaired.text)]
    return _Entry(
        status=unpaired.side,
        document=unpaired.document,
        line=unpaired.line,
        confidence=None,
        source=text if unpaired.side == "source" else [],
        target=text if unpaired.side == "target" else [],
    )


def _pieces(inlines: Iterable[Inline]) -> Pieces:
    pieces: Pieces = []
    for inline in inlines:
        if isinstance(inline, Span):
            pieces.append([inline.kind, _pieces(inline.children)])
            continue
        text = BLANKS.sub(" ", inline.text)
        if isinstance(inline, Placeable) and inline.kind not in _PLAIN:
            pieces.append([inline.kind, text])
        elif pieces and isinstance(pieces[-1], str):
            pieces[-1] += text
        else:
            pieces.append(text)
    return pieces


def _kept(entries: Iterable[_Entry]) -> Iterator[_Entry]:
    return (entry for entry in entries if entry.status == KEPT)


def _statuses(entries: Sequence[_Entry], meanings: Mapping[str, str]) -> list[_Status]:
    """Return the statuses of entries: kept, removed by each rule, or unpaired."""
    counts = Counter(entry.status for entry in entries)
    rules = dict(meanings)
    for name in sorted(counts.keys() - {KEPT, *meanings, *_UNPAIRED}):
        rules[name] = ""
    known = [
        (KEPT, "kept", "becomes parallel data"),
        *((name, f"removed: {name}", meaning) for name, meaning in rules.items()),
        *((side, f"{side} alone", meaning) for side, meaning in _UNPAIRED.items()),
    ]
    return [
        _Status(
            name=name,
            label=label,
            meaning=meaning,
            count=counts[name],
            examples=()
            if name == KEPT
            else tuple(islice((e for e in entries if e.status == name), EXAMPLES)),
        )
        for name, label, meaning in known
    ]


def _bins(entries: Iterable[_Entry]) -> list[_Bin]:
    width = 1000 // BINS
    counts = Counter(
        (min(entry.confidence // width, BINS - 1), entry.status == KEPT)
        for entry in entries
        if entry.confidence is not None
    )
    return [
        _Bin(
            low=f"{bin_ / BINS:.2f}",
            high=f"{(bin_ + 1) / BINS:.2f}",
            kept=counts[bin_, True],
            removed=counts[bin_, False],
        )
        for bin_ in range(BINS)
    ]


def _data(
    entries: Sequence[_Entry],
    statuses: Sequence[_Status],
    source: LanguageName,
    target: LanguageName,
) -> dict[str, object]:
    """Return the data for the script of the page."""
    places = {status.name: place for place, status in enumerate(statuses)}
    documents = list(dict.fromkeys(entry.document for entry in entries))
    numbers = {name: place for place, name in enumerate(documents)}
    return {
        "languages": [[side.bcp47, side.direction] for side in (source, target)],
        "name": f"{source.code}-{target.code}",
        "statuses": [[status.name, status.label] for status in statuses],
        "documents": documents,
        "sample": _sample(entries),
        "entries": [
            [
                places[entry.status],
                numbers[entry.document],
                entry.line,
                entry.confidence,
                entry.source,
                entry.target,
                entry.reason,
            ]
            for entry in entries
        ],
    }


def _sample(entries: Sequence[_Entry]) -> list[int]:
    """Return the indexes of a random sample of kept pairs.

    Pairs are chosen by the digests of their texts. So the same pairs always give the
    same sample, and few changes of pairs change it little.
    """
    digests = sorted(
        (hashlib.sha256(json.dumps(said).encode()).digest(), place)
        for place, entry in enumerate(entries)
        if entry.status == KEPT
        for said in ([entry.document, entry.source, entry.target],)
    )
    return sorted(place for _, place in digests[:SAMPLE_SIZE])


def _place(entry: _Entry) -> str:
    return place(entry.document, entry.line)


def _confidence(entry: _Entry) -> str:
    return "" if entry.confidence is None else f"{entry.confidence / 1000:.2f}"


def _height(count: int, most: int) -> float:
    """Return the height of a bar in percent; a bar that is not empty stays visible."""
    return max(1.5, round(100 * count / most, 2)) if count else 0
