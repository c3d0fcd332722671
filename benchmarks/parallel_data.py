"""Parallel data of Dive into Deep Learning: how many, how good, in what time.

    python benchmarks/parallel_data.py [--lexicon FILE] [--sample FOLDER]

Makes paragraph and sentence pairs of the folder as `sphinx-amts parallel-data build`
does; and sentence pairs of its chapters as texts, without paragraphs, as
`sphinx-amts align` aligns them (`text_pairs.py`).

Sentence pairs are looked up among those that were drawn at random, read one by one, and
marked "right" or "wrong"; wrong is also what has a clause more or less than the other
side. The files have digests, no text:

- `parallel_data_judgement_3.csv`: 200 of the present pairs, none of which is in
  the next two;
- `parallel_data_judgement.csv` and `parallel_data_judgement_2.csv`: 298 and 200 of the
  pairs that were made before sentences of paragraphs were aligned as texts;
- `text_pairs_judgement.csv`: 200 of the texts without paragraphs;
- `text_pairs_judgement_earlier.csv`: 150 of these as an earlier aligner made them.

The share of wrong pairs is compared with the share that is expected by their
confidence. Ends with 1 if of the present pairs more are wrong than was expected, by the
95 % interval of what was read.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from gold_texts import DATA
from text_pairs import text_pairs

from sphinx_amts.editions.model import Granularity
from sphinx_amts.lexicons.reading import read_lexicon, word_list
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.expectation import expected_wrong
from sphinx_amts.parallel_data.human_text import BookFolder, HumanText, find_human_text
from sphinx_amts.parallel_data.selection import select

if TYPE_CHECKING:
    from sphinx_amts.alignment.word_list import WordList

FOLDER = DATA / "d2l-zh"
HERE = Path(__file__).parent
EARLIER = [
    HERE / "parallel_data_judgement.csv",
    HERE / "parallel_data_judgement_2.csv",
]
PRESENT = HERE / "parallel_data_judgement_3.csv"
EARLIER_TEXTS = HERE / "text_pairs_judgement_earlier.csv"
PRESENT_TEXTS = HERE / "text_pairs_judgement.csv"
SEED = 20_200
SIZE = 200
LANGUAGES = LanguagePair(source="en", target="zh")

SurePair = tuple[str, str, float]


def digest(pair: SurePair | tuple[str, str]) -> str:
    return hashlib.blake2b("\t".join(pair[:2]).encode(), digest_size=8).hexdigest()


def read_book(words: WordList | None) -> HumanText:
    started = time.process_time()
    book = BookFolder(srcdir=FOLDER, confdir=FOLDER, words=words)
    found = find_human_text(book, LANGUAGES, [])
    print(f"{len(found.pairs)} pairs of paragraphs aligned in "
          f"{time.process_time() - started:.0f} s of CPU time")  # fmt: skip
    return found


def build(found: HumanText, granularity: Granularity) -> list[SurePair]:
    started = time.process_time()
    selection = select(
        found.pairs,
        LANGUAGES,
        granularity,
        source=found.source,
        resources=found.resources,
    )
    seconds = time.process_time() - started
    removed = Counter(one.rule for one in selection.removed)
    print(
        f"{granularity.value} pairs: {len(selection.kept)} kept, "
        f"{expected_wrong(selection.kept)} of them likely wrong; in {seconds:.0f} s of "
        f"CPU time; left out: "
        + ", ".join(f"{n} {rule}" for rule, n in removed.most_common())
    )
    return [(p.source_text, p.target_text, p.confidence) for p in selection.kept]


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval. Source: E. Wilson, JASA 22, 1927."""
    z, share = 1.96, count / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * total)) / total)
    whole = 1 + z * z / total
    return (middle - spread) / whole, (middle + spread) / whole


def verdicts(path: Path) -> dict[str, str]:
    """Return the verdict on each digest."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["digest"]: row["verdict"] for row in csv.DictReader(stream)}


def judge(pairs: list[SurePair], path: Path) -> bool:
    """Print how many judged pairs are wrong; return whether no more were expected."""
    judged = verdicts(path)
    made = {key: pair for pair in pairs if (key := digest(pair)) in judged}
    if not made:
        print(f"  {path.name}: none of its pairs is made")
        return False
    wrong = sum(judged[key] == "wrong" for key in made)
    low, high = wilson(wrong, len(made))
    share = sum(1 - sure for _, _, sure in made.values()) / len(made)
    print(
        f"  {path.name}: {wrong} of {len(made)} wrong ({wrong / len(made):.1%}, "
        f"95 % interval {low:.1%} to {high:.1%}); by confidence {share:.1%} are "
        f"expected; {len(judged) - len(made)} of {len(judged)} judged pairs are made "
        "no more"
    )
    return low <= share


def draw(pairs: list[SurePair], known: set[str], path: Path) -> None:
    """Write a sample to judge, with the text."""
    given = {pair[:2] for pair in pairs if digest(pair) not in known}
    drawn = random.Random(SEED).sample(sorted(given), SIZE)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([digest(pair), *pair] for pair in drawn)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sample", type=Path, help="write new samples to judge into this folder"
    )
    parser.add_argument(
        "--lexicon", type=Path, action="append", default=[], help="a word list"
    )
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print(f"{FOLDER} is not there", file=sys.stderr)
        return 1
    words = word_list([read_lexicon(path, LANGUAGES) for path in options.lexicon])
    found = read_book(words)
    build(found, Granularity.PARAGRAPH)
    sentences = build(found, Granularity.SENTENCE)
    good = judge(sentences, PRESENT)
    for path in EARLIER:
        judge(sentences, path)
    texts = text_pairs(words)
    good &= judge(texts, PRESENT_TEXTS)
    judge(texts, EARLIER_TEXTS)
    if options.sample:
        known = {key for path in (*EARLIER, PRESENT) for key in verdicts(path)}
        draw(sentences, known, options.sample / "sentences.csv")
        draw(texts, set(verdicts(PRESENT_TEXTS)), options.sample / "texts.csv")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"peak {usage.ru_maxrss / 1024:.0f} MB")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
