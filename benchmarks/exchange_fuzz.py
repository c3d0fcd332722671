"""What engines may do to the exchange form, at random: refused or right, never else.

    python benchmarks/exchange_fuzz.py [--cases 100000] [--seed 0]

Messages with markup, made up and from real books in both dialects, get new words, and
the document is then spoiled in one to three ways. What comes out of reading it back is
parsed by Sphinx, written as HTML and judged by that: a harmless change (another order,
white space, quotes, entities, upper case) must give the right message; any other must
be refused or give a message with exactly the elements of the source, each once, and
with every word of the engine. What an engine writes into a placeable is thrown away,
so no change puts words there. An answer that only the trial parse of the guard refuses
is counted apart. Every case is parsed. Exit code 1 if one is wrong.
"""

from __future__ import annotations

import argparse
import copy
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from exchange_tree import Node, read_blocks
from html_checker import Page, checker, compare
from markup_corpora import opened

from sphinx_amts.errors import PlaceableError
from sphinx_amts.extension.compat.trial import EnvironmentSnapshot
from sphinx_amts.extension.guard.guard import Guard, MessagePlace
from sphinx_amts.extension.messages.extraction import suffix_of
from sphinx_amts.markup.exchange import from_document, from_html, to_document, to_html
from sphinx_amts.markup.model import has_letters
from sphinx_amts.model import Dialect, MessageKind

BOOKS = ("python-docs", "d2l-zh, most")
KEY = "message"
_WORD = re.compile(r"zq\d+x")
_SIGNS = re.compile(r"[<>&]")
_RAW = re.compile(r"</?[a-z]")
# MyST's roles cannot hold the narrow ones
_NARROW = str.maketrans("＜＞", "<>")
_TAG = re.compile(r"<(/?)([a-z]+)((?: [a-z]+=\"[^\"]*\")*)>")

# --- messages

RST = [
    *("``code <x>``", "*emphasis*", "**strong words**", ":math:`a_b < c`", "[1]_"),
    *("`a link <https://a.test/?b=1&c=2>`_", "`another <https://d.test>`__"),
    *(":ref:`the title <label>`", ":ref:`label`", ":func:`~os.path.join`"),
    *(":term:`word`", ":term:`words <word>`", ":abbr:`LIFO (last in)`", "|name|"),
    *(":kbd:`Ctrl-C`", ":file:`a/{b}`", ":doc:`the page </index>`", "H\\ :sub:`2`\\ O"),
    *("name_", "`a phrase`_", "`a text <name_>`_", "https://e.test/x_y", "[CIT]_"),
    *(":numref:`Figure %s <label>`", "`cited title`", ":pep:`8`", ":gh:`123`"),
]
MYST = [
    *("`code <x>`", "$a_b < c$", "{math}`x`", "{ref}`label`", "{kbd}`Ctrl-C`", "[^1]"),
    *("{ref}`the title <label>`", "{abbr}`LIFO (last in)`", "![image](a.png)"),
    *("{{ name }}", "<https://a.test>", "{doc}`the page </index>`", "[](#anchor)"),
    *("<b>raw</b>", "{term}`words <word>`", "{numref}`Figure %s <label>`", "H{sub}`2`"),
]
SPANS = ["*{}*", "**{}**", "[{}](https://b.test/?a=1&b)", "~~{}~~", "[{}](#anchor)"]


def made_up(dialect: str, rng: random.Random, count: int):
    """Yield messages with much markup, in MyST also in each other."""
    for _ in range(count):
        parts = []
        for _ in range(rng.randint(1, 5)):
            parts.append(rng.choice(["word", "some words", "and, so", "1 < 2 & 3"]))
            parts.append(_construct(dialect, rng, 0))
        yield " ".join([*parts, rng.choice(["", "end", "the end."])]).strip()


