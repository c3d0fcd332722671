"""Real books through an engine that makes the hardest Chinese there is.

    python benchmarks/fake_chinese.py [--sample N] [--seed N] [CORPUS...]

The fake engine puts Chinese characters without a blank in the place of every run of
text, shuffles placeables and spans among their siblings, and writes the number of each
span into its text. Every message goes through `translate_message`. The judge compares
the HTML pages of the message and of its translation, and with the numbers it sees that
each text is still in the element it belongs to. A second engine gives the ids of two
links to each other and leaves the text as it is, so that the mistake can be seen: no
page may have the text of one link on the other.

Exit code 1 if anything is wrong, or more than 0.1 % are rejected.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from exchange_tree import Node, read_blocks, write_document
from html_checker import checker, compare
from markup_corpora import CORPORA, opened

from sphinx_amts import translate_message
from sphinx_amts.markup.exchange import to_html
from sphinx_amts.model import Dialect

REJECTED = 0.001
CHINESE = "的是了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生"
NUMERALS = "〇一二三四五六七八九"
LEFT = ["", "", "", "（", "“", "《", "「", "—", "、"]
RIGHT = ["", "", "", "）", "”", "》", "：", "。", "！", "，"]
TAGS = {"a", "em", "strong", "sub", "sup", "abbr"}


def marker(number: int) -> str:
    """Return the number of a span in words that no text has otherwise."""
    return f"第{''.join(NUMERALS[int(digit)] for digit in str(number))}项"


class FakeChinese:
    """Translates exchange documents, and remembers what it was given and gave."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._unmarked: list[int] = []
        self.sent: Node | None = None
        self.calls = 0
        self.words: list[str] = []
        self.marked: set[int] = set()

    def __call__(self, document: str) -> str:
        self.calls += 1
        self.words = []
        self._unmarked = []
        blocks = read_blocks(document)
        if self.sent is None:
            (self.sent,) = read_blocks(document)
        for block in blocks:
            self._translate(block)
        return write_document(blocks)

    def _translate(self, node: Node) -> None:
        children: list[str | Node] = []
        for child in node.children:
            if isinstance(child, Node):
                if not child.opaque:
                    self._unmarked.append(child.number)
                    self._translate(child)
                    if child.number in self._unmarked:  # it has no text of its own
                        self._unmarked.remove(child.number)
                children.append(child)
            elif child.strip():
                children.append(self._words())
        self._rng.shuffle(children)
        node.children = children

    def _words(self) -> str:
        words = "".join(self._rng.choices(CHINESE, k=self._rng.randint(2, 6)))
        words += "".join(map(marker, self._unmarked))
        self.marked |= set(self._unmarked)
        self._unmarked = []
        self.words.append(words)
        return self._rng.choice(LEFT) + words + self._rng.choice(RIGHT)


class SwappedLinks:
    """Gives two links each other's id, and translates nothing."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.swapped = False

    def __call__(self, document: str) -> str:
        blocks = read_blocks(document)
        for block in blocks:
            links = [n for n in block.walk() if n.tag == "a" and n.text().strip()]
            texts = [link.text() for link in links]
            if len(set(texts)) > 1 and len(set(texts)) == len(texts):
                one, other = self._rng.sample(links, 2)
                one.id, other.id = other.id, one.id
                self.swapped = True
        return write_document(blocks)


def judge(check, message: str, text: str, engine: FakeChinese) -> str:
    """Say what is wrong with the translation *text*; empty if nothing is."""
    source = check.source(message)
    translation = check.block(text)
    if source is None or translation is None:
        return "no paragraph"
    before, after = check.page(source), check.page(translation)
    if found := compare(before, after):
        return found
    shown = "".join(after.text.split())
    if lost := [words for words in engine.words if words not in shown]:
        return f"lost the text {lost}"
    if engine.calls > 1:  # in runs, which have no numbers and keep their places
        return ""
    return misplaced(engine, before, after)


def misplaced(engine: FakeChinese, before, after) -> str:
    """Say which text is in another element than it was sent in."""
    links = iter(before.links())
    for span in engine.sent.walk():
        if span.opaque or span.tag not in TAGS or span.number not in engine.marked:
            continue
        mark = marker(span.number)
        holders = [e for e in after.elements if mark in e.text]
        if span.tag != "a":
            if span.tag not in {e.tag for e in holders}:
                return f"{mark} is in no <{span.tag}>"
            continue
        shown = " ".join(span.text().split())
        expected = next((href for href, text in links if text == shown), None)
        if expected is None:
            return f"cannot tell where the link {shown!r} leads"
        found = [e.attributes["href"] for e in holders if e.tag == "a"]
        if found != [expected]:
            return f"{mark} leads to {found} instead of {expected}"
    return ""


def translated(book, check, messages, seed: int):
    """Yield message, translation and what is wrong with it, for each message.

    Without a translation it is rejected; what has no letters is left out.
    """
    rng = random.Random(seed)
    for message in messages:
        engine = FakeChinese(rng)
        text = translate_message(
            message,
            engine,
            env=book.env,
            dialect=book.dialect,
            target_language="zh",
        )
        if not engine.calls:
            if text != message:
                yield message, text, "changed without being sent"
            continue
        yield message, text, judge(check, message, text, engine) if text else ""


def swapped(book, check, messages, seed: int):
    """Yield the same for messages in which two links were swapped."""
    rng = random.Random(seed)
    for message in messages:
        inlines = check.codecs.encode(message, Dialect(book.dialect))
        if to_html(inlines).count('<a id="') < 2:
            continue
        engine = SwappedLinks(rng)
        text = translate_message(
            message,
            engine,
            env=book.env,
            dialect=book.dialect,
            target_language="zh",
        )
        if not engine.swapped:
            continue
        reason = ""
        if text is not None:
            source, translation = check.source(message), check.block(text)
            if source is None or translation is None:
                reason = "no paragraph"
            else:
                was = Counter(check.page(source).links())
                now = Counter(check.page(translation).links())
                reason = f"{was - now} became {now - was}" if was != now else ""
        yield message, text, reason


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", help=", ".join(CORPORA))
    parser.add_argument("--sample", type=int, default=0, help="messages per corpus")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    failed = False
    for name in options.corpora or CORPORA:
        with opened(name) as book, checker(book) as check:
            messages = book.sample(options.sample)
            for what, run in (("Chinese", translated), ("swapped links", swapped)):
                began = time.perf_counter()
                results = list(run(book, check, messages, options.seed))
                seconds = time.perf_counter() - began
                failed |= report(f"{name}, {what}", results, seconds)
    return int(failed)


def report(name: str, results, seconds: float) -> bool:
    """Print the counts, and whether they are too bad."""
    rejected = [message for message, text, _ in results if text is None]
    wrong = [result for result in results if result[2]]
    count = len(results)
    good = count - len(rejected) - len(wrong)
    print(
        f"{name}: {count} translated, {good} good, {len(rejected)} rejected, "
        f"{len(wrong)} wrong, {seconds:.0f} s",
        flush=True,
    )
    for message, text, reason in wrong:
        print(f"  WRONG {reason}\n    {message!r}\n    {text!r}")
    if "Chinese" not in name:
        return bool(wrong)
    for message in rejected:
        print(f"  rejected {message!r}")
    # of a small sample, one may be rejected
    return bool(wrong) or len(rejected) > max(1, count * REJECTED)


if __name__ == "__main__":
    sys.exit(main())
