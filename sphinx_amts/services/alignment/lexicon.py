"""A translation lexicon, learned from sentence pairs that may be wrong.

Source: P. Brown et al., "The Mathematics of Statistical Machine Translation: Parameter
Estimation", 1993 (Model 1), trained on beads as in R. Moore, "Fast and Accurate
Sentence Alignment of Bilingual Corpora", 2002.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_amts.services.alignment.arrays import Integers

    Pairs = Sequence[tuple[Sequence[str], Sequence[str]]]

_ROUNDS = 4
_DOUBT = 1.0
"""Occurrences without translation that are assumed of every word, so that what was seen
twice is no certainty."""

_FAITH = 5.0
"""Times the probability in the other direction, from where on it is confirmation."""

_UNSEEN = 0.002
"""Probability of a translation that the other direction does not know."""

_LEAST = 0.02
"""Probability below which a translation is forgotten."""

_PAIRS = 1_500_000
"""Pairs of words looked at; more teach little."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the words of two languages mean to each other.

    Attributes:
        forth: source word -> target word -> probability.
        back: target word -> source word -> probability.
    """

    forth: Mapping[str, Mapping[str, float]]
    back: Mapping[str, Mapping[str, float]]

    @classmethod
    def learned(cls, pairs: Pairs) -> Lexicon:
        """Return what pairs teach that are taken for translations, by their words."""
        forth = learn(pairs)
        back = learn([(target, source) for source, target in pairs])
        return cls(agreed(forth, back), agreed(back, forth))


def learn(pairs: Pairs) -> dict[str, dict[str, float]]:
    """Return source word -> target word -> probability.

    Args:
        pairs: words of sentences that are taken for translations.
    """
    import numpy as np

    sources = _numbers(source for source, _ in pairs)
    targets = _numbers(target for _, target in pairs)
    left: list[Integers] = []
    right: list[Integers] = []
    groups: list[Integers] = []
    first = size = 0
    for source, target in pairs:
        a = np.array([sources[w] for w in source if w in sources], dtype=np.int64)
        b = np.array([targets[w] for w in target if w in targets], dtype=np.int64)
        if not len(a) or not len(b):
            continue
        a = np.append(a, 0)  # a target word may come from nowhere
        left.append(np.tile(a, len(b)))
        right.append(np.repeat(b, len(a)))
        groups.append(np.repeat(np.arange(first, first + len(b)), len(a)))
        first += len(b)
        size += len(a) * len(b)
        if size > _PAIRS:
            break
    if not left:
        return {}
    width = len(targets) + 1
    codes, inverse = np.unique(
        np.concatenate(left) * width + np.concatenate(right), return_inverse=True
    )
    group = np.concatenate(groups)
    source_of = codes // width
    probability = np.full(len(codes), 1.0)
    for _ in range(_ROUNDS):
        share = probability[inverse]
        share = share / np.bincount(group, share)[group]
        counts = np.bincount(inverse, share, minlength=len(codes))
        probability = counts / (np.bincount(source_of, counts)[source_of] + _DOUBT)
    names = [""] + [word for word, _ in sorted(sources.items(), key=lambda i: i[1])]
    words = [""] + [word for word, _ in sorted(targets.items(), key=lambda i: i[1])]
    lexicon: dict[str, dict[str, float]] = {}
    kept = np.flatnonzero((probability >= _LEAST) & (source_of > 0))
    for at in kept.tolist():
        of, to = divmod(int(codes[at]), width)
        lexicon.setdefault(names[of], {})[words[to]] = float(probability[at])
    return lexicon


def agreed(
    lexicon: Mapping[str, Mapping[str, float]],
    other: Mapping[str, Mapping[str, float]],
) -> dict[str, dict[str, float]]:
    """Return *lexicon* with less faith in what the other direction does not confirm.

    Source of the idea: P. Liang, B. Taskar, D. Klein, "Alignment by Agreement", 2006.
    """
    return {
        source: {
            target: agreed
            for target, probability in found.items()
            if (agreed := probability * _faith(other.get(target, {}).get(source)))
            >= _LEAST / 2
        }
        for source, found in lexicon.items()
    }


def _faith(back: float | None) -> float:
    return math.sqrt(min(1.0, _FAITH * (_UNSEEN if back is None else back)))


def _numbers(sentences: Iterable[Sequence[str]]) -> dict[str, int]:
    """Number the words that occur more than once, from 1."""
    counts = Counter(word for sentence in sentences for word in set(sentence))
    return {w: n for n, w in enumerate((w for w, c in counts.items() if c > 1), 1)}