def _construct(dialect: str, rng: random.Random, depth: int) -> str:
    if dialect == "rst":
        return rng.choice(RST)
    if depth > 2 or rng.random() < 0.4:
        return rng.choice(MYST)
    span = rng.choice(SPANS)
    inner = [rng.choice(["word", "two words"])]
    if rng.random() < 0.7:
        inner.append(_construct(dialect, rng, depth + 1))
    rng.shuffle(inner)
    return span.format(" ".join(inner))


@dataclass
class Source:
    """A message and what the judge knows of it.

    Attributes:
        signs: how often placeables show `<`, `>` and `&` outside of code.
        ordered: whether it has elements that mean something in their order only:
            links without a name, tags of raw HTML.
        raw: whether it has such tags, between which an engine may lose the text.
    """

    message: str
    inlines: tuple
    sent: str
    page: Page
    signs: Counter
    ordered: bool
    raw: bool


def sources(book, check, messages):
    """Yield those of *messages* that hold markup, with letters to translate."""
    dialect = Dialect(book.dialect)
    for message in messages:
        inlines = check.codecs.encode(message, dialect)
        sent = to_html(inlines)
        node = check.source(message)
        if node is None or not has_letters(inlines) or "<" not in sent:
            continue
        page = check.page(node)
        if any("problematic" in e.attributes.get("class", "") for e in page.elements):
            continue
        (block,) = read_blocks(to_document([(KEY, sent)], language="en"))
        signs = Counter(_SIGNS.findall(page.prose))
        signs.subtract(_SIGNS.findall(_own_text(block)))
        unnamed = ("anonymous", "footnote_reference:1:", "footnote_reference:*:")
        ordered = any(e.attributes.get("href") in unnamed for e in page.elements)
        raw = any(_RAW.match(node.text()) for node in block.walk() if node.opaque)
        yield Source(message, inlines, sent, page, signs, ordered or raw, raw)


def _own_text(node: Node) -> str:
    """Return the text in *node* that stands in no placeable.

    Without an id, it is none.
    """
    if node.opaque and node.id:
        return ""
    return "".join(c if isinstance(c, str) else _own_text(c) for c in node.children)


# --- an engine that does its work


def translate(node: Node, rng: random.Random, words, *, blanks: bool) -> None:
    """Put words in the place of the texts of *node*, all of them different."""
    for position, child in enumerate(node.children):
        if isinstance(child, Node):
            if not child.opaque:
                translate(child, rng, words, blanks=blanks)
        elif any(c.isalnum() for c in child):
            new = [next(words) for _ in range(rng.randint(1, 3))]
            if rng.random() < 0.1:
                new.insert(rng.randint(0, len(new)), rng.choice("<>&"))
            text = (" " if blanks else "").join(new)
            if blanks:
                before = child[: len(child) - len(child.lstrip())]
                text = before + text + child[len(child.rstrip()) :]
            node.children[position] = text


def numbered_words():
    number = 0
    while True:
        number += 1
        yield f"zq{number}x"


# --- changes to the tree; each returns whether it could change anything


def parents(block: Node):
    return [block, *(n for n in block.walk() if not n.opaque)]


def with_elements(block: Node, rng: random.Random, count: int = 1):
    """Return a random parent and *count* positions of elements in it."""
    found = [p for p in parents(block) if len(_places(p)) >= count]
    if not found:
        return None, []
    parent = rng.choice(found)
    return parent, rng.sample(_places(parent), count)


def _places(node: Node) -> list[int]:
    return [i for i, c in enumerate(node.children) if isinstance(c, Node)]


def lose_tag(block, rng):
    parent, places = with_elements(block, rng)
    for place in places:
        parent.children[place : place + 1] = parent.children[place].children
    return bool(places)


def lose(block, rng):
    parent, places = with_elements(block, rng)
    for place in places:
        del parent.children[place]
    return bool(places)


def double(block, rng):
    parent, places = with_elements(block, rng)
    for place in places:
        twin = copy.deepcopy(parent.children[place])
        other = rng.choice(parents(block))
        other.children.insert(rng.randint(0, len(other.children)), twin)
    return bool(places)


