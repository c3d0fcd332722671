"""How much of what is chosen is on the subject, and how many words it covers.

    python benchmarks/corpus_selection.py BOOK --on COLLECTION --others COLLECTION...
        [-l es] [--pairs 1000] [--ratio 4] [--sizes 20% 5% 2%] [--seed 1]

Pairs on the subject of a book are mixed with others, as many for each as --ratio
says, in equal parts from each of --others as far as it has so many, and the command
chooses from the mix. Printed are, for each size: the share on the subject, how many of
those on the subject were chosen, and the different source words as a multiple of those
of as many pairs on the subject drawn at random (mean of five). Before that, how exact
each method ranks: the share on the subject among the first tenth, half and all of as
many pairs as are on the subject.

With the pairs of ../shared/data/python-docs/es, the Bible of Debian's sword-text-web
and sword-text-sparv (31,000 verses as aligned lines) and the help of gnome-user-docs
(2,100 paragraphs), the figures are in docs/explanation/corpus-selection.md.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from pathlib import Path
from statistics import mean

import numpy as np

from sphinx_amts.corpus.finding import find_collections
from sphinx_amts.corpus.model import CorpusFindings
from sphinx_amts.corpus.reading import read_all
from sphinx_amts.corpus_selection.book import read_book_text
from sphinx_amts.corpus_selection.choosing import choose_pairs
from sphinx_amts.corpus_selection.closeness import learn_closeness
from sphinx_amts.corpus_selection.limits import SizeLimit
from sphinx_amts.corpus_selection.vectors import similarities
from sphinx_amts.corpus_selection.words import words_of
from sphinx_amts.corpus_selection.workers import ParallelWorkers
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.human_text import BookFolder


def pairs_of(path: Path, languages: LanguagePair) -> list[tuple[str, str]]:
    """Return the pairs of a collection, one for each source text."""
    found: dict[str, str] = {}
    for pair in read_all([path], languages, CorpusFindings()):
        source = " ".join(pair.source.split())
        found.setdefault(source, " ".join(pair.target.split()))
    return list(found.items())


def mixed(on, others, count: int, ratio: float, rng):
    """Return the pairs of the mix, and those on the subject among them."""
    right = rng.sample(on, min(count, len(on)))
    wanted = int(len(right) * ratio)
    parts = [rng.sample(part, min(len(part), wanted // len(others))) for part in others]
    largest = max(range(len(others)), key=lambda n: len(others[n]))
    left = [pair for pair in others[largest] if pair not in set(parts[largest])]
    missing = wanted - sum(map(len, parts))
    parts[largest] += rng.sample(left, min(len(left), missing))
    pairs = [*right, *(pair for part in parts for pair in part)]
    rng.shuffle(pairs)
    return pairs, {source for source, _ in right}


def rankings(book, sources):
    """Yield each way to rank the texts alone, with the ranking."""
    words = words_of(sources)
    alone = learn_closeness(book, sources, 0, ())
    yield "cross-entropy", alone.scores(words)
    own = words_of(book)
    numbers, ids = np.unique(
        np.concatenate((words.numbers, own.numbers)), return_inverse=True
    )
    size = len(words.numbers)
    yield (
        "TF-IDF",
        similarities(
            ids[:size],
            np.repeat(np.arange(len(sources)), words.lengths),
            ids[size:],
            np.repeat(np.arange(len(book)), own.lengths),
            len(numbers),
        ),
    )
    yield "with feedback", learn_closeness(book, sources, 0.1).scores(words)


def different_words(sources) -> int:
    return len({w for text in sources for w in re.findall(r"[^\W\d_]+", text.lower())})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path)
    parser.add_argument("--on", type=Path, required=True)
    parser.add_argument("--others", type=Path, nargs="+", required=True)
    parser.add_argument("-l", "--language", default="es")
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--ratio", type=float, default=4)
    parser.add_argument("--sizes", nargs="+", default=["20%", "5%", "2%"])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    languages = LanguagePair(source="en", target=given.language)
    folder = BookFolder(srcdir=given.book.resolve(), confdir=given.book.resolve())
    book = read_book_text(folder, languages)
    rng = random.Random(given.seed)
    on = pairs_of(given.on, languages)
    others = [pairs_of(path, languages) for path in given.others]
    pairs, right = mixed(on, others, given.pairs, given.ratio, rng)
    sources = [source for source, _ in pairs]
    print(f"{len(pairs)} pairs, {len(right)} on the subject")
    for name, scores in rankings(book.sentences, sources):
        order = np.argsort(-np.asarray(scores, float), kind="stable")
        shares = [
            mean(sources[n] in right for n in order[: int(len(right) * part)])
            for part in (0.1, 0.5, 1)
        ]
        print(f"  {name:14}", " ".join(f"{share:.3f}" for share in shares))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for side, code in enumerate((languages.source, languages.target)):
            text = "".join(f"{pair[side]}\n" for pair in pairs)
            (root / f"mix.{code}").write_text(text)
        collections, _ = find_collections([root / "mix"], languages)
        for size in given.sizes:
            work = root / size
            work.mkdir()
            with ParallelWorkers(work) as workers:
                choice = choose_pairs(
                    book,
                    collections,
                    languages,
                    SizeLimit.parse(size),
                    workers=workers,
                )
            chosen = [each.pair.source_text for each in choice.chosen]
            good = sum(text in right for text in chosen)
            pool = sorted(right)
            drawn = mean(
                different_words(rng.sample(pool, min(len(chosen), len(pool))))
                for _ in range(5)
            )
            print(
                f"  {size:>4}: {len(chosen)} chosen, {good / len(chosen):.3f} on the "
                f"subject, {good / len(right):.2f} of those, "
                f"{different_words(chosen) / drawn:.2f} × the words"
            )


if __name__ == "__main__":
    main()
