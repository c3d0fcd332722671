"""How much of the editing of translators a tool saves: three figures, never merged.

HTER is what a text that was accepted differs from the draft it was made of. The
distance to text that people wrote without the draft is an upper bound of the same
effort. What is saved is measured on releases of a book, in their order: the characters
that lead from what a tool offers to what people then had, against those from what
gettext offers.

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
"""Per cent of editing that are to be saved."""

BASE = "sphinx-intl update"
"""What translators are offered without us."""

SCRATCH = "from scratch"
"""The same where nothing is offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedDraft:
    """A message of a release, and what translators are offered for it.

    Attributes:
        document: its name.
        text: the message.
        human: what people have for it in this release.
        base: what `sphinx-intl update` leaves for it of the release before.
        drafts: name of a system -> what it makes of all earlier releases.
    """

    document: str
    text: str
    human: str
    base: str
    drafts: Mapping[str, str]


@dataclass(slots=True)
class EditEffort:
    """Characters to be inserted and deleted until messages are as people want them.

    Attributes:
        messages: how many there are.
        characters: name of what is offered -> characters; `BASE` and `SCRATCH` too.
        new: the same, of messages for which `BASE` offers nothing.
    """

    messages: int = 0
    characters: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)

    @property
    def earlier(self) -> Counter[str]:
        """The same, of messages for which `BASE` offers a text."""
        return Counter({n: c - self.new[n] for n, c in self.characters.items()})

    def add(self, offered: OfferedDraft) -> None:
        """Add what a message takes."""
        offers = {SCRATCH: "", BASE: offered.base, **offered.drafts}
        found = {n: characters_edited(t, offered.human) for n, t in offers.items()}
        self.messages += 1
        self.characters.update(found)
        if not offered.base:
            self.new.update(found)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in per cent, `None` where there is nothing that it could be of.

    Attributes:
        interval: by a bootstrap over documents; `None` where fewer than two say
            anything.
    """

    value: float | None
    interval: Interval | None


def characters_edited(offer: str, text: str) -> int:
    """Return how many characters to insert and delete until *offer* is *text*.

    A character is a code point of Unicode; to replace one is to do both.
    """
    pairs = zip(offer, text, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return len(offer) + len(text) - 2 * (same + _common(offer[same:], text[same:]))


def _common(one: str, other: str) -> int:
    """Return the length of a longest common subsequence.

    All of a row of the table is one number, with a bit for each character of *one*
    where the row does not grow.
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


def efforts(offered: Iterable[OfferedDraft]) -> dict[str, EditEffort]:
    """Return what each document takes, all releases together, by name."""
    found: defaultdict[str, EditEffort] = defaultdict(EditEffort)
    for one in offered:
        found[one.document].add(one)
    return dict(sorted(found.items()))


def shuffled_efforts(offered: Sequence[OfferedDraft]) -> EditEffort:
    """Return what all messages take if the human text of another one is wanted."""
    effort = EditEffort()
    texts = shuffled([one.human for one in offered])
    for one, text in zip(offered, texts, strict=True):
        effort.add(replace(one, human=text))
    return effort


def saved(
    documents: Iterable[Mapping[str, int]], name: str, against: str = BASE
) -> Rate:
    """Return which share of the characters is saved, 1 - E(*name*) / E(*against*).

    Args:
        documents: characters that each of them takes, by what is offered.
        name: of a system, or of what else is offered.
        against: of what it is compared with.
    """
    found = rate([(one[name], one[against]) for one in documents])
    if found.value is None:
        return found
    turned = found.interval
    if turned is not None:
        turned = Interval(100 - turned.high, 100 - turned.low)
    return Rate(100 - found.value, turned)


def rate(documents: Iterable[tuple[float, float]]) -> Rate:
    """Return the sum of the first numbers as a share of that of the second ones.

    Args:
        documents: two numbers of each document. Documents with nothing but zeros say
            nothing, and are not drawn.
    """
    rows = np.array([row for row in documents if any(row)], dtype=np.float64)
    if not len(rows) or not rows[:, 1].sum():
        return Rate(None, None)
    value = _share(rows.sum(axis=0))
    if len(rows) < 2:
        return Rate(value, None)
    shares = resampled(rows, draws([1] * len(rows)), _share)
    # a draw of documents with nothing in the second number has no share
    return Rate(value, interval(shares[np.isfinite(shares)]))


def _share(sums: Statistics) -> float:
    return float(100 * sums[0] / sums[1]) if sums[1] else float("nan")