def swap_ids(block, rng):
    found = [node for node in block.walk() if node.id]
    if len(found) < 2:
        return False
    one, other = rng.sample(found, 2)
    one.id, other.id = other.id, one.id
    return True


def rename_id(block, rng):
    found = [node for node in block.walk() if node.id]
    if not found:
        return False
    names = ["x99", "y1", "", "x0", "x", "1", "x-1", "t1", "x1 x2", "X1", "x01"]
    rng.choice(found).id = rng.choice([*names, rng.choice(found).id])
    return True


def rename_tag(block, rng):
    found = list(block.walk())
    if not found:
        return False
    tags = ["b", "i", "code", "kbd", "span", "em", "a", "font", "p", "div", "tt"]
    rng.choice(found).tag = rng.choice(tags)
    return True


def split(block, rng):
    parent, places = with_elements(block, rng)
    for place in places:
        node = parent.children[place]
        if len(node.children) > 1:
            cut = rng.randint(1, len(node.children) - 1)
            one, other = node.children[:cut], node.children[cut:]
        else:
            text = node.text()
            # a word cut in two would be another word
            borders = [m.end() for m in _WORD.finditer(text)]
            cut = rng.choice([0, *(borders or range(len(text)))])
            one, other = [text[:cut]], [text[cut:]]
        twin = Node(node.tag, node.id, node.opaque, other)
        node.children = one
        between = rng.choice([[], [" "], [" de "], [" zq9999x "], ["-"]])
        parent.children[place + 1 : place + 1] = [*between, twin]
    return bool(places)


def nest(block, rng):
    parent, places = with_elements(block, rng, 2)
    if not places:
        return False
    outer, inner = (parent.children[place] for place in places)
    if outer.opaque and not inner.opaque:
        return False
    parent.children.remove(inner)
    outer.children.insert(rng.randint(0, len(outer.children)), inner)
    return True


def empty(block, rng):
    _, places = parent_places = with_elements(block, rng)
    if not places:
        return False
    parent_places[0].children[places[0]].children = [rng.choice(["", " "])]
    return True


def empty_all(block, rng):
    block.children = [rng.choice(["", " ", "\n"])]
    return True


def invent(block, rng):
    parent = rng.choice(parents(block))
    tag = rng.choice(["b", "code", "a", "br", "em", "span", "p", "script"])
    node = Node(tag, children=[rng.choice(["zq8888x", ""])])
    parent.children.insert(rng.randint(0, len(parent.children)), node)
    return True


def add_signs(block, rng):
    """Put in what no engine was given: marks of the dialects, white brackets."""
    parent = rng.choice(parents(block))
    sign = rng.choice(["`", "**", "_", "](", "⟦1⟧", "DNT_1", "{{x}}", "$x$", "\\", "*"])
    parent.children.insert(rng.randint(0, len(parent.children)), f" zq7777x{sign} ")
    return True


def order(block, rng):
    for parent in parents(block):
        rng.shuffle(parent.children)
    return True


def transparent(block, rng):
    """Put an element without an id around a text, as browsers' translators do."""
    found = [
        (p, i)
        for p in parents(block)
        for i, c in enumerate(p.children)
        if isinstance(c, str) and c.strip()
    ]
    if not found:
        return False
    parent, place = rng.choice(found)
    node = Node(rng.choice(["font", "span"]), children=[parent.children[place]])
    parent.children[place] = node
    return True


TREE_HARMFUL = (
    *(lose_tag, lose, double, swap_ids, rename_id, rename_tag, split, nest, empty),
    *(empty_all, invent, add_signs),
)
TREE_HARMLESS = (order, transparent)

# --- changes to the text of the document


def encode_again(html, _rng):
    return html.replace("&", "&amp;") if "&" in html else html.replace("z", "&amp;", 1)


def decode_once(html, _rng):
    return unescape(html)


def stray(html, rng):
    sign = rng.choice(["<", "</", "<!--", "<!", "<?", "<a ", ">", "&", "<p>", "<i x="])
    return _insert(html, rng, sign)


def truncate(html, rng):
    return html[: rng.randint(0, len(html))]


