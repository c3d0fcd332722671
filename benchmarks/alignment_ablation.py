"""Align texts with each step of the alignment switched off in turn; print a table.

    python benchmarks/alignment_ablation.py [--rearranged N]

D2L (English to Chinese) and catalogs of Python (English to Spanish) as editions would
have them (`gold_texts.py`), each aligned together; and two texts made of catalogs whose
sentences are often merged (`alignment_texts.py`). Strict F1, without any resource.

Ends with 1 if a step makes the mean of all texts worse by more than 0.005.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields
from typing import TYPE_CHECKING

from alignment_gold import MERGED, align, form, merged
from alignment_scores import Counts, score
from gold_texts import DATA, documents, edition

from sphinx_amts.alignment.steps import Steps
from sphinx_amts.model import LanguagePair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gold_texts import Document

WORSE = 0.005


def books(rearranged: int) -> Iterator[tuple[str, LanguagePair, list[list[Document]]]]:
    """Yield a name, the languages, and the texts that are aligned together."""
    for name in ("d2l", "python-docs"):
        source, target, whole = documents(name)
        languages = LanguagePair(source=source, target=target)
        yield (
            f"{name}, rearranged",
            languages,
            [
                [edition(text, (source, target), seed) for text in whole]
                for seed in range(1, rearranged + 1)
            ],
        )
    for name, language, scenario in MERGED:
        languages = LanguagePair(source="en", target=language)
        yield (
            f"{language}, {scenario}",
            languages,
            [[merged(name, scenario, seed)] for seed in range(1, rearranged + 1)],
        )


def measured(
    parts: list[list[Document]], languages: LanguagePair, steps: Steps
) -> float:
    """Return the strict F1 of texts, added over all of them."""
    counts = [
        score(map(form, beads), text)
        for part in parts
        for beads, text in zip(
            align(part, together=True, languages=languages, steps=steps),
            part,
            strict=True,
        )
    ]
    return sum(counts, Counts()).strict


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rearranged", type=int, default=3, help="editions of each")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"{DATA} is not there", file=sys.stderr)
        return 1
    given = list(books(options.rearranged))
    ways = {"all steps": Steps()} | {
        f"without `{step.name}`": Steps(**{step.name: False}) for step in fields(Steps)
    }
    print("| |", " | ".join(name for name, _, _ in given), "|")
    print("|---|" + "---|" * len(given))
    means = []
    for way, steps in ways.items():
        row = [measured(parts, languages, steps) for _, languages, parts in given]
        print(f"| {way} |", " | ".join(f"{f1:.3f}" for f1 in row), "|", flush=True)
        means.append(sum(row) / len(row))
    return int(any(mean > means[0] + WORSE for mean in means[1:]))


if __name__ == "__main__":
    sys.exit(main())
