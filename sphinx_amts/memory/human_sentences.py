"""Pair the sentences of human translations, message by message."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.alignment.lexicon import Lexicon

    Message = tuple[Sequence[str], Sequence[str]]
    """Sentences of a message, and sentences of its translation."""

_CONFIDENT = 0.8
"""Confidence from which on a sentence pair is accepted in a message that has another
number of sentences than its translation."""

_CROSSED = 0.15
"""Least gain in score for a target sentence other than the one of the same number."""

_EXCHANGED = 0.2
"""Least gain in the sum of two scores for two sentences with targets exchanged."""

_NEAR = 2
"""Target sentences before and after its own that a sentence is compared with."""


class SentencePairing:
    """Pairing of the sentences of human translations.

    Args:
        taught: texts and their translations, from which the lexicon is estimated.
    """

    def __init__(self, taught: Iterable[tuple[str, str]]) -> None:
        self._taught = taught

    def pairs(self, messages: Sequence[Message]) -> list[list[tuple[int, int]]]:
        """Return the sentence pairs of each message, as indexes into both sides.

        If both sides have the same number of sentences, these are paired in order,
        unless a sentence clearly fits another target sentence better. Otherwise they
        are aligned, and only
        confident pairs are returned.
        """
        found = [
            [(n, n) for n in range(len(source))] if len(source) == len(target) else []
            for source, target in messages
        ]
        several = [n for n, (a, b) in enumerate(messages) if len(a) > 1 or len(b) > 1]
        if not several:
            return found  # nothing to align, and no need of its libraries
        from sphinx_amts.alignment.sentences import align_sentences

        equal = [n for n in several if len(messages[n][0]) == len(messages[n][1])]
        for number, crossed in zip(
            equal, _crossed([messages[n] for n in equal], self._lexicon), strict=True
        ):
            found[number] = [pair for pair in found[number] if pair[0] not in crossed]
        for number in several:
            source, target = messages[number]
            if len(source) != len(target):
                beads = align_sentences(source, target, self._lexicon)
                found[number] = _sure_pairs(beads)
        return found

    @cached_property
    def _lexicon(self) -> Lexicon:
        from sphinx_amts.alignment.sentences import learn_lexicon

        return learn_lexicon(self._taught)


def _sure_pairs(beads: Sequence[Bead]) -> list[tuple[int, int]]:
    return [
        (bead.source_start, bead.target_start)
        for place, bead in enumerate(beads)
        if bead.kind == (1, 1)
        and bead.confidence >= _CONFIDENT
        # a neighbour that is left alone may be a part of its counterpart
        and all(0 not in near.kind for near in beads[max(place - 1, 0) : place + 2])
    ]


def _crossed(messages: Sequence[Message], lexicon: Lexicon) -> list[set[int]]:
    """Return for each message the sentences that fit another target sentence better."""
    from sphinx_amts.alignment.sentences import sentence_pair_scores

    asked = [
        (number, one, other)
        for number, (source, _) in enumerate(messages)
        for one in range(len(source))
        for other in range(max(one - _NEAR, 0), min(one + _NEAR + 1, len(source)))
    ]
    found = sentence_pair_scores(
        [(messages[n][0][one], messages[n][1][other]) for n, one, other in asked],
        lexicon,
    )
    fit = dict(zip(asked, found, strict=True))
    crossed: list[set[int]] = [set() for _ in messages]
    for (number, one, other), value in fit.items():
        own, others = fit[number, one, one], fit[number, other, other]
        exchanged = value + fit[number, other, one] > own + others + _EXCHANGED
        if exchanged or value > own + _CROSSED:
            crossed[number].add(one)
    return crossed