def lose_part(html, rng):
    found = list(_TAG.finditer(html))
    match = rng.choice(found or [re.match("", html)])
    return html[: match.start()] + html[match.end() :]


def lose_character(html, rng):
    place = rng.randint(0, len(html))
    return html[:place] + html[place + 1 :]


def _insert(html, rng, what):
    place = rng.randint(0, len(html))
    return html[:place] + what + html[place:]


def white_space(html, rng):
    def blank(_):
        return rng.choice([" ", "\n", "  ", "\t", "\r\n  "])

    html = re.sub(r"(?<=[\w.,]) (?=[\w(])(?![a-z]+=)", blank, html)
    return re.sub(r"(<p id=\"[^\"]*\">)|(</p>)", lambda m: _padded(m, blank), html)


def _padded(match, blank):
    return match[0] + blank(match) if match[1] else blank(match) + match[0]


def quotes(html, rng):
    def other(match):
        return f"={rng.choice(['', chr(39)])}{match[1]}"

    def attribute(match):
        quote = rng.choice(["", "'", '"'])
        return f"={quote}{match[1]}{quote}"

    return _in_tags(html, lambda tag: re.sub(r'="(\w+)"', attribute, tag))


def entities(html, rng):
    def reference(character):
        number = ord(character)
        return rng.choice([f"&#{number};", f"&#x{number:x};", f"&#X{number:X};"])

    def text(match):
        found = unescape(match[0])
        return "".join(
            reference(c)
            if rng.random() < 0.2 and not c.isspace()
            else escape(c, quote=False)
            for c in found
        )

    return re.sub(r"(?<=>)[^<]+(?=<)", text, html)


def upper_case(html, _rng):
    def upper(tag):
        return re.sub(r"</?[a-z]+|\b[a-z]+(?==)", lambda m: m[0].upper(), tag)

    return _in_tags(html, upper)


def more_attributes(html, _rng):
    return re.sub(r'(<[a-z]+ id="x\d+")', r'\1 class="notranslate" dir="ltr"', html)


def _in_tags(html, change):
    return re.sub(r"<[^<>]+>", lambda m: change(m[0]), html)


TEXT_HARMFUL = (
    *(encode_again, decode_once, stray, truncate, lose_part, lose_character),
)
TEXT_HARMLESS = (white_space, quotes, entities, upper_case, more_attributes)


# --- cases and their judge


@dataclass
class Case:
    """An answer of the engine.

    Attributes:
        text: what it says outside of placeables, where that is certain.
    """

    source: Source
    names: list[str]
    html: str
    harmless: bool
    text: str | None


def make_case(source: Source, rng: random.Random) -> Case:
    (block,) = read_blocks(to_document([(KEY, source.sent)], language="en"))
    translate(block, rng, numbered_words(), blanks=rng.random() < 0.5)
    harmful = [*TREE_HARMFUL, *TEXT_HARMFUL]
    harmless = [*TREE_HARMLESS, *TEXT_HARMLESS]
    if source.ordered:
        harmless.remove(order)
    wanted = [
        rng.choice(harmless if rng.random() < 0.4 else harmful)
        for _ in range(rng.randint(1, 3))
    ]
    on_tree = [change for change in wanted if change in TREE_HARMFUL + TREE_HARMLESS]
    on_text = [change for change in wanted if change not in on_tree]
    done = [change for change in on_tree if change(block, rng)]
    html = to_document([], language="en").replace("<body>", f"<body>{block.html()}")
    # harmless ones first: they are written for sound HTML
    for change in sorted(on_text, key=lambda c: c in TEXT_HARMFUL):
        html = change(html, rng)
        done.append(change)
    return Case(
        source,
        [change.__name__ for change in done],
        html,
        harmless=all(change in harmless for change in done),
        text=None if any(c in TEXT_HARMFUL for c in done) else _own_text(block),
    )


