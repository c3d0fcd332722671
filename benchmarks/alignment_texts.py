"""Texts whose sentence alignment is known, made from real translations by a seed.

Sentences of the catalogs and chapters in ../shared/data are merged on either side,
dropped and disturbed at random; what stays together on both sides is a bead.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from babel.messages.pofile import read_po

from sphinx_amts.alignment.beads import MAX_SENTENCES
from sphinx_amts.languages.sentences import splitter

DATA = Path(__file__).parents[2] / "shared" / "data"

Unit = tuple[str, str]
Form = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Drift:
    """How far two texts are from each other.

    Attributes:
        source_merged: probability that a source sentence is joined to the next.
        target_merged: the same for the target.
        dropped: probability that a sentence is missing on one side.
        runs: probability that 5 to 50 sentences from here on are missing on one side.
        free: probability that a target sentence lacks one of its clauses.
        bare: whether the target has no number, no Latin letter (where it is Chinese)
            and no mark but the full stop.
        foreign: whether the letters of the target are exchanged, so that no word is
            like one of the source.
    """

    source_merged: float = 0.04
    target_merged: float = 0.04
    dropped: float = 0.02
    runs: float = 0.0
    free: float = 0.0
    bare: bool = False
    foreign: bool = False


@dataclass(frozen=True)
class Texts:
    """Two texts and the beads with sentences on both sides that are right."""

    source: list[str]
    target: list[str]
    gold: frozenset[Form]


SCENARIOS = {
    "faithful": Drift(),
    "merged": Drift(source_merged=0.12, target_merged=0.12),
    "one-sided": Drift(source_merged=0.02, target_merged=0.4),
    "dropped": Drift(dropped=0.1),
    "runs": Drift(runs=0.012),
    "free": Drift(free=0.3, source_merged=0.08, target_merged=0.08),
    "bare": Drift(bare=True, foreign=True, source_merged=0.08, target_merged=0.08),
    "literary": Drift(
        source_merged=0.3, target_merged=0.12, dropped=0.03, free=0.3,
        bare=True, foreign=True,
    ),
    "hard": Drift(
        source_merged=0.25, target_merged=0.25, dropped=0.06, runs=0.004, free=0.4,
        bare=True, foreign=True,
    ),
}  # fmt: skip


@cache
def units(name: str) -> tuple[Unit, ...]:
    """Return sentences and their translations: `es`, `zh_CN`, or `d2l`."""
    found: list[Unit] = []
    language = "zh" if name in ("zh_CN", "d2l") else name
    for source, target in _d2l() if name == "d2l" else messages(name):
        sources, targets = sentences(source, "en"), sentences(target, language)
        if len(sources) == len(targets):
            found += zip(sources, targets, strict=True)
        elif min(len(sources), len(targets)) == 1:
            found.append((source, target))
    return tuple(dict.fromkeys(found))


def drifted(
    name: str,
    count: int,
    drift: Drift,
    seed: int = 0,
    *,
    turned: bool = False,
    shift: float = 0.0,
) -> Texts:
    """Return texts of about *count* units.

    Args:
        name: of the translations they are made of.
        count: of sentences before they are merged and dropped.
        drift: how far they are from each other.
        seed: of the random numbers, and of the place the sentences are taken from.
        turned: whether the English side is the target.
        shift: how far behind that place they are taken, as a share of all sentences.
    """
    rng = random.Random(f"{name} {count} {seed}")
    given = units(name)
    start = rng.randrange(len(given)) + round(shift * len(given))
    chosen = [given[(start + n) % len(given)] for n in range(count)]
    joiner = "" if name in ("zh_CN", "d2l") else " "
    source: list[str] = []
    target: list[str] = []
    gold: set[Form] = set()
    open_source: list[str] = []
    open_target: list[str] = []
    joined = [False, False]
    missing, left = 0, 0

    def close() -> None:
        s, t = len(source), len(target)
        source.extend(open_source)
        target.extend(open_target)
        if open_source and open_target:
            gold.add(((s, len(source)), (t, len(target))))
        open_source.clear()
        open_target.clear()

    for one, other in chosen:
        if left == 0 and not any(joined) and rng.random() < drift.runs:
            missing, left = rng.randrange(2), rng.randrange(5, 51)
        single = rng.random() < drift.dropped
        if left or (single and not any(joined)):
            close()
            side = missing if left else rng.randrange(2)
            left = max(left - 1, 0)
            (source, target)[side].append((one, _told(other, drift, rng))[side])
            continue
        if not any(joined):
            close()
        told = _told(other, drift, rng)
        _put(open_source, one, " ", joined=joined[0])
        _put(open_target, told, joiner, joined=joined[1])
        joined = [rng.random() < p for p in (drift.source_merged, drift.target_merged)]
        if max(len(open_source), len(open_target)) == MAX_SENTENCES:
            joined = [False, False]
    close()
    if turned:
        turned_gold = frozenset((t, s) for s, t in gold)
        return Texts(target, source, turned_gold)
    return Texts(source, target, frozenset(gold))


def _put(texts: list[str], text: str, joiner: str, *, joined: bool) -> None:
    if joined and texts:
        texts[-1] = f"{texts[-1]}{joiner}{text}"
    else:
        texts.append(text)


_LETTERS = "aeioubcdfgklmnprstvz"
_OTHERS = "uoaeizgpvdtrnlkbsmfc"
_FOREIGN = str.maketrans(
    _LETTERS + _LETTERS.upper() + "áéíóúñ",
    _OTHERS + _OTHERS.upper() + "ùòàèìh",
)
_CUES = re.compile(r"""[0-9?!;:()"“”«»„…—¿¡？！；：（）《》「」`*_/<>=|\\\[\]{}-]+""")
_HAS_WIDE = re.compile(r"[\u4e00-\u9fff]")


def _told(text: str, drift: Drift, rng: random.Random) -> str:
    if drift.free and rng.random() < drift.free:
        clauses = re.split(r"(?<=[,，、])", text)
        if len(clauses) > 1:
            del clauses[rng.randrange(len(clauses))]
            text = "".join(clauses)
    bare = text
    if drift.bare:
        bare = _CUES.sub("", bare)
        if _HAS_WIDE.search(bare):
            bare = re.sub(r"[A-Za-z]+", "", bare)
    if drift.foreign:
        bare = bare.translate(_FOREIGN)
    return " ".join(bare.split()) or text


def messages(language: str) -> list[Unit]:
    """Return the messages of the catalogs and their translations."""
    found = []
    for path in sorted((DATA / "python-docs" / language).rglob("*.po")):
        with path.open("rb") as stream:
            found += [
                (" ".join(entry.id.split()), " ".join(entry.string.split()))
                for entry in read_po(stream)
                if isinstance(entry.id, str) and entry.id and entry.string
                and not entry.fuzzy and "\n" not in entry.id.strip()
            ]  # fmt: skip
    return found


def _d2l() -> list[Unit]:
    found: list[Unit] = []
    for path in sorted((DATA / "d2l-zh").rglob("*_origin.md")):
        other = path.with_name(path.name.replace("_origin", ""))
        if other.exists():
            a, b = _prose(path), _prose(other)
            if len(a) == len(b):
                found += zip(a, b, strict=True)
    return found


def _prose(path: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return [block for block in blocks if block and re.match(r"[\w\[*(]", block)]


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text."""
    starts = [0, *splitter(language).split(text), len(text)]
    return [part for a, b in pairwise(starts) if (part := text[a:b].strip())]
