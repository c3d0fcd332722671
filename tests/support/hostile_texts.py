"""Translations from strangers, harmless and hostile, for every way into a book."""

from __future__ import annotations

import copy
import hashlib
import html
import json
import random
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from exchange_tree import Node, read_blocks
from hostile_book import PLAIN, Code, Message, Span, written
from hostile_book import Text as Words
from hostile_grammar import LATIN, escaped, marker, payload, plain_text

HARMLESS = 0.35
"""Share of texts that are to be shown as they are."""

ROUTES = {"catalog": 40, "memory": 20, "tmx": 12, "answer": 16, "human": 12}
_EXCHANGED = {"memory", "tmx", "answer"}
CLAIMS = {
    "none": "",
    "machine": "origin=machine engine=any",
    "machine-checked": "origin=machine engine=any check={check}",
    "memory": "origin=memory engine=import",
    "memory-human": "origin=memory engine=human human={human}",
    "memory-human-checked": "origin=memory engine=human human={human} check={check}",
    "human": "origin=human engine=human human={human} check={check}",
    "unconfirmed": "origin=unconfirmed engine=human human={human}",
    "unconfirmed-checked": "origin=unconfirmed engine=human check={check}",
    "outdated": "origin=outdated engine=human human={human}",
    "outdated-checked": "origin=outdated engine=human human={human} check={check}",
    "outdated-draft": "origin=outdated engine=human human={human}",
    "nonsense": "origin=evil engine=%22 route=%0A check=0 human=,,, amts: x",
}


@dataclass(slots=True)
class Text:
    """A translation of one message, and what is known of it.

    Attributes:
        number: by which it can be made again.
        route: how it comes into the book.
        claim: what it says of itself, in a catalog; what kind of file, in TMX.
        stored: as it is stored: in the exchange form, or in the dialect.
        harmless: whether it is to be shown as it is.
        expected: its words in their order, `None` for each placeable.
        family: rules that it was made by.
        previous: the wording that it says it translates.
        comment: of its catalog entry.
    """

    number: int
    message: Message
    route: str
    claim: str = ""
    stored: str = ""
    harmless: bool = False
    expected: list[str | None] = field(default_factory=list)
    family: str = ""
    previous: str = ""
    comment: str = ""


def make_text(number: int, message: Message, seed: int, records=()) -> Text:
    """Return the text *number* for *message*.

    Args:
        seed: of the run.
        records: identities of records of the human memory, which catalogs may claim.
    """
    rng = random.Random(f"text {seed} {number}")
    (route,) = rng.choices(list(ROUTES), list(ROUTES.values()))
    if route in _EXCHANGED and message.sent is None:
        route = "catalog"
    # where the book can show no translation at all, nothing says what is to be shown
    harmless = rng.random() < HARMLESS and message.sent is not None
    text = Text(number, message, route, harmless=harmless)
    if route == "catalog":
        text.claim = rng.choice(list(CLAIMS))
        # two texts in one entry: which of them is shown is for the book to say
        text.harmless = text.harmless and text.claim != "outdated-draft"
    elif route == "tmx":
        text.claim = "own"
        if not message.has_markup and rng.random() < 0.5:
            text.claim = "foreign"
    if route in _EXCHANGED:
        _Exchanged(text, rng).make()
    else:
        _Written(text, rng).make()
    if route == "catalog":
        _claim(text, rng, records)
    return text


def _claim(text: Text, rng, records) -> None:
    known = [*records, "0c1f3a5b7d9e", f"{rng.getrandbits(48):012x}"]
    msgid = text.message.msgid
    # the sum that anybody can compute, of this version of the guard or a later one
    summed = f"{rng.choice('1112')}\0{msgid}\0{text.stored}".encode()
    check = hashlib.blake2b(summed, digest_size=4).hexdigest()
    claim = CLAIMS[text.claim].format(human=rng.choice(known), check=check)
    text.comment = f"#. amts: {claim}\n" if claim else ""
    if text.claim.startswith("outdated"):  # without one, nothing would be shown
        text.previous = rng.choice([msgid + " x", msgid[:-1], "Otro."])


