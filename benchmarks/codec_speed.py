"""How many messages a second are read and written, on one core.

    python benchmarks/codec_speed.py [--turns 3]

Encodes and decodes the sources of the Python documentation's catalogs (RST) and a book
of 139 chapters (MyST), each message once a turn; the best turn counts. Bars: 5,000
messages a second of the real mix, 2,000 a second of those that hold markup. The trial
parse that every translation goes through is Sphinx's work and measured apart.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from html_checker import checker
from markup_corpora import CORPORA, DATA, catalog_texts, opened

from sphinx_amts.extension.compat.parsing import parse_translation
from sphinx_amts.extension.compat.trial import EnvironmentSnapshot
from sphinx_amts.extension.guard.guard import Guard, MessagePlace
from sphinx_amts.extension.messages.extraction import suffix_of
from sphinx_amts.markup.model import elements
from sphinx_amts.model import Dialect, MessageKind

MIX, MARKUP = 5000, 2000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    failed = False
    for name in ("python-docs", *(n for n in CORPORA if n.startswith("d2l"))):
        with opened(name) as book, checker(book) as check:
            messages = book.messages
            if name == "python-docs":
                texts = catalog_texts(DATA / name, translations=False)
                messages = list(dict.fromkeys(texts))
            dialect = Dialect(book.dialect)
            codecs = check.codecs
            marked = [m for m in messages if any(elements(codecs.encode(m, dialect)))]
            for what, part, bar in (
                ("real mix", messages, MIX),
                ("with markup", marked, MARKUP),
            ):
                seconds = min(
                    round_trips(codecs, part, dialect) for _ in range(options.turns)
                )
                rate = len(part) / seconds
                failed |= rate < bar
                verdict = "ok" if rate >= bar else "BELOW"
                print(
                    f"{name}, {what}: {len(part)} messages in {seconds:.2f} s, "
                    f"{rate:,.0f} a second (bar {bar:,}, {verdict})",
                    flush=True,
                )
            seconds = trials(book, codecs, marked, dialect)
            rate = len(marked) / seconds
            print(f"{name}, trial parse: {rate:,.0f} a second with markup", flush=True)
    return int(failed)


def round_trips(codecs, messages, dialect: Dialect) -> float:
    """Return how many seconds it takes to read and write *messages*."""
    began = time.process_time()
    for message in messages:
        inlines = codecs.encode(message, dialect)
        codecs.decode(inlines, dialect, MessageKind.BLOCK)
    return time.process_time() - began


def trials(book, codecs, messages, dialect: Dialect) -> float:
    """Return how many seconds the guard takes to judge *messages*."""
    env = book.env
    source = str(env.srcdir / f"message{suffix_of(env, dialect)}")
    guard = Guard(env, codecs, source, dialect, EnvironmentSnapshot(env))
    nodes = [parse_translation(env, codecs.settings, source, 1, m) for m in messages]
    began = time.process_time()
    for message, node in zip(messages, nodes, strict=True):
        guard.judge_in(MessagePlace(node, MessageKind.BLOCK, 1, message), message)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
