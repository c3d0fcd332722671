"""Align texts with a gold alignment judged by hand: F1 and confidence.

    python benchmarks/alignment_gold.py [--lexicon LANGUAGE=FILE ...] [--encoder NAME]
                                        [--rearranged N] [--merged]

D2L (English to Chinese) and catalogs of Python (English to Spanish), as they are and
as editions would have them (`gold_texts.py`); strict and lax F1 (see
`alignment_scores.py`), with 95 % intervals over documents. Word lists, as
`zh=cedict.txt.gz` and `es=freedict-eng-spa.index`, and an encoder are used where they
are named, alone and together. With `--merged` also two texts made of catalogs, whose
sentences are often merged (`alignment_texts.py`). `alignment_ablation.py` leaves out
one step at a time.

Ends with 1 if anywhere less than 0.9 of the beads above 0.9 are right, or these are
less than half of all right ones.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alignment_scores import Counts, interval, is_right, score
from alignment_texts import SCENARIOS, drifted
from gold_texts import DATA, Document, documents, edition

from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.lexicons.reading import read_lexicon, word_list
from sphinx_amts.model import LanguagePair
from sphinx_amts.sentence_encoders.loading import load_encoder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gold_texts import GoldBead

    from sphinx_amts.alignment.beads import Bead

SURE = 0.9
MERGED = (("es", "es", "one-sided"), ("zh_CN", "zh", "literary"))
"""Name and language of the catalogs, and how far the texts are from each other."""


def form(bead: Bead) -> GoldBead:
    return (
        tuple(range(bead.source_start, bead.source_end)),
        tuple(range(bead.target_start, bead.target_end)),
    )


def merged(name: str, scenario: str, seed: int) -> Document:
    """Return a text of catalogs whose sentences are merged."""
    texts = drifted(name, 200, SCENARIOS[scenario], seed)
    beads = [
        (tuple(range(*one)), tuple(range(*other))) for one, other in sorted(texts.gold)
    ]
    return Document(name, texts.source, texts.target, beads)


def align(texts: list[Document], *, together: bool, **options) -> list[list[Bead]]:
    given = [(text.source, text.target) for text in texts]
    if together:
        return align_texts(given, **options)
    return [align_texts([text], **options)[0] for text in given]


def show(name: str, texts: list[Document], found: list[list[Bead]]) -> Counts:
    counts = [
        score(map(form, beads), text) for beads, text in zip(found, texts, strict=True)
    ]
    whole = sum(counts, Counts())
    low, high = interval(counts, lambda c: c.strict)
    each = " ".join(f"{count.strict:.2f}" for count in counts[:6])
    print(f"  {name:22} strict {whole.strict:.3f} ({low:.3f} to {high:.3f}), "
          f"lax {whole.lax:.3f}; {each}", flush=True)  # fmt: skip
    return whole


def calibration(texts: list[Document], found: list[list[Bead]]) -> bool:
    """Print how many beads are right by confidence; return whether the aim is met."""
    judged = [
        (bead.confidence, is_right(form(bead), text))
        for beads, text in zip(found, texts, strict=True)
        for bead in beads
        if min(bead.kind)
    ]
    for tenth in range(10):
        part = [right for sure, right in judged if min(int(sure * 10), 9) == tenth]
        if part:
            print(f"    from {tenth / 10:.1f}: {len(part):5} beads, "
                  f"{sum(part) / len(part):.3f} right")  # fmt: skip
    certain = [right for sure, right in judged if sure > SURE]
    all_right = sum(right for _, right in judged)
    right = sum(certain) / max(len(certain), 1)
    share = sum(certain) / max(all_right, 1)
    print(f"    above {SURE}: {right:.3f} right, {share:.3f} of all right ones; "
          f"expected wrong {sum(1 - s for s, _ in judged):.0f}, "
          f"are {len(judged) - all_right}", flush=True)  # fmt: skip
    return right >= 0.9 and share >= 0.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--lexicon", action="append", default=[], help="LANGUAGE=FILE, with English"
    )
    parser.add_argument("--encoder", help="as of `sphinx-amts align`")
    parser.add_argument("--merged", action="store_true", help="two more texts")
    parser.add_argument("--rearranged", type=int, default=3, help="editions of each")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"{DATA} is not there", file=sys.stderr)
        return 1
    good = True
    for name, languages, parts in books(options):
        texts = [text for part in parts for text in part]
        print(f"{name}: {len(texts)} texts, "
              f"{sum(len(t.source) for t in texts)} sentences")  # fmt: skip
        began = time.process_time()
        for what, resource in resources(options, languages).items():
            for together in (False, True) if len(parts[0]) > 1 else (False,):
                found = [
                    beads
                    for part in parts
                    for beads in align(
                        part, together=together, languages=languages, **resource
                    )
                ]
                show(f"{'together' if together else 'alone'}{what}", texts, found)
                good &= calibration(texts, found)
        print(f"  {time.process_time() - began:.0f} s")
    return 0 if good else 1


def books(
    options: argparse.Namespace,
) -> Iterator[tuple[str, LanguagePair, list[list[Document]]]]:
    """Yield a name, the languages, and the texts that are aligned together.

    Editions of one text never are.
    """
    seeds = range(1, options.rearranged + 1)
    for name in ("d2l", "python-docs"):
        source, target, whole = documents(name)
        languages = LanguagePair(source=source, target=target)
        yield f"{name}, as it is", languages, [whole]
        editions = [[edition(t, (source, target), n) for t in whole] for n in seeds]
        yield f"{name}, as editions", languages, editions
    for name, language, scenario in MERGED if options.merged else ():
        languages = LanguagePair(source="en", target=language)
        merged_ones = [[merged(name, scenario, seed)] for seed in seeds]
        yield f"{language}, {scenario}", languages, merged_ones


def resources(options: argparse.Namespace, languages: LanguagePair) -> dict[str, dict]:
    """Return nothing, each resource of the options, and all of them together."""
    found: dict[str, dict] = {"": {}}
    paths = [
        Path(path)
        for code, _, path in (given.partition("=") for given in options.lexicon)
        if code == languages.target
    ]
    if paths:
        words = word_list([read_lexicon(path, languages) for path in paths])
        found[", word list"] = {"words": words}
    if options.encoder:
        found[", encoder"] = {"encoder": load_encoder(options.encoder)}
    if len(found) == 3:
        found[", both"] = {**found[", word list"], **found[", encoder"]}
    return found


if __name__ == "__main__":
    sys.exit(main())
