"""Write a book of any size: chapters of sections, paragraphs and lists.

    python benchmarks/made_book.py CHAPTERS FOLDER [--myst]

A chapter has about 55 messages of two to five sentences, some with inline markup. Equal
arguments write equal books.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

SYLLABLES = "ba co di fu ge hi jo ka lu mo ne pi ra so tu va we xi yo zu".split()
CONF = """project = "Made"
extensions = [{extensions}]
smartquotes = False
"""


class Writer:
    """Make words, sentences and paragraphs in one dialect."""

    def __init__(self, seed: int, *, myst: bool) -> None:
        self._random = random.Random(seed)
        self._myst = myst
        self._words = [
            "".join(self._random.choices(SYLLABLES, k=self._random.randint(1, 4)))
            for _ in range(3000)
        ]

    def words(self, number: int) -> str:
        return " ".join(self._random.choices(self._words, k=number))

    def sentence(self) -> str:
        words = self._random.choices(self._words, k=self._random.randint(6, 18))
        words[0] = words[0].capitalize()
        if self._random.random() < 0.35:
            place = self._random.randrange(1, len(words))
            words[place] = self._inline(words[place])
        return " ".join(words) + "."

    def _inline(self, word: str) -> str:
        match self._random.randrange(5):
            case 0:
                return f"*{word}*"
            case 1:
                return f"**{word}**"
            case 2:
                return f"`{word}`" if self._myst else f"``{word}``"
            case 3:
                address = f"https://example.org/{word}"
                return (
                    f"[{word}]({address})" if self._myst else f"`{word} <{address}>`__"
                )
            case _:
                return "{doc}`index`" if self._myst else ":doc:`index`"

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self._random.randint(2, 5)))

    def title(self, level: int) -> str:
        text = self.words(4).capitalize()
        if self._myst:
            return f"{'#' * level} {text}"
        return f"{text}\n{'=-~'[level - 1] * len(text)}"

    def chapter(self) -> str:
        blocks = [self.title(1), self.paragraph()]
        for _ in range(5):
            blocks += [self.title(2), *(self.paragraph() for _ in range(6))]
            blocks.append("\n".join(f"* {self.sentence()}" for _ in range(4)))
        return "\n\n".join(blocks) + "\n"


def write_book(folder: Path, chapters: int, *, myst: bool) -> None:
    """Write a book of *chapters* documents into *folder*."""
    writer = Writer(chapters, myst=myst)
    suffix = "md" if myst else "rst"
    folder.mkdir(parents=True, exist_ok=True)
    extensions = '"myst_parser"' if myst else ""
    (folder / "conf.py").write_text(CONF.format(extensions=extensions))
    names = [f"chapter{number:04}" for number in range(chapters)]
    for name in names:
        (folder / f"{name}.{suffix}").write_text(writer.chapter())
    index = "Made\n====\n\n.. toctree::\n\n   " + "\n   ".join(names) + "\n"
    if myst:
        index = "# Made\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    (folder / f"index.{suffix}").write_text(index)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chapters", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--myst", action="store_true")
    options = parser.parse_args()
    write_book(options.folder, options.chapters, myst=options.myst)


if __name__ == "__main__":
    main()
