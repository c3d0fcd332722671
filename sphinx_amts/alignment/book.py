"""Align the texts of a book together, with words that are learned from all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_amts.alignment.arrays import prefix_sums
from sphinx_amts.alignment.band import Band, band_around
from sphinx_amts.alignment.bead_scores import BeadScorer
from sphinx_amts.alignment.beads import KINDS, ROUGH_KINDS, Bead
from sphinx_amts.alignment.borders import BorderScores
from sphinx_amts.alignment.confidence import (
    confidence,
    features,
    halves,
    likelihood_ratios,
)
from sphinx_amts.alignment.decoding import ChosenBead, choose_beads
from sphinx_amts.alignment.first_pass import first_alignment, initial_band
from sphinx_amts.alignment.halves import learn_other_halves, other_half_links
from sphinx_amts.alignment.learning import learn
from sphinx_amts.alignment.model import Model
from sphinx_amts.alignment.posterior import posterior
from sphinx_amts.alignment.priors import Priors
from sphinx_amts.alignment.texts import NumberedText, TextSide
from sphinx_amts.alignment.weighted_beads import Links, Posterior

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_amts.alignment.arrays import Integers
    from sphinx_amts.alignment.steps import Steps
    from sphinx_amts.alignment.word_pairs import Entries
    from sphinx_amts.alignment.word_priors import WordPriors

_LARGE = 1500
"""Number of sentences of a text above which words are learned from an excerpt first."""

_EXCERPT = 700
_SAMPLE = 6000
"""Number of sentences, of all texts together, from which words are learned first."""

_TEMPERATURES = (0.5, 0.7, 0.85, 1.0)
"""Temperature of each round (annealing), see `BeadScorer`: at first it is low and many
alignments are possible, so that chance does not decide."""

_SMALL_TEMPERATURES = (0.5, 0.5, 0.6, 0.7, 0.85, 1.0)
_SMALL = 3000
"""Number of target sentences, of all texts, up to which there are more rounds."""

_THOROUGH = 0.6
"""Temperature from which on words are learned from more pairs; in earlier rounds, too
many alignments are possible for that."""

_ROUNDS = 2
_HUGE = 5000
"""Number of target sentences above which there is only one round for whole texts."""

_MARGIN, _NARROW_MARGIN = 10, 5
"""Source positions that the next band adds on either side of what a round found likely;
the narrow margin is for more than `_HUGE` sentences."""

_WIDTH = 24
_SEGMENT = 2000
"""Least number of target sentences in a stretch of a text that is aligned roughly."""

_FEW = 8
"""Number of target sentences below which nothing is learned about words."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of a text whose sentences are aligned with each other.

    Attributes:
        text: number of the text.
        sides: its source and target sentences.
        at: numbers of its first source and target sentence within the text.
        offsets: numbers of these two sentences among the sentences of all texts.
        band: pairs of its sentences that are considered.
        is_excerpt: whether the segment is only the beginning of a long text.
    """

    text: int
    sides: tuple[TextSide, TextSide]
    at: tuple[int, int]
    offsets: tuple[int, int]
    band: Band
    is_excerpt: bool = False


class BookAligner:
    """Align the texts of a book in rounds, each of which learns from the one before.

    Args:
        texts: source and target of each text.
        size: number of words in the vocabulary of both languages.
        assumed: translations of words that are assumed before anything is learned.
        known: sentence pairs that are known to be right: their source sentences, and
            their target sentences in the same order.
        steps: steps of the alignment to take.
    """

    def __init__(
        self,
        texts: Sequence[tuple[TextSide, TextSide]],
        size: int,
        assumed: WordPriors,
        known: tuple[NumberedText, NumberedText],
        steps: Steps,
    ) -> None:
        import numpy as np

        self._texts, self._size, self._assumed = texts, size, assumed
        self._steps = steps
        self._kinds = KINDS if steps.many else ROUGH_KINDS
        self._all = [
            NumberedText.concatenated(
                [*(text[side].words for text in texts), known[side]]
            )
            for side in (0, 1)
        ]
        self._offsets = [(0, 0)]
        for source, target in texts:
            ends = self._offsets[-1]
            self._offsets.append((ends[0] + len(source), ends[1] + len(target)))
        number = np.arange(len(known[0]))
        self._known = Links(
            number + self._offsets[-1][0],
            number + self._offsets[-1][1],
            np.ones(len(number)),
        )
        self._learns = sum(len(target) for _, target in texts) >= _FEW
        self._priors = [
            Priors.initial(source.words.lengths, target.words.lengths)
            for source, target in texts
        ]
        self._entries = assumed.entries(size)
        if len(number):
            self._entries = self._learned(self._known)
        self._borders = BorderScores.nothing()

    def align(self) -> list[list[Bead]]:
        """Return the beads of each text, in order and with their confidence."""
        segments = [self._excerpt(n) for n in self._sample()]
        count = sum(len(part.sides[1]) for part in segments)
        temperatures = _SMALL_TEMPERATURES if count <= _SMALL else _TEMPERATURES
        for temperature in temperatures if self._learns else (1.0,):
            segments = self._round(segments, temperature)
        decoded = {
            part.text: self._decoded(part)
            for part in segments
            if all(
                len(side) == len(text)
                for side, text in zip(part.sides, self._texts[part.text], strict=True)
            )
        }
        # where much is missing on one side, the right alignment may be outside
        inside = {
            part.text
            for part in segments
            if part.text in decoded
            and not part.band.is_touched_by([b.bead for b in decoded[part.text]])
        }
        done = [part for part in segments if part.text in inside]
        rest = [n for n in range(len(self._texts)) if n not in inside]
        for number in rest:
            done += self._roughly(number)
        if rest:
            decoded.clear()
            count = sum(len(part.sides[1]) for part in done)
            for _ in range(_ROUNDS if count <= _HUGE else 1):
                done = self._round(done, 1.0)
        done.sort(key=lambda part: (part.text, part.at))
        beads: list[list[Bead]] = [[] for _ in self._texts]
        chances: list[list[float]] = [[] for _ in self._texts]
        for part in done:
            found = decoded.get(part.text) or self._decoded(part)
            beads[part.text] += [_moved(b.bead, part.at) for b in found]
            chances[part.text] += [b.probability for b in found]
        for number, sides in enumerate(self._texts):
            if not len(sides[0]) or not len(sides[1]):
                beads[number] = [
                    *(Bead(n, n + 1, 0, 0) for n in range(len(sides[0]))),
                    *(Bead(0, 0, n, n + 1) for n in range(len(sides[1]))),
                ]
        return self._with_confidence(beads, chances)

    def _with_confidence(
        self, beads: list[list[Bead]], chances: list[list[float]]
    ) -> list[list[Bead]]:
        """Return *beads* with their confidence, which is 0 for a bead with one side."""
        # each half is judged by words of the other, so that none confirms itself
        import numpy as np

        both = [[n for n, b in enumerate(of) if min(b.kind) > 0] for of in beads]
        counts = [len(numbers) for numbers in both]
        half = np.split(halves(sum(counts)), np.cumsum(counts)[:-1])
        gains = [np.zeros(count) for count in counts]
        for own, entries in enumerate(self._by_halves(beads, half)):
            for text, (of, numbers) in enumerate(zip(beads, both, strict=True)):
                chosen = half[text] == own if self._learns else half[text] >= 0
                if chosen.any():
                    model = Model(self._priors[text], entries, self._borders)
                    asked = [of[n] for n, c in zip(numbers, chosen, strict=True) if c]
                    sides = self._texts[text]
                    gains[text][chosen] = likelihood_ratios(asked, sides, model)
        for text, (of, numbers) in enumerate(zip(beads, both, strict=True)):
            if numbers:
                found = features(
                    [of[n] for n in numbers],
                    gains[text],
                    np.array([chances[text][n] for n in numbers]),
                    self._priors[text],
                    self._texts[text],
                    listed=self._assumed.is_listed,
                )
                size = self._offsets[-1][1]
                values = confidence(found, learned=self._learns, sentences=size)
                for n, value in zip(numbers, values, strict=True):
                    of[n] = replace(of[n], confidence=round(float(value), 3))
        return beads

    def _by_halves(
        self, beads: list[list[Bead]], half: list[Integers]
    ) -> Iterator[Entries]:
        """Yield word entries learned without each *half* of the beads."""
        if not self._learns:
            yield self._entries
            return
        both = [[b for b in of if min(b.kind) > 0] for of in beads]
        links = other_half_links(both, half, self._offsets)
        texts = self._all[0], self._all[1]
        for learned in learn_other_halves(
            self._size, texts, links, self._known, self._assumed
        ):
            yield learned.completed(self._assumed, self._size)

    def _sample(self) -> list[int]:
        """Return the numbers of the texts from which words are learned first."""
        chosen: list[int] = []
        count = 0
        for number, (source, target) in enumerate(self._texts):
            if not len(source) or not len(target):
                continue
            size = max(len(source), len(target))
            count += min(size, _EXCERPT) if size > _LARGE else size
            if chosen and count > _SAMPLE:
                break
            chosen.append(number)
        return chosen

    def _excerpt(self, number: int) -> _Segment:
        """Return a segment of the first sentences of a text, or of a short text."""
        source, target = self._texts[number]
        ends = (len(source), len(target))
        if max(ends) > _LARGE:
            # both parts have the same share of the lengths
            sums = [prefix_sums(side.words.lengths) for side in (source, target)]
            share = min(
                of[min(_EXCERPT, len(of) - 1)] / max(float(of[-1]), 1.0) for of in sums
            )
            first, last = (
                min(max(int(of.searchsorted(share * of[-1])), 1), len(side))
                for of, side in zip(sums, (source, target), strict=True)
            )
            ends = first, last
        sides = source.part(0, ends[0]), target.part(0, ends[1])
        band = initial_band(*(side.words for side in sides))
        offsets = self._offsets[number]
        is_excerpt = ends != (len(source), len(target))
        return _Segment(number, sides, (0, 0), offsets, band, is_excerpt)

    def _roughly(self, number: int) -> list[_Segment]:
        """Align a text roughly, and return its stretches, each with a narrow band."""
        source, target = self._texts[number]
        if not len(source) or not len(target):
            return []
        model = self._model(number)
        beads = first_alignment(self._texts[number], model)
        found, begin = [], 0
        while begin < len(beads):
            end = _end_of_stretch(beads, begin)
            part = beads[begin:end]
            s, t = part[0].source_start, part[0].target_start
            sides = (
                source.part(s, part[-1].source_end),
                target.part(t, part[-1].target_end),
            )
            own = [_moved(bead, (-s, -t)) for bead in part]
            band = band_around(own, len(sides[0]), len(sides[1]), _WIDTH)
            offsets = (self._offsets[number][0] + s, self._offsets[number][1] + t)
            found.append(_Segment(number, sides, (s, t), offsets, band))
            begin = end
        return found

    def _model(self, number: int) -> Model:
        return Model(self._priors[number], self._entries, self._borders)

    def _round(self, segments: list[_Segment], temperature: float) -> list[_Segment]:
        """Align *segments*, and learn lengths, borders and words from the result.

        Returns:
            the segments, each with a band around its likely alignments.
        """
        found = []
        # of many sentences, beads of few of them tell enough about words
        many = sum(len(part.sides[1]) for part in segments) > _HUGE
        for part in segments:
            model = self._model(part.text)
            kinds = ROUGH_KINDS if part.is_excerpt or many else self._kinds
            scorer = BeadScorer(part.sides, part.band, model, kinds, temperature)
            margin = _NARROW_MARGIN if many else _MARGIN
            found.append(posterior(scorer, model.priors.kinds[1, 0], margin))
        self._learn_priors(segments, found)
        if self._steps.borders:
            self._borders = BorderScores.learned(
                [(part.sides[0].borders, part.sides[1].borders) for part in segments],
                [of.beads for of in found],
            )
        if self._learns:
            self._entries = self._learned(
                Links.concatenated(
                    [
                        *(
                            of.beads.links.moved(*part.offsets)
                            for part, of in zip(segments, found, strict=True)
                        ),
                        self._known,
                    ]
                ),
                thorough=temperature >= _THOROUGH
                and not any(part.is_excerpt for part in segments),
            )
        return [
            replace(part, band=of.band)
            for part, of in zip(segments, found, strict=True)
        ]

    def _learn_priors(self, segments: list[_Segment], found: list[Posterior]) -> None:
        import numpy as np

        for number in {part.text for part in segments}:
            own = [
                (part, of)
                for part, of in zip(segments, found, strict=True)
                if part.text == number
            ]
            kinds: dict[tuple[int, int], float] = {}
            for _, of in own:
                for kind, count in of.kinds.items():
                    kinds[kind] = kinds.get(kind, 0.0) + count
            ones = [of.ones for _, of in own]
            lengths = [
                np.concatenate(
                    [
                        part.sides[side].words.lengths[(of.source, of.target)[side]]
                        for (part, _), of in zip(own, ones, strict=True)
                    ]
                )
                for side in (0, 1)
            ]
            weight = np.concatenate([of.weight for of in ones])
            self._priors[number].learn(kinds, lengths[0], lengths[1], weight)

    def _learned(self, links: Links, *, thorough: bool = False) -> Entries:
        source, target = self._all
        learned = learn(
            self._size, source, target, links, self._assumed, thorough=thorough
        )
        return learned.completed(self._assumed, self._size)

    def _decoded(self, part: _Segment) -> list[ChosenBead]:
        """Return the beads of a segment with their probabilities."""
        model = self._model(part.text)
        scorer = BeadScorer(part.sides, part.band, model, self._kinds)
        skipped = model.priors.kinds[1, 0]
        return choose_beads(scorer, skipped, likeliest=not self._steps.decoding)


def _moved(bead: Bead, at: tuple[int, int]) -> Bead:
    """Return *bead* with its sentence numbers increased by *at*."""
    return Bead(
        *(bead.source_start + at[0], bead.source_end + at[0]),
        *(bead.target_start + at[1], bead.target_end + at[1]),
    )


def _end_of_stretch(beads: Sequence[Bead], begin: int) -> int:
    """Return the end of a stretch of *beads*: between beads of one sentence each."""
    end = begin
    first = beads[begin].target_start
    while end < len(beads):
        end += 1
        if beads[end - 1].target_end - first < _SEGMENT or end + 50 > len(beads):
            continue
        if all(bead.kind == (1, 1) for bead in beads[end - 3 : end + 3]):
            break
    return end