class Judge:
    """Reads answers as the project does, and judges what becomes of them."""

    def __init__(self, book, check) -> None:
        self._check = check
        self._dialect = Dialect(book.dialect)
        source = str(book.env.srcdir / f"message{suffix_of(book.env, self._dialect)}")
        traces = EnvironmentSnapshot(book.env)
        self._guard = Guard(book.env, check.codecs, source, self._dialect, traces)

    def verdict(self, case: Case) -> tuple[str, str]:
        """Return "accepted", "refused", "refused by the guard" or "WRONG", and why."""
        text = ""
        try:
            text = self._read(case)
        except PlaceableError as exc:
            outcome, reason = "refused", str(exc)
        except Exception as exc:
            return "WRONG", f"{type(exc).__name__}: {exc}"
        else:
            outcome, reason = "accepted", self._fault(case, text)
            if reason and self._is_refused(case, text):
                outcome = "refused by the guard"
        if outcome == "accepted" and reason:
            return "WRONG", f"{reason}: {text!r}"
        if outcome != "accepted" and case.harmless:
            return "WRONG", f"{outcome}: {reason}: {text!r}"
        return outcome, reason

    def _read(self, case: Case) -> str:
        blocks = from_document(case.html)
        if list(blocks) != [KEY]:
            raise PlaceableError("the block of the message is lost or doubled")
        inlines = from_html(blocks[KEY], case.source.inlines, sent=case.source.sent)
        return self._check.codecs.decode(inlines, self._dialect, MessageKind.BLOCK)

    def _fault(self, case: Case, text: str) -> str:
        node = self._check.block(text)
        if node is None:
            return "no paragraph"
        page = self._check.page(node)
        source = case.source
        if found := compare(source.page, page, empty_ones=not source.raw):
            return found
        given = Counter(_WORD.findall(unescape(case.html)))
        shown = Counter(_WORD.findall(page.text))
        if given != shown:
            return f"words lost {given - shown}, gained {shown - given}"
        if case.text is None:
            return ""
        signs = Counter(_SIGNS.findall(case.text))
        signs.update(source.signs)
        found = Counter(_SIGNS.findall(page.prose.translate(_NARROW)))
        return "" if +signs == found else f"signs {+signs} became {found}"

    def _is_refused(self, case: Case, text: str) -> bool:
        node = self._check.source(case.source.message)
        place = MessagePlace(node, MessageKind.BLOCK, 1, case.source.message)
        verdict = self._guard.judge_in(place, text)
        return bool(verdict.reason)


def run(name: str, count: int, seed: int, pages: int = 0, size: int = 1500):
    """Yield each case with its verdict, from messages of the book *name*."""
    rng = random.Random(f"{name} {seed}")
    with opened(name, pages) as book, checker(book) as check:
        messages = [*made_up(book.dialect, rng, size), *book.sample(size * 2, seed)]
        found = list(sources(book, check, messages))
        judge = Judge(book, check)
        for _ in range(count):
            case = make_case(rng.choice(found), rng)
            yield case, *judge.verdict(case)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.perf_counter()
    counts, changes, wrong = Counter(), Counter(), 0
    for name in BOOKS:
        for case, outcome, reason in run(
            name, options.cases // len(BOOKS), options.seed
        ):
            what = "harmless" if case.harmless else "harmful"
            counts[what, outcome] += 1
            changes.update((change, outcome) for change in case.names)
            if outcome == "WRONG":
                wrong += 1
                if wrong <= 40:
                    print(f"WRONG {case.names} {reason}\n  {case.source.message!r}")
                    print(f"  {case.html!r}", flush=True)
    for (what, outcome), count in sorted(counts.items()):
        print(f"{count:7} {what}, {outcome}")
    for change in sorted({change for change, _ in changes}):
        found = {o: n for (c, o), n in sorted(changes.items()) if c == change}
        print(f"  {change}: {found}")
    total = sum(counts.values())
    print(
        f"{total} cases, all parsed, {wrong} wrong, {time.perf_counter() - began:.0f} s"
    )
    return int(wrong > 0 or not total)


if __name__ == "__main__":
    sys.exit(main())
