"""The Python documentation through Apertium, message by message.

    python benchmarks/apertium_python_docs.py [--sample N] [--mode eng-spa]

All sources of the Spanish catalogs go through the program `apertium` as exchange
documents of many blocks, and each answer through `translate_message`. What a message
asks for that Apertium has not seen is collected and sent together: first the whole
messages, then, for those whose answer was rejected, their runs of text.

The judge compares the HTML pages of source and translation, and looks for every word
of Apertium's on the page. Exit code 1 if anything is wrong, or more than 0.5 % are
rejected.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from exchange_tree import read_blocks
from html_checker import checker, compare
from markup_corpora import DATA, catalog_texts, opened

from sphinx_amts import translate_message
from sphinx_amts.engines.base import EngineOptions, Item, Request, Result
from sphinx_amts.engines.command import create
from sphinx_amts.errors import PlaceableError
from sphinx_amts.extension.compat.trial import EnvironmentSnapshot
from sphinx_amts.extension.guard.guard import Guard, MessagePlace
from sphinx_amts.markup.exchange import from_html
from sphinx_amts.model import Dialect, LanguagePair, MessageKind

REJECTED = 0.005
LANGUAGE = "es"
_OPAQUE = re.compile(r'<(code|span) id="x\d+"[^>]*>(?:(?!</\1>).)*</\1>')
_WORD = re.compile(r"[^\W\d_]{4,}")


class Unknown(Exception):
    """A document was asked for that the program has not translated yet."""


class Memory:
    """Answers from what the program has translated, and notes what is missing."""

    def __init__(self, mode: str) -> None:
        self._engine = create(
            EngineOptions(command=("apertium", "-u", "-f", "html", mode))
        )
        self._answers: dict[str, str] = {}
        self._missing: dict[str, bool] = {}
        self.given: list[list[str]] = []

    def __call__(self, document: str) -> str:
        blocks = [(b.id, _inner(b)) for b in read_blocks(document)]
        new = [html for _, html in blocks if html not in self._answers]
        if new:
            self._missing.update(dict.fromkeys(new, True))
            raise Unknown
        self.given.append([self._answers[html] for _, html in blocks])
        body = "".join(
            f'<p id="{key}">{answer}</p>'
            for (key, _), answer in zip(blocks, self.given[-1], strict=True)
        )
        return f"<html><body>{body}</body></html>"

    def ask(self) -> None:
        """Have everything translated that is missing."""
        texts = list(self._missing)
        self._missing.clear()
        items = tuple(Item(key=f"k{n}", html=html) for n, html in enumerate(texts))
        languages = LanguagePair(source="en", target=LANGUAGE)
        for result in self._engine.translate(Request(items, languages)):
            html = result.html if isinstance(result, Result) else ""
            self._answers[texts[int(result.key[1:])]] = html


def _inner(block) -> str:
    """Return the inner HTML of *block*, as the engine `command` is given it."""
    html = block.html()
    return html[html.index(">") + 1 : -len("</p>")]


def translations(book, messages, memory: Memory):
    """Yield message, translation, and what the program gave for it, call by call."""
    pending = messages
    while pending:
        waiting = []
        for message in pending:
            memory.given = []
            try:
                text = translate_message(
                    message,
                    memory,
                    env=book.env,
                    dialect="rst",
                    target_language=LANGUAGE,
                )
            except Unknown:
                waiting.append(message)
            else:
                yield message, text, memory.given
        print(f"{len(waiting)} messages wait for the program", flush=True)
        memory.ask()
        pending = waiting


def judge(check, message: str, text: str, given: list[str]) -> str:
    """Say what is wrong with the translation *text*; empty if nothing is."""
    source, translation = check.source(message), check.block(text)
    if source is None or translation is None:
        return "no paragraph"
    after = check.page(translation)
    if found := compare(check.page(source), after):
        return found
    words = Counter(w for html in given for w in _WORD.findall(_text(html)))
    lost = words - Counter(_WORD.findall(after.text))
    return f"lost the words {sorted(lost)}" if lost else ""


def _text(html: str) -> str:
    """Return the words of an answer that stand in no placeable."""
    html = _OPAQUE.sub(" ", html)
    return "".join(b.text() for b in read_blocks(f"<p>{html}</p>"))


def reason(book, check, message: str, html: str) -> str:
    """Return why an answer to the whole message was rejected."""
    inlines = check.codecs.encode(message, Dialect.RST)
    try:
        answer = from_html(html, inlines)
        text = check.codecs.decode(answer, Dialect.RST, MessageKind.BLOCK)
    except PlaceableError as exc:
        return str(exc)
    source = str(book.env.srcdir / "message.rst")
    traces = EnvironmentSnapshot(book.env)
    guard = Guard(book.env, check.codecs, source, Dialect.RST, traces)
    node = check.source(message)
    return guard.judge_in(
        MessagePlace(node, MessageKind.BLOCK, 1, message), text
    ).reason


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mode", default="eng-spa")
    parser.add_argument("--sample", type=int, default=0, help="about so many messages")
    options = parser.parse_args()
    began = time.perf_counter()
    texts = catalog_texts(DATA / "python-docs" / LANGUAGE, translations=False)
    messages = list(dict.fromkeys(texts))
    if options.sample:
        messages = messages[:: max(1, len(messages) // options.sample)]
    memory = Memory(options.mode)
    counts, reasons = Counter(), Counter()
    with opened("python-docs") as book, checker(book) as check:
        for message, text, given in translations(book, messages, memory):
            if not given:
                counts["without letters"] += 1
                continue
            counts["sent"] += 1
            if len(given) > 1:
                counts["asked again in runs"] += 1
                why = reason(book, check, message, given[0][0])
                reasons[re.sub(r"'.*'|\".*\"|\d+", "…", why)[:90]] += 1
            if text is None:
                counts["rejected"] += 1
                print(f"  rejected {message!r}\n    {given}")
            elif wrong := judge(check, message, text, given[-1]):
                counts["wrong"] += 1
                print(f"  WRONG {wrong}\n    {message!r}\n    {text!r}\n    {given}")
            else:
                counts["good"] += 1
    print(f"{len(messages)} messages: {dict(counts)}")
    for why, count in reasons.most_common():
        print(f"  {count:5} whole message rejected: {why}")
    print(f"{time.perf_counter() - began:.0f} s")
    too_many = counts["rejected"] > counts["sent"] * REJECTED
    return int(counts["wrong"] > 0 or too_many or not counts["good"])


if __name__ == "__main__":
    sys.exit(main())