class _Written:
    """Texts in the dialect of their page, or plain ones."""

    def __init__(self, text: Text, rng) -> None:
        self.text = text
        self.rng = rng
        self.plain = text.message.kind in PLAIN

    def make(self) -> None:
        text, rng = self.text, self.rng
        pieces = self._pieces()
        if text.harmless:
            text.stored = self._joined(pieces)
            text.expected = [None if isinstance(p, Code) else p.text for p in pieces]
            text.family = "harmless"
            return
        parts = [self._one(piece) for piece in pieces]
        families = [self._spoil(parts) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        text.family = "+".join(sorted(set(families)))
        text.stored = self._spaced(parts)

    def _pieces(self):
        """Return the placeables of the source in a random order, with other words."""
        rng, message = self.rng, self.text.message
        own = [p for p in message.pieces if not isinstance(p, Words)]
        if rng.random() < 0.3:
            rng.shuffle(own)
        pieces = [Words(self._words(first=True))]
        for piece in own:
            if isinstance(piece, Span):
                # a translation is read without the definitions of its page
                closing = piece.closing.replace("][site]", "](https://site.test)")
                pieces.append(Span(piece.opening, closing, self._span_words()))
            else:
                pieces.append(piece)
            if rng.random() < 0.6:
                pieces.append(Words(self._words()))
        return pieces

    def _words(self, *, first: bool = False) -> str:
        text = plain_text(self.rng, code_signs=True, first=first)
        # what separates index entries from each other, and from their main one
        return re.sub("[;!]", ",", text) if self.text.message.kind == "index" else text

    def _span_words(self) -> str:
        return " ".join(self.rng.choices(LATIN, k=self.rng.randint(1, 3)))

    def _one(self, piece) -> str:
        return piece.text if self.plain else written(piece, escaped)

    def _joined(self, pieces) -> str:
        return " ".join(self._one(piece) for piece in pieces)

    def _spaced(self, parts: list[str]) -> str:
        if self.rng.random() < 0.3:
            return "".join(parts)
        if self.text.message.dialect == "rst" and self.rng.random() < 0.3:
            return "\\ ".join(parts)
        return " ".join(parts)

    def _payload(self) -> tuple[str, str]:
        dialect = self.text.message.dialect
        symbol = self.rng.choice(
            ["payload", "payload", f"{dialect}-inline", f"{dialect}-block", "jinja"]
        )
        return payload(self.rng, self.text.number, symbol=symbol)

    def _spoil(self, parts: list[str]) -> str:
        """Change *parts* in one way; return the name of it."""
        rng = self.rng
        own = [p for p in self.text.message.pieces if not isinstance(p, Words)]
        way = rng.random()
        if way < 0.15:
            parts[:], family = self._only_payload()
            return family
        if way < 0.75 or not own or self.plain:
            text, family = self._payload()
            parts.insert(rng.randint(0, len(parts)), text)
            return family
        place = rng.randrange(len(parts))
        piece = written(rng.choice(own), escaped)
        text, family = self._payload()
        match rng.randrange(7):
            case 0:
                parts.insert(place, piece)  # once too often
            case 1:
                parts[:] = [p for p in parts if piece != p] or [text]
            case 2:
                cut = rng.randint(0, len(parts[place]))
                parts[place] = parts[place][:cut] + piece + parts[place][cut:]
            case 3:
                cut = rng.randint(0, len(parts[place]))
                parts[place] = parts[place][:cut] + text + parts[place][cut:]
            case 4:
                parts[place] = parts[place][: rng.randint(0, len(parts[place]))]
            case 5:
                parts[place] = re.sub(r"\w{3,}", marker(self.text.number), parts[place])
            case _:
                spans = [p for p in own if isinstance(p, Span)]
                if spans:
                    span = rng.choice(spans)
                    parts.append(span.opening + text + span.closing)
                else:
                    parts[place] = f"*{parts[place]}*"
        return "placeables"

    def _only_payload(self):
        text, family = self._payload()
        return [text], family


class _Exchanged:
    """Texts in the exchange form, as engines give them and memories hold them."""

    def __init__(self, text: Text, rng) -> None:
        self.text = text
        self.rng = rng
        key, sent = text.message.sent
        (self.block,) = read_blocks(f'<p id="{key}">{sent}</p>')

    def make(self) -> None:
        text, rng = self.text, self.rng
        self._translate(self.block, first=True)
        if text.harmless:
            text.expected = list(self._expected(self.block))
            text.stored = self._inner()
            text.family = "harmless"
            return
        parts = [
            html.escape(c, quote=False) if isinstance(c, str) else c.html()
            for c in self.block.children
        ]
        families = [self._spoil(parts) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        text.family = "+".join(sorted(set(families)))
        text.stored = rng.choice(["", " "]).join(parts)
        if text.claim == "foreign":
            text.stored = html.unescape(re.sub("<[^>]*>", "", text.stored))
        if text.route == "tmx":
            text.stored = _XML.sub("", text.stored)

    def _inner(self) -> str:
        if self.text.claim == "foreign":
            return self.block.text()
        return self.block.html().partition(">")[2].rpartition("<")[0]

    def _translate(self, node: Node, *, first: bool = False) -> None:
        for place, child in enumerate(node.children):
            if isinstance(child, Node):
                if not child.opaque:
                    self._translate(child)
            elif any(c.isalpha() for c in child):
                if node is self.block:
                    words = plain_text(self.rng, code_signs=False, first=first)
                else:
                    words = " ".join(self.rng.choices(_SIMPLE, k=2))
                if self.text.message.kind == "index":
                    words = re.sub("[;!]", ",", words)
                before = " " if child[:1].isspace() else ""
                after = " " if child[-1:].isspace() else ""
                node.children[place] = f"{before}{words}{after}"
                first = False

    def _expected(self, node: Node):
        for child in node.children:
            if isinstance(child, str):
                yield child
            elif child.opaque:
                yield None
            else:
                yield from self._expected(child)

    def _payload(self) -> tuple[str, str]:
        dialect = self.text.message.dialect
        symbol = self.rng.choice(
            [
                *("payload", "payload", "payload", "jinja", "html-inline", "exchange"),
                *(f"{dialect}-inline", f"{dialect}-block"),
            ]
        )
        found, family = payload(
            self.rng,
            self.text.number,
            symbol=symbol,
            controls=self.text.route == "memory",
        )
        raw = self.rng.random() < 0.5
        if raw and self.text.route == "answer" and not _stays_inside(found):
            raw = False  # it would take other answers with it
        if self.text.claim == "foreign":
            raw = True
        return (found if raw else html.escape(found, quote=False)), family

    def _spoil(self, parts: list[str]) -> str:
        rng = self.rng
        text, family = self._payload()
        elements = [n for n in self.block.walk() if n.id]
        way = rng.random()
        if way < 0.12:
            parts[:] = [text]
            return family
        if way < 0.7 or not elements:
            parts.insert(rng.randint(0, len(parts)), text)
            return family
        node = copy.deepcopy(rng.choice(elements))
        place = rng.randrange(len(parts))
        match rng.randrange(6):
            case 0:
                parts.insert(place, node.html())
            case 1:
                parts[:] = [p for p in parts if f'id="{node.id}"' not in p] or [text]
            case 2:
                other = rng.choice(elements)
                parts[place] = parts[place].replace(f'"{node.id}"', f'"{other.id}"')
            case 3:
                other = rng.choice(["b", "a", "p"])
                parts[place] = parts[place].replace(node.tag, other)
            case 4:
                node.children = [html.unescape(text)]
                parts[place] = node.html()
            case _:
                parts[place] = f'<{node.tag} id="{node.id}">{text}{parts[place]}'
                parts[place] += f"</{node.tag}>"
        if self.text.route == "answer":
            parts[:] = [p if _stays_inside(p) else html.escape(p) for p in parts]
        return "placeables"


_SIMPLE = ["pan", "agua", "niño", "中文"]
_SWALLOWING = set(
    """script style p textarea title plaintext iframe noembed noframes xmp
    noscript""".split()
)
_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sound = True

    def handle_starttag(self, tag, attrs):
        # what takes all that follows for its content, or ends a block
        self.sound &= tag not in _SWALLOWING

    def handle_endtag(self, tag):
        self.sound &= tag not in {"p", "body", "html"}


def _stays_inside(text: str) -> bool:
    """Whether the rest of a document is read as without *text*."""
    if re.search(r"<[!?]", text) or "<" in text[text.rfind(">") + 1 :]:
        return False
    if text.count('"') % 2 or text.count("'") % 2 or "&" in text[-8:]:
        return False
    reader = _Balance()
    reader.feed(text)
    return reader.sound and not reader.rawdata


def is_shown(text: Text, shown: str) -> bool:
    """Whether *shown* is what a reader is to see of a harmless text.

    All its words must be there in their order, with no more between them than the
    placeables show; blanks do not count.
    """
    shown, end, gap = _joined(shown), 0, len(shown)
    for part in text.expected:
        if part is None:
            gap += _LONGEST
            continue
        if words := _joined(part):
            found = shown.find(words, end)
            if not 0 <= found - end <= gap:
                return False
            end, gap = found + len(words), 0
    return True


_LONGEST = 80
"""Characters that a placeable shows at most."""


def _joined(text: str) -> str:
    return "".join(text.split())


def po_string(text: str) -> str:
    """Return *text* as a string of a PO file."""
    for character, written_as in (
        ("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"),
    ):  # fmt: skip
        text = text.replace(character, written_as)
    return f'"{text}"'


def catalog(texts) -> str:
    """Return a machine catalog with *texts*."""
    lines = ['msgid ""', 'msgstr ""', '"Language: es\\n"',
             '"Content-Type: text/plain; charset=UTF-8\\n"']  # fmt: skip
    for text in texts:
        previous = f"#| msgid {po_string(text.previous)}\n" if text.previous else ""
        msgid = po_string(text.message.msgid)
        stored = po_string(text.stored)
        first = po_string("Borrador.") if text.claim == "outdated-draft" else stored
        lines.append(f"\n{text.comment}{previous}msgid {msgid}\nmsgstr {first}")
        if text.claim == "outdated-draft":
            lines.append(
                f'\n#. amts: origin=machine engine=any\nmsgctxt "mended"\n'
                f"msgid {msgid}\nmsgstr {stored}"
            )
    return "\n".join(lines) + "\n"


def describe(text: Text) -> str:
    """Return all that a person needs to see of *text*, in a line."""
    message = text.message
    way = f"{text.route} {text.claim}".strip()
    return (
        f"text {text.number} ({way}; {message.dialect} {message.kind} in "
        f"{message.page}; {text.family}): {json.dumps(text.stored, ensure_ascii=True)}"
    )
