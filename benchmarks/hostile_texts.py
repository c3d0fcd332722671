"""Texts from strangers, harmless and hostile, in all places where a book takes them.

    python benchmarks/hostile_texts.py [--runs 100000] [--seed 1] [--only ID]

A generated book in both dialects, with all extensions of MyST and ten of Sphinx, gets
a text for every message: in machine catalogs with all that their comments may claim, in
the translation memory, as TMX of ours and of others, in the human memory, and from a
program that translates. The pages, the environment, the log, the files and what the
process does are compared with those of a build without any translation.

Nothing may be run, read or written, no element may be gained or lost, and nothing may
be left of a text that is not shown. At least 99 % of the harmless texts, made of the
placeables of their message and plain characters, must be shown as they are written.
Exit code 1 otherwise. What people are said to have written may lack markup, which is
counted apart. A single text is tried again by its number, with the same seed
and the same size of the book; what it does only beside others cannot be seen that way.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from hostile_book import Book
from hostile_build import Range, numbers_of
from hostile_report import Tally
from hostile_texts import describe


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=20, help="documents of the book")
    parser.add_argument("--size", type=int, default=250, help="messages in each")
    parser.add_argument(
        "--examples", type=int, default=3, help="of each class, printed"
    )
    parser.add_argument("--only", type=int, metavar="ID", help="try this text alone")
    parser.add_argument("--keep", type=Path, help="build in this folder, and keep it")
    options = parser.parse_args()
    if options.keep is not None:
        options.keep.mkdir(parents=True)
        return run(options, options.keep.resolve())
    with tempfile.TemporaryDirectory() as folder:
        return run(options, Path(folder).resolve())


def run(options: argparse.Namespace, folder: Path) -> int:
    started = time.monotonic()
    book = Book(options.pages, options.size, options.seed)
    tally = Tally(examples=options.examples)
    total, only = len(book.messages), options.only
    pages = [] if only is None else [book.messages[only % total].page]
    trial = Range(book, options.seed, folder, pages)
    tally.add([], trial.prepare(), {})
    if only is not None:
        batches = [range(only, only + 1)]
    else:
        count = -(-options.runs // total)
        batches = [numbers_of(n, total, options.runs) for n in range(count)]
    for batch in batches:
        texts = trial.texts(batch)
        found, shown = trial.run(texts)
        tally.add(texts, found, shown)
        if only is not None:
            for text in texts:
                print(f"{describe(text)}\n  of {text.message.msgid!r}")
                print(f"  shown: {shown.get(text.number, 'the source')!r}\n")
        else:
            spent = time.monotonic() - started
            faults = tally.violations.total()
            print(
                f"{batch.stop} texts, {faults} violations, {spent:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    print("\n".join(tally.lines()))
    return 0 if tally.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
