"""Texts with a gold alignment, judged by hand, derived from ../shared/data.

The files in `gold/` have no text: for each document the path of its two sides, how many
sentences are taken, digests of both lists of sentences, and the beads that a person
found by reading them, as lists of sentence numbers. The texts are read from the data by
this module alone, in steps that do not change: paragraph borders are removed, and
sentences are split by the two patterns below, not by the product.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po

DATA = Path(__file__).parents[2] / "shared" / "data"
GOLD = Path(__file__).with_name("gold")

Numbers = tuple[int, ...]
GoldBead = tuple[Numbers, Numbers]

_LATIN_END = re.compile(
    r"""(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!et al\.)(?<!etc\.)(?<!vs\.)(?<!Fig\.)"""
    r"""(?<!p\. ej\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\A\d\.)(?<!\s\d\.)["”»')*\]]*\s+"""
    r"""(?=["“«'(¿¡*\[:`]*[A-Z0-9ÁÉÍÓÚÑ:`_$*])"""
)
_CHINESE_END = re.compile(r"(?<=[。！？])(?![”」』）)*\]])|(?<=[。！？][”」』）)*\]])")
_CODE = re.compile(r"^( *)(```|~~~).*?^\1\2 *$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """A document of the gold.

    Attributes:
        name: path of its source in the data, without suffix.
        source: its sentences.
        target: sentences of its translation.
        beads: that are right, in the order of the text; each has both sides.
    """

    name: str
    source: list[str]
    target: list[str]
    beads: list[GoldBead]


def split_sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a paragraph, split by a fixed pattern."""
    pattern = _CHINESE_END if language == "zh" else _LATIN_END
    return [part for piece in pattern.split(text) if (part := piece.strip())]


def paragraphs(path: str, side: str) -> list[str]:
    """Return the paragraphs of one side of a document, without code.

    Args:
        path: in the data; of a catalog, or of a chapter of D2L without suffix.
        side: `source` or `target`.
    """
    if path.endswith(".po"):
        with (DATA / path).open("rb") as stream:
            return [
                " ".join((entry.id if side == "source" else entry.string).split())
                for entry in read_po(stream)
                if isinstance(entry.id, str) and entry.id and entry.string
                and not entry.fuzzy and "\n" not in entry.id.strip()
            ]  # fmt: skip
    name = f"{path}_origin.md" if side == "source" else f"{path}.md"
    text = _CODE.sub("", (DATA / name).read_text(encoding="utf-8"))
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return [b for b in blocks if b and not re.match(r":\w+:|\$\$|!\[|\|", b)]


def sentences(path: str, side: str, language: str) -> list[str]:
    """Return the sentences of one side of a document."""
    return [
        sentence
        for paragraph in paragraphs(path, side)
        for sentence in split_sentences(paragraph, language)
    ]


def digest(texts: list[str]) -> str:
    """Return a digest of a list of sentences."""
    return hashlib.blake2b("\n".join(texts).encode(), digest_size=16).hexdigest()


def documents(name: str) -> tuple[str, str, list[Document]]:
    """Return both languages and the documents of `gold/NAME.json`.

    Raises:
        ValueError: The data are not those that were judged.
    """
    gold = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    found = []
    for entry in gold["documents"]:
        texts = [
            sentences(entry["path"], side, gold[side])[:count]
            for side, count in zip(
                ("source", "target"), entry["sentences"], strict=True
            )
        ]
        if list(map(digest, texts)) != entry["digests"]:
            raise ValueError(f"{entry['path']}: other sentences than were judged")
        beads = [(tuple(one), tuple(other)) for one, other in entry["beads"]]
        found.append(Document(entry["path"], *texts, beads))
    return gold["source"], gold["target"], found


_MERGED, _SPLIT, _DROPPED, _SWAPPED = 0.12, 0.5, 0.04, 0.04
_RUN = 6
"""Beads in a row that one side of each document lacks."""

_Side = list[str]
_Paired = tuple[_Side, _Side]


def edition(document: Document, languages: tuple[str, str], seed: int = 1) -> Document:
    """Return a document as editions make it of another, with its gold alignment.

    Sentences are merged with the next one, split at semicolons, left out on one side,
    alone or in a row, and swapped with their neighbours in the target.

    Args:
        document: as it was judged.
        languages: of its source and target.
        seed: of the random numbers.
    """
    rng = random.Random(f"{document.name} {seed}")
    units = _with_unpaired(document)
    units = [
        (_split(one, languages[0], rng), _split(other, languages[1], rng))
        for one, other in units
    ]
    units = _swapped(units, rng)
    units = _dropped(units, rng)
    return _merged(document.name, units, languages, rng)


def _with_unpaired(document: Document) -> list[_Paired]:
    """Return all sentences in the order of the text, those of a bead together."""
    units: list[_Paired] = []
    at = [0, 0]
    last: GoldBead = ((len(document.source),), (len(document.target),))
    for one, other in [*document.beads, last]:
        units += [([document.source[n]], []) for n in range(at[0], one[0])]
        units += [([], [document.target[n]]) for n in range(at[1], other[0])]
        at = [one[-1] + 1, other[-1] + 1]
        if (one, other) != last:
            units.append(
                ([document.source[n] for n in one], [document.target[n] for n in other])
            )
    return units


def _split(texts: _Side, language: str, rng: random.Random) -> _Side:
    found = []
    for text in texts:
        mark = re.search("；" if language == "zh" else r"; |: (?=[a-z])", text)
        can = mark and min(mark.start(), len(text) - mark.end()) > 8
        if mark and can and rng.random() < _SPLIT:
            end = "。" if language == "zh" else "."
            rest = text[mark.end() :].strip()
            found += [text[: mark.start()] + end, rest[:1].upper() + rest[1:]]
        else:
            found.append(text)
    return found


def _swapped(units: list[_Paired], rng: random.Random) -> list[_Paired]:
    found: list[_Paired] = []
    for unit in units:
        if found and rng.random() < _SWAPPED:
            before = found[-1]
            sides = (*before, *unit)
            if all(len(side) == 1 for side in sides):
                found[-1] = ([*before[0], *unit[0]], [*unit[1], *before[1]])
                continue
        found.append(unit)
    return found


def _dropped(units: list[_Paired], rng: random.Random) -> list[_Paired]:
    start, side = int(rng.random() * (len(units) - _RUN)), int(rng.random() * 2)
    found = []
    for number, unit in enumerate(units):
        gone = side if start <= number < start + _RUN else None
        if rng.random() < _DROPPED:
            gone = int(rng.random() * 2)
        found.append(unit if gone is None else (unit[0], []) if gone else ([], unit[1]))
    return found


def _merged(
    name: str, units: list[_Paired], languages: tuple[str, str], rng: random.Random
) -> Document:
    """Return the document of *units*, with sentences merged.

    Where a sentence is merged with one of the next unit, the two units are one bead.
    """
    texts: tuple[_Side, _Side] = ([], [])
    beads: list[tuple[set[int], set[int]]] = []
    joined = [False, False]
    for unit in units:
        if not all(unit):  # what has no translation is never merged with others
            joined = [False, False]
        numbers: tuple[set[int], set[int]] = (set(), set())
        for side in (0, 1):
            for text in unit[side]:
                if joined[side] and texts[side]:
                    texts[side][-1] = _joined(texts[side][-1], text, languages[side])
                else:
                    texts[side].append(text)
                numbers[side].add(len(texts[side]) - 1)
                joined[side] = rng.random() < _MERGED
        if not all(unit):
            joined = [False, False]
        if beads and any(a & b for a, b in zip(beads[-1], numbers, strict=True)):
            for side in (0, 1):
                beads[-1][side].update(numbers[side])
        else:
            beads.append(numbers)
    gold = [
        (tuple(sorted(one)), tuple(sorted(other))) for one, other in beads
        if one and other
    ]  # fmt: skip
    return Document(name, *texts, gold)


def _joined(one: str, other: str, language: str) -> str:
    if language == "zh":
        return re.sub("。$", "，", one) + other
    if not one.endswith("."):
        return f"{one} {other}"
    first = other[:1] if other[:2].isupper() else other[:1].lower()
    return f"{one[:-1]}; {first}{other[1:]}"
