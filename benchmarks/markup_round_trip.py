"""Every message of real books: to the model and back, compared as document trees.

    python benchmarks/markup_round_trip.py [--sample N] [CORPUS...]

Each message is encoded and decoded without a translation, and the result written anew
as text from outside is; both texts are then parsed as Sphinx parses translations, and
the trees compared. Exit code 1 if any tree differs or any message was skipped.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from html_checker import checker, tree
from markup_corpora import CORPORA, opened

from sphinx_amts.errors import PlaceableError
from sphinx_amts.model import Dialect, MessageKind


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", help=", ".join(CORPORA))
    parser.add_argument("--sample", type=int, default=0, help="messages per corpus")
    options = parser.parse_args()
    failed = False
    for name in options.corpora or CORPORA:
        began = time.perf_counter()
        with opened(name) as book:
            messages = book.sample(options.sample)
            wrong = list(differences(book, messages))
        seconds = time.perf_counter() - began
        same = len(messages) - len(wrong)
        print(
            f"{name}: {len(messages)} messages, {same} the same, {len(wrong)} not, "
            f"0 skipped, {seconds:.0f} s"
        )
        for message, written, reason in wrong:
            print(f"  {reason}\n    {message!r}\n    {written!r}")
        failed |= bool(wrong) or not messages
    return int(failed)


def differences(book, messages):
    """Yield message, what became of it, and what is wrong with that."""
    dialect = Dialect(book.dialect)
    with checker(book) as check:
        for message in messages:
            before = check.source(message)
            if before is None:
                yield message, "", "the message itself is no text"
                continue
            try:
                inlines = check.codecs.encode(message, dialect)
                written = check.codecs.decode(inlines, dialect, MessageKind.BLOCK)
            except PlaceableError as exc:
                yield message, "", f"refused: {exc}"
                continue
            try:
                again = check.codecs.rewrite(
                    written, message, dialect, MessageKind.BLOCK
                )
            except PlaceableError as exc:
                yield message, written, f"not written anew: {exc}"
                continue
            if again != written:
                yield message, written, f"written anew as {again!r}"
                continue
            after = check.block(written)
            if after is None:
                yield message, written, "no paragraph"
            elif tree(before) != tree(after):
                yield message, written, f"{tree(before)}\n  {tree(after)}"


if __name__ == "__main__":
    sys.exit(main())
