"""Terms mined from real books: how many of the known ones, how many right, what time.

    python benchmarks/term_mining.py [--sample FOLDER]

Mines *Dive into Deep Learning* without its term table, and counts how many pairs of
the table are among the terms: of those that stand together in at least three pairs of
sentences, and of those whose sides each stand in at least three. A pair is found if a
term has the same words but for inflection, and exactly this translation. Then the first
terms of three books are looked up in `term_mining_judgement.csv`, which were read one
by one: "right" is a term of the subject with a translation that may stand in a glossary
as it is; "wrong" is also a part of a word, and what is no term. The file has digests,
no text.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import resource
import sys
import tempfile
import time
from pathlib import Path

from sphinx_amts.cli.main import main as amts
from sphinx_amts.interchange.tmx_reader import read_units
from sphinx_amts.languages.stems import stems_of
from sphinx_amts.terminology.files import read_terms

DATA = Path(__file__).parents[2] / "shared" / "data"
TABLE = "TERMINOLOGY.md"
JUDGEMENT = Path(__file__).with_name("term_mining_judgement.csv")
BOOKS = {
    "d2l-zh": ("zh", 100),
    "python-docs/es": ("es", 50),
    "python-docs/zh_CN": ("zh_CN", 50),
}
WORD = re.compile(r"[^\W_]+")


def digest(*texts: str) -> str:
    return hashlib.blake2b("\t".join(texts).encode(), digest_size=8).hexdigest()


def mined(folder: Path, language: str) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as made:
        output = Path(made, "terms.csv")
        started = time.process_time()
        code = amts(["corpus", "terms", str(folder), "-l", language, "-o", str(output)])
        seconds = time.process_time() - started
        assert code in (0, 1)  # catalogs in another language are named and left out
        with output.open(encoding="utf-8", newline="") as stream:
            rows = [tuple(row) for row in csv.reader(stream)][1:]
        read_terms(output, source="en", target=language)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{folder.name}: {len(rows)} terms in {seconds:.0f} s of CPU, with reading and "
        f"aligning the book; peak {usage.ru_maxrss / 1024:.0f} MB"
    )
    return rows


def key(text: str) -> str:
    return " ".join(stems_of(WORD.findall(text.lower()), "en"))


def table(path: Path) -> list[tuple[str, list[str]]]:
    rows = []
    for line in path.read_text("utf-8").splitlines():
        target, comma, source = line.partition("，")
        if comma:
            rows.append((re.sub(r"\s*\(.*", "", source).strip(), target.split("/")))
    return rows


def sentence_pairs(folder: Path) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as made:
        path = Path(made, "pairs.tmx")
        command = ["parallel-data", "build", str(folder), "-l", "zh", "-o", str(path)]
        assert amts(command) == 0
        with path.open("rb") as stream:
            return [
                tuple("".join(text for text, _ in part.parts) for part in unit.segments)
                for unit in read_units(stream)
            ]


def recall(folder: Path, terms: list[tuple[str, str]]) -> None:
    texts = [
        (f" {key(source)} ", target.replace(" ", ""))
        for source, target in sentence_pairs(folder)
    ]
    found = {(key(source), target.replace(" ", "")) for source, target in terms}
    together = []
    apart = []
    for source, targets in table(folder / TABLE):
        asked = f" {key(source)} "
        of_source = [asked in text for text, _ in texts]
        of_target = [any(t in text for t in targets) for _, text in texts]
        hit = any((key(source), target) in found for target in targets)
        both = sum(a and b for a, b in zip(of_source, of_target, strict=True))
        if both >= 3:
            together.append(hit)
        if sum(of_source) >= 3 and sum(of_target) >= 3:
            apart.append(hit)
    for hits, what in (
        (together, "together in three pairs of sentences or more"),
        (apart, "each in three sentences or more"),
    ):
        share = sum(hits) / len(hits)
        print(f"  found {sum(hits)} of {len(hits)} known terms, {what}: {share:.1%}")


def precision(name: str, terms: list[tuple[str, str]], first: int) -> None:
    with JUDGEMENT.open(encoding="utf-8", newline="") as stream:
        judged = {row["digest"]: row["verdict"] for row in csv.DictReader(stream)}
    verdicts = [judged.get(digest(name, *term)) for term in terms[:first]]
    right = verdicts.count("right")
    print(
        f"  of the first {first}, {right} are right, {verdicts.count('wrong')} wrong, "
        f"{verdicts.count(None)} not judged"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sample", type=Path, help="write the first terms to judge into this folder"
    )
    options = parser.parse_args()
    missing = [name for name in BOOKS if not (DATA / name).is_dir()]
    for name in missing:
        print(f"{DATA / name} is not there: skipped", file=sys.stderr)
    for name, (language, first) in BOOKS.items():
        if name in missing:
            continue
        terms = mined(DATA / name, language)
        if options.sample:
            path = options.sample / f"{name.replace('/', '-')}.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                rows = [[digest(name, *term), *term] for term in terms[:first]]
                csv.writer(stream).writerows(rows)
        if (DATA / name / TABLE).is_file():
            recall(DATA / name, terms)
        if JUDGEMENT.is_file():
            precision(name, terms, first)
    return 1 if len(missing) == len(BOOKS) else 0


if __name__ == "__main__":
    raise SystemExit(main())
