"""Split a previous source and its human translation into paired sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_amts.languages.stems import stems_of
from sphinx_amts.markup.exchange import key_form
from sphinx_amts.markup.model import Inline, visible_text
from sphinx_amts.markup.segmentation import Sentences, join_segments, split_sentences
from sphinx_amts.memory.human_sentences import SentencePairing
from sphinx_amts.text.differences import words_of
from sphinx_amts.text.printable import without_sequences

if TYPE_CHECKING:
    from sphinx_amts.memory.human_memory import HumanRecord
    from sphinx_amts.model import Dialect, LanguagePair

Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class PreviousSentence:
    """One sentence of a source text, with its words for comparison.

    Attributes:
        inlines: inline elements of the sentence.
        form: key form of the sentence (normalised source).
        words: stems of the words, in lower case.
        weight: number of visible characters.
    """

    inlines: Inlines
    form: str
    words: list[str]
    weight: int


@dataclass(frozen=True)
class PreviousTranslation:
    """A previous source and its human translation, as inline elements.

    Attributes:
        record: record of the human memory, with both texts as written.
        dialect: the dialect in which both texts were read.
        source: the previous source.
        target: the human translation of *source*.
        languages: source and target language.
    """

    record: HumanRecord
    dialect: Dialect
    source: Inlines
    target: Inlines
    languages: LanguagePair

    @cached_property
    def form(self) -> str:
        """Return the key form (normalised source) of the whole source."""
        return key_form(self.source)

    @cached_property
    def sentences(self) -> list[PreviousSentence]:
        """Return the sentences of the source."""
        return sentences_of(self.source, self.languages.source)

    @cached_property
    def translations(self) -> list[tuple[range, Inlines]]:
        """Return ranges of source sentences, each with its translation, in order.

        Empty if a sentence of either text has no counterpart, or the order differs.
        """
        split = split_sentences(self.target, self.languages.target)
        targets = split.segments
        texts = (
            [visible_text(sentence.inlines) for sentence in self.sentences],
            [visible_text(target) for target in targets],
        )
        if len(targets) == len(self.sentences):
            pairing = SentencePairing(zip(*texts, strict=True))
            if len(pairing.pairs([texts])[0]) < len(targets):
                return []
            return [(range(n, n + 1), target) for n, target in enumerate(targets)]
        if not targets or not self.sentences:
            return []
        from sphinx_amts.alignment.sentences import align_sentences

        beads = align_sentences(*texts, languages=self.languages)
        if any(0 in bead.kind for bead in beads):
            return []
        return [
            (
                range(bead.source_start, bead.source_end),
                join_segments(
                    Sentences(
                        segments=targets[bead.target_start : bead.target_end],
                        separators=split.separators[
                            bead.target_start : bead.target_end - 1
                        ],
                    )
                ),
            )
            for bead in beads
        ]


def sentences_of(inlines: Inlines, language: str) -> list[PreviousSentence]:
    """Split a text in *language* into sentences."""
    found = []
    for part in split_sentences(inlines, language).segments:
        shown = visible_text(part)
        found.append(
            PreviousSentence(
                inlines=part,
                form=key_form(part),
                words=stems_of(words_of(without_sequences(shown)), language),
                weight=len(shown),
            )
        )
    return found
