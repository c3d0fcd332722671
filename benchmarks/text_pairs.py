"""Sentence pairs of the chapters of D2L as texts, without their paragraphs."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from gold_texts import DATA, sentences

from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.model import LanguagePair

if TYPE_CHECKING:
    from sphinx_amts.alignment.word_list import WordList

CERTAIN = 0.9
"""Confidence from which on a pair counts."""

_LANGUAGES = LanguagePair(source="en", target="zh")


def chapters() -> list[tuple[list[str], list[str]]]:
    """Return the sentences of each chapter and of its translation, without code."""
    found = []
    for path in sorted(DATA.rglob("d2l-zh/**/*_origin.md")):
        name = path.relative_to(DATA).as_posix().removesuffix("_origin.md")
        if (DATA / f"{name}.md").is_file():
            found.append(
                (sentences(name, "source", "en"), sentences(name, "target", "zh"))
            )
    return found


def text_pairs(words: WordList | None = None) -> list[tuple[str, str, float]]:
    """Return the sure pairs of all chapters, aligned together."""
    texts = chapters()
    started = time.process_time()
    aligned = align_texts(texts, languages=_LANGUAGES, words=words)
    seconds = time.process_time() - started
    pairs = [
        (
            " ".join(source[bead.source_start : bead.source_end]),
            "".join(target[bead.target_start : bead.target_end]),
            bead.confidence,
        )
        for (source, target), beads in zip(texts, aligned, strict=True)
        for bead in beads
        if min(bead.kind)
    ]
    sure = [pair for pair in pairs if pair[2] >= CERTAIN]
    print(
        f"texts without paragraphs: {len(texts)} of {sum(len(s) for s, _ in texts)} "
        f"and {sum(len(t) for _, t in texts)} sentences, aligned in {seconds:.0f} s of "
        f"CPU time: {len(pairs)} pairs, {len(sure)} above {CERTAIN}, of which "
        f"{sum(1 - pair[2] for pair in sure):.0f} are likely wrong"
    )
    kinds = Counter(bead.kind for beads in aligned for bead in beads)
    common = ", ".join(f"{a}-{b} {n}" for (a, b), n in kinds.most_common(8))
    print(f"  kinds of beads: {common}")
    return sure
