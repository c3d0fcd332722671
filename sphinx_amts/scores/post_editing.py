"""Measure how much post-editing effort a tool saves, by three separate figures.

HTER compares a human translation with the draft that it was post-edited from. The
distance to an independent translation is an upper bound of the same effort. Saved
editing is measured on the releases of a book, in their order: the edited characters
from the suggestion of a tool to the human translation of the release, against those
from the suggestion of gettext.

Sources: Snover et al., "A Study of Translation Edit Rate with Targeted Human
Annotation", AMTA 2006 (HTER, and why text with another origin overstates it); Hyyrö,
"Bit-Parallel LCS-length Computation Revisited", AWOCA 2004.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from sphinx_amts.scores.significance import (
    Interval,
    draws,
    interval,
    resampled,
    shuffled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_amts.scores.metrics import Statistics

GOAL = 80.0
"""Target of saved editing, in per cent."""

BASE = "sphinx-intl update"
"""Name of the baseline: the suggestions of gettext."""

SCRATCH = "from scratch"
"""Name of translation without suggestions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedDraft:
    """A message of a release, with the suggestions for its translation.

    Attributes:
        document: name of the document.
        text: the message.
        human: its human translation in this release.
        base: suggestion of `sphinx-intl update` from the previous release.
        drafts: name of a system -> its suggestion from all earlier releases.
    """

    document: str
    text: str
    human: str
    base: str
    drafts: Mapping[str, str]


@dataclass(slots=True)
class EditEffort:
    """Number of insertions and deletions that turn suggestions into human text.

    Attributes:
        messages: number of messages.
        characters: name of a system, `BASE` or `SCRATCH` -> edited characters.
        new: the same, only for messages without a suggestion of `BASE`.
    """

    messages: int = 0
    characters: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)

    @property
    def earlier(self) -> Counter[str]:
        """Edited characters of messages that have a suggestion of `BASE`, by system."""
        return Counter({n: c - self.new[n] for n, c in self.characters.items()})

    def add(self, message: OfferedDraft) -> None:
        """Add the effort for *message*."""
        suggestions = {SCRATCH: "", BASE: message.base, **message.drafts}
        found = {n: characters_edited(t, message.human) for n, t in suggestions.items()}
        self.messages += 1
        self.characters.update(found)
        if not message.base:
            self.new.update(found)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in per cent with its confidence interval; `None` for no data.

    Attributes:
        value: the share, in per cent; `None` for no data.
        interval: by a bootstrap over documents; `None` for fewer than two.
    """

    value: float | None
    interval: Interval | None


def characters_edited(suggestion: str, text: str) -> int:
    """Count the insertions and deletions that turn *suggestion* into *text*.

    Characters are Unicode code points; a substitution counts as both.
    """
    pairs = zip(suggestion, text, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    common = same + _lcs_length(suggestion[same:], text[same:])
    return len(suggestion) + len(text) - 2 * common


def _lcs_length(one: str, other: str) -> int:
    """Return the length of a longest common subsequence, by Hyyrö's algorithm.

    A row of the table is one integer, with a bit for each character of *one* at which
    the row does not grow.
    """
    places: dict[str, int] = {}
    for number, character in enumerate(one):
        places[character] = places.get(character, 0) | 1 << number
    every = (1 << len(one)) - 1
    row = every
    for character in other:
        found = row & places.get(character, 0)
        row = (row + found | row - found) & every
    return len(one) - row.bit_count()


def efforts(messages: Iterable[OfferedDraft]) -> dict[str, EditEffort]:
    """Return the effort for each document, by its name, summed over all releases."""
    found: defaultdict[str, EditEffort] = defaultdict(EditEffort)
    for one in messages:
        found[one.document].add(one)
    return dict(sorted(found.items()))


def shuffled_efforts(messages: Sequence[OfferedDraft]) -> EditEffort:
    """Return the effort with the human texts of messages exchanged, as a control."""
    effort = EditEffort()
    texts = shuffled([one.human for one in messages])
    for one, text in zip(messages, texts, strict=True):
        effort.add(replace(one, human=text))
    return effort


def saved(
    documents: Iterable[Mapping[str, int]], name: str, against: str = BASE
) -> Rate:
    """Return by how many per cent *name* needs fewer edited characters.

    That is 100 * (1 - edited(*name*) / edited(*against*)).

    Args:
        documents: for each document, name of a system -> edited characters.
        name: name of the system, or `BASE`.
        against: name of the system to compare with.
    """
    found = rate([(one[name], one[against]) for one in documents])
    if found.value is None:
        return found
    turned = found.interval
    if turned is not None:
        turned = Interval(100 - turned.high, 100 - turned.low)
    return Rate(100 - found.value, turned)


def rate(documents: Iterable[tuple[float, float]]) -> Rate:
    """Return the sum of the first numbers as a percentage of the sum of the second.

    Args:
        documents: two numbers of each document. Documents whose numbers are both 0 are
            left out.
    """
    rows = np.array([row for row in documents if any(row)], dtype=np.float64)
    if not len(rows) or not rows[:, 1].sum():
        return Rate(None, None)
    value = _share(rows.sum(axis=0))
    if len(rows) < 2:
        return Rate(value, None)
    shares = resampled(rows, draws([1] * len(rows)), _share)
    # a draw with a zero sum of the second numbers has no share
    return Rate(value, interval(shares[np.isfinite(shares)]))


def _share(sums: Statistics) -> float:
    return float(100 * sums[0] / sums[1]) if sums[1] else float("nan")
