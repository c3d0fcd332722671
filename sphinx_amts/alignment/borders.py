"""Learn which marks at the borders of sentences go together in two texts.

A sentence begins with an opening quotation mark or not, and ends with a mark of some
kind, before a closing quotation mark or not. Which marks of the source go with which
marks of the target differs between editions, so it is learned from each.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.alignment.arrays import Floats, Integers
    from sphinx_amts.alignment.weighted_beads import WeightedBeads

_OPENING = frozenset("\"'“”„«»‹›‘‚「『《〈﹁﹃—–―-")
"""Marks that open speech; some languages use a dash."""

_CLOSING = frozenset("\"'“”„«»‹›’‘」』》〉﹂﹄)]）】*_")
_QUOTATION = frozenset("\"'“”„«»‹›’‘」』》〉﹂﹄")
_MARKS = {
    **dict.fromkeys(".。．｡", 1), **dict.fromkeys("?？؟", 2), **dict.fromkeys("!！", 3),
    **dict.fromkeys(":：", 4), **dict.fromkeys(";；", 5), **dict.fromkeys("…⋯", 6),
    **dict.fromkeys(",，、—–―-", 7),
}  # fmt: skip
_STARTS, _ENDS = 2, 16
_STRENGTH = 20.0
"""Number of beads that are assumed in which the marks are independent."""


@dataclass(frozen=True, slots=True)
class Borders:
    """Kinds of marks at the borders of the sentences of a text.

    Attributes:
        starts: for each sentence, whether it begins with an opening quotation mark.
        ends: for each sentence, the number of the kind of its last mark, plus 8 if a
            quotation ends there.
    """

    starts: Integers
    ends: Integers

    @classmethod
    def of(cls, sentences: Iterable[str]) -> Borders:
        """Return the marks at the borders of *sentences*."""
        import numpy as np

        found = [_borders(sentence) for sentence in sentences]
        both = np.array(found, dtype=np.int64).reshape(-1, 2)
        return cls(both[:, 0], both[:, 1])

    def part(self, start: int, stop: int) -> Borders:
        """Return the borders of the sentences from *start* up to *stop*."""
        return Borders(self.starts[start:stop], self.ends[start:stop])

    def joined(self, runs: Integers) -> Borders:
        """Return the borders of a text with each run of sentences as one sentence.

        Args:
            runs: number of the first sentence, and one behind the last, of each run.
        """
        return Borders(self.starts[runs[:, 0]], self.ends[runs[:, 1] - 1])


def _borders(sentence: str) -> tuple[int, int]:
    text = sentence.strip()
    opens = int(text[:1] in _OPENING) if text else 0
    body = text
    while body and body[-1] in _CLOSING:
        body = body[:-1].rstrip()
    quoted = any(mark in _QUOTATION for mark in text[len(body) :])
    if body.endswith("..."):
        kind = 6
    else:
        last = unicodedata.normalize("NFKC", body[-1:])
        kind = _MARKS.get(body[-1:], _MARKS.get(last, 0))
    return opens, kind + 8 * quoted


@dataclass(frozen=True, slots=True)
class BorderScores:
    """Scores of pairs of marks: how much more often they go together than by chance.

    Attributes:
        starts: natural logarithm of that ratio for the starts of sentences, by source
            class and target class.
        ends: the same for the ends of sentences.
    """

    starts: Floats
    ends: Floats

    @classmethod
    def nothing(cls) -> BorderScores:
        """Return the scores before anything is learned: all are 0."""
        import numpy as np

        return cls(np.zeros((_STARTS, _STARTS)), np.zeros((_ENDS, _ENDS)))

    @classmethod
    def learned(
        cls, texts: Sequence[tuple[Borders, Borders]], beads: Sequence[WeightedBeads]
    ) -> BorderScores:
        """Learn the scores from the probabilities of beads.

        Args:
            texts: borders of the source and of the target of each text.
            beads: beads of each text.
        """
        import numpy as np

        starts, ends = np.zeros((_STARTS, _STARTS)), np.zeros((_ENDS, _ENDS))
        sides = [[np.zeros(_STARTS), np.zeros(_ENDS)] for _ in range(2)]
        for (source, target), found in zip(texts, beads, strict=True):
            for side, borders in zip(sides, (source, target), strict=True):
                side[0] += np.bincount(borders.starts, minlength=_STARTS)
                side[1] += np.bincount(borders.ends, minlength=_ENDS)
            np.add.at(
                starts,
                (source.starts[found.source_start], target.starts[found.target_start]),
                found.weight,
            )
            np.add.at(
                ends,
                (source.ends[found.source_end - 1], target.ends[found.target_end - 1]),
                found.weight,
            )
        return cls(
            _ratios(starts, sides[0][0], sides[1][0]),
            _ratios(ends, sides[0][1], sides[1][1]),
        )


def _ratios(counts: Floats, sources: Floats, targets: Floats) -> Floats:
    import numpy as np

    shares = [side / max(side.sum(), 1.0) for side in (sources, targets)]
    joint = counts + _STRENGTH * np.outer(*shares)
    joint /= counts.sum() + _STRENGTH
    chance = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    seen = joint > 0
    found: Floats = np.zeros_like(joint)
    found[seen] = np.log(joint[seen] / chance[seen])
    return found
