"""Align editions whose chapters are reordered, merged and dropped.

    python benchmarks/edition_chapters.py [--chapters 24]

Chapters of D2L as they are in ../shared/data, read with Sphinx once; the edition is
then rearranged. Each pair of blocks must come from a chapter and its own translation. A
pair across chapters whose texts translate each other all the same, as titles that all
chapters have ("Summary"), is counted by itself.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import Edition
from sphinx_amts.editions.reading import read_edition
from sphinx_amts.editions.staging import Side
from sphinx_amts.parallel_data.cleaning import CERTAIN
from sphinx_amts.parallel_data.document_alignment import align_editions

if TYPE_CHECKING:
    from sphinx_amts.editions.model import Block

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "d2l-zh"

Chapters = list[tuple[str, "list[Block]"]]


def editions(count: int) -> tuple[Edition, Edition]:
    """Return *count* chapters and their translations, spread over the book."""
    origins = sorted(FOLDER.rglob("*_origin.md"))
    origins = [path for path in origins if path.stat().st_size > 4000]
    chosen = origins[:: max(len(origins) // count, 1)][:count]
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(chosen):
            for suffix in ("_origin", ""):
                old = path.with_name(path.name.replace("_origin", suffix))
                new = Path(folder, f"chapter_{number:03}", f"text{suffix}.md")
                new.parent.mkdir(exist_ok=True)
                shutil.copy(old, new)
        source = read_edition(Path(folder), "en", Side.SOURCE)
        target = read_edition(Path(folder), "zh", Side.TARGET)
    return source, target


def _same(chapters: Chapters, _: random.Random) -> Chapters:
    return chapters


def _dropped(chapters: Chapters, rng: random.Random) -> Chapters:
    """Return the chapters without some; those behind have other numbers."""
    names = [name for name, _ in chapters]
    gone = set(rng.sample(names, max(len(names) // 6, 1)))
    kept = [blocks for name, blocks in chapters if name not in gone]
    return list(zip(names, kept, strict=False))


def _reordered(chapters: Chapters, rng: random.Random) -> Chapters:
    names = [name for name, _ in chapters]
    blocks = [blocks for _, blocks in chapters]
    rng.shuffle(blocks)
    return list(zip(names, blocks, strict=True))


def _merged(chapters: Chapters, rng: random.Random) -> Chapters:
    """Return the chapters, two or three of them in one document."""
    found: Chapters = []
    left = 0
    for name, blocks in chapters:
        if left and found:
            found[-1] = (found[-1][0], found[-1][1] + blocks)
            left -= 1
        else:
            found.append((name, blocks))
            left = rng.randrange(3)
    return found


def _renamed(chapters: Chapters, _: random.Random) -> Chapters:
    return [(f"other{n:03}", blocks) for n, (_, blocks) in enumerate(chapters)]


def _all(chapters: Chapters, rng: random.Random) -> Chapters:
    for change in (_dropped, _reordered, _merged):
        chapters = change(chapters, rng)
    names = [name for name, _ in chapters]
    return list(zip(names, [blocks for _, blocks in chapters], strict=True))


CHANGES = {
    "as it is": _same, "dropped": _dropped, "reordered": _reordered,
    "merged": _merged, "renamed": _renamed, "all of it": _all,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapters", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print(f"{FOLDER} is not there", file=sys.stderr)
        return 1
    source, target = editions(options.chapters)
    chapter_of = {id(b): name for name, bs in target.documents.items() for b in bs}
    right: set[tuple[str, str]] = set()
    failed = False
    print(f"{'':10} {'pairs':>6} {'across':>7} {'wrong':>6} {'sure':>6} seconds")
    for name, change in CHANGES.items():
        rng = random.Random(options.seed)
        changed = dict(change(list(target.documents.items()), rng))
        began = time.process_time()
        aligned = align_editions(source, Edition(language="zh", documents=changed))
        seconds = time.process_time() - began
        across, wrong, sure = 0, 0, 0
        for pair in aligned.pairs:
            texts = tuple("\n".join(b.shown for b in side)
                          for side in (pair.source, pair.target))  # fmt: skip
            if {chapter_of[id(block)] for block in pair.target} == {pair.document}:
                if name == "as it is" and pair.confidence >= CERTAIN:
                    right.add(texts)
                continue
            across += 1
            if texts not in right:
                wrong += 1
                sure += pair.confidence >= CERTAIN
                print(f"   {pair.document} {pair.confidence:.2f} {texts!r:.150}")
        print(f"{name:10} {len(aligned.pairs):6} {across:7} {wrong:6} {sure:6} "
              f"{seconds:.0f}", flush=True)  # fmt: skip
        failed |= wrong > 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
