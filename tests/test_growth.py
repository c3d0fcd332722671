"""Texts of strangers take time in proportion to their length, whatever is in them."""

from __future__ import annotations

import io
import random
from contextlib import suppress
from html import escape

import pytest
from growth import assert_grows_slowly, repeated

from sphinx_amts.catalogs.po_strings import po_string
from sphinx_amts.checks.drafts import DraftChecks
from sphinx_amts.checks.numbers import missing_numbers
from sphinx_amts.document_records.faults import Fault, changed_part
from sphinx_amts.emulator.faults import Faults
from sphinx_amts.emulator.markup import translate_html
from sphinx_amts.emulator.translator import Customisation
from sphinx_amts.engines.base import Item, Request
from sphinx_amts.engines.pseudo import PseudoEngine
from sphinx_amts.errors import PlaceableError
from sphinx_amts.interchange.tmx_reader import read_units
from sphinx_amts.leverage.fitting import fit
from sphinx_amts.leverage.previous_text import guess_dialect
from sphinx_amts.markup import rst_mending, rst_reading
from sphinx_amts.markup.exchange import from_document, from_html, from_tokens, key_form
from sphinx_amts.markup.limits import LONGEST, TooLongError
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.markup.myst_roles import read_role
from sphinx_amts.markup.segmentation import join_segments, split_sentences
from sphinx_amts.markup.signature import differences
from sphinx_amts.memory.human_index import matching_elements
from sphinx_amts.model import Dialect, LanguagePair, MessageKind
from sphinx_amts.terminology.checks import text_of_exchange, without_code
from sphinx_amts.terminology.terms import Term, TermBase
from sphinx_amts.text.differences import similarity, word_difference
from sphinx_amts.text.matching import matching_blocks
from sphinx_amts.typography import typesetting

SOURCE = (
    Text("a "),
    Span("strong", "**", "**", (Text("b"),)),
    Text(" c "),
    Placeable("literal", "``x``", "x"),
)
CHINESE = LanguagePair(source="en", target="zh_CN")
SHAPES = {
    "combining marks": "\u0301\u0316",
    "nested elements": "<div>",
    "end tags over two lines": "</i\n>",
    "end tags": "</p>x",
    "empty elements": "<font></font>",
    "pieces of one element": '<a id="x1">w</a> ',
    "opened tags": "<i",
    "comments": "<!--",
    "comments that end otherwise": "<!-- >",
    "marked sections": "<![CDATA[ >",
    "instructions": "<?",
    "scripts": "<script>",
    "entities": "&amp",
    "digits": "7",
    "numbers": "1,1.",
    "question marks": "?",
    "questions": "Que? ",
    "marks without words": "? ",
    "abbreviations": "e.g. ",
    "sentences": "Mr. Ox ate it. ",
    "full stops": ".",
    "wide full stops": "好。”",
    "letters": "a",
    "ideographs": "字",
    "wide in parentheses": "(字)",
    "opened parentheses": "(字",
    "opened quotes": "“",
    "straight quotes": '" ',
    "closed quotes": "“a” ",
    "blanks": " ",
    "lines": "\n",
    "tabs": "\t",
    "backquotes": "`",
    "code": "`a` ",
    "stars": "*a ",
    "backslashes": "\\",
    "brackets": "[a](",
    "braces": "{a",
    "colons": ":a:",
    "tokens": "⟦",
    "less than": "<",
    "verbatim elements": "<b translate=no>",
}


def fault(text: str) -> Fault:
    return Fault(
        rule="x", msgid=text, msgstr=text, message="m", shown="", proposal=f"x{text}y"
    )


checks = DraftChecks(
    LanguagePair(source="en", target="es"), {"en": ["the", "is"], "es": ["el", "es"]}
)
terms = TermBase(
    [Term("w a", ("a b",)), Term("Ox", ("buey",))], source="en", target="es"
)


def refused(function):
    def run(text):
        with suppress(PlaceableError):
            function(text)

    return run


FUNCTIONS = {
    "from_html": refused(lambda text: from_html(text, SOURCE)),
    "from_html in code": refused(
        lambda text: from_html(f'<code id="x2">{text}</code>', SOURCE)
    ),
    "from_document": refused(
        lambda text: from_document(f'<body><p id="1">{text}</p><p id="2">b</p></body>')
    ),
    "from_tokens": refused(lambda text: from_tokens(text, SOURCE)),
    "split_sentences": lambda text: split_sentences((Text(text),), "pt"),
    "split_sentences zh": lambda text: split_sentences((Text(text),), "zh_CN"),
    **{
        f"typeset {code}": lambda text, code=code: typesetting.typeset(
            (Text(text),), code, {"blanks-around-latin": True}
        )
        for code in ("zh_CN", "ja", "es", "fr")
    },
    "one_line": rst_reading.one_line,
    "mended": rst_mending.add_escaped_blanks,
    "read_role abbr": lambda text: read_role("abbr", text, text),
    "read_role ref": lambda text: read_role("ref", text, text),
    "word_difference": lambda text: word_difference(text, f"{text[99:]} y {text[:99]}"),
    "changed_part": lambda text: changed_part(fault(text)),
    "draft checks": lambda text: list(checks.problems("a b c d", text)),
    "draft checks of long sources": lambda text: list(checks.problems(text, "a b c d")),
    "missing_numbers": lambda text: missing_numbers(text, text[::-1], "x"),
    "terms": lambda text: terms.missing(text, text),
    "text_of_exchange": text_of_exchange,
    "without_code": without_code,
    "guess_dialect": guess_dialect,
    "po_string": po_string,
    "tmx": lambda text: list(read_units(tmx_file(text))),
    "key_form": lambda text: key_form((Text(text),)),
    "pseudo": lambda text: list(
        PseudoEngine(name="p", right_to_left=False).translate(
            Request(items=(Item(key="k", html=escape(text)),), languages=CHINESE)
        )
    ),
    "emulated": lambda text: translate_html(
        text, "es", Customisation(), Faults(), whole=False
    ),
}


def tmx_file(text: str) -> io.BytesIO:
    escaped = escape("".join(filter(str.isprintable, text)))
    return io.BytesIO(
        f'<tmx><body><tu><prop type="x">{escaped}</prop><tuv xml:lang="en"><seg>'
        f"{escaped}</seg></tuv></tu></body></tmx>".encode()
    )


LIMITED = {"split_sentences": 5_001, "split_sentences zh": 5_001}
"""What is only then linear: pysbd is not asked about longer texts."""

TIMED_LESS = {"changed_part": 4_000}
"""What adds lines of Python only to the work of `word_difference`."""


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_hostile_texts(name, shape):
    assert_grows_slowly(
        FUNCTIONS[name],
        repeated(SHAPES[shape]),
        counted=LIMITED.get(name, 1_000),
        timed=TIMED_LESS.get(name, 10_000),
    )


def placeables(size: int, *, changed: int = 0) -> tuple[Placeable | Span, ...]:
    """Return elements, half of them spans, of which every third may be another one."""
    return tuple(
        Placeable("literal", f"``x{n}{'y' if changed and n % 3 else ''}``", f"x{n}")
        if n % 2
        else Span("link", "`", f" <{n + changed}>`__", (Text(f"to {n}"),), order=n + 1)
        for n in range(size)
    )


ELEMENTS = {
    "fit": lambda size: fit(
        placeables(size), placeables(size, changed=1), placeables(size, changed=2)
    ),
    "matching_elements": lambda size: matching_elements(
        placeables(size, changed=1), placeables(size)
    ),
    "differences": lambda size: differences(
        tuple(("a", n) for n in range(size)), tuple(("a", 3 * n) for n in range(size))
    ),
    "sentences": lambda size: join_segments(
        split_sentences(
            tuple(
                part
                for n in range(size)
                for part in (Text(f"Word {n} was there. "), Placeable("x", "x", "x"))
            ),
            "en",
        )
    ),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_many_elements(name):
    assert_grows_slowly(
        lambda text: ELEMENTS[name](len(text)), repeated("x"), counted=500, timed=2_000
    )


def edited(size: int) -> tuple[list[str], list[str]]:
    """Return the words of a text, and those of the same with every seventh changed."""
    chance = random.Random(1)
    words = [f"w{chance.randrange(300)}" for _ in range(size)]
    return words, [f"new{n}" if n % 7 == 0 else w for n, w in enumerate(words)]


def moved(size: int) -> tuple[list[str], list[str]]:
    words, _ = edited(size)
    return words, [*words[size // 2 :], "x", *words[: size // 2]]


def same(size: int) -> tuple[list[str], list[str]]:
    return ["a"] * size, ["a", "b"] * (size // 2)


@pytest.mark.parametrize("texts", [edited, moved, same])
def test_long_texts_are_compared_in_pieces(texts):
    assert_grows_slowly(
        lambda text: similarity(*texts(len(text)), 0.1),
        repeated("x"),
        counted=3_000,
        timed=0,
    )
    assert_grows_slowly(
        lambda text: word_difference(*map(" ".join, texts(len(text)))),
        repeated("x"),
        counted=3_000,
        timed=0,
    )


def test_what_a_long_edited_text_has_kept_is_found():
    words, others = edited(10_000)
    assert similarity(words, others) == pytest.approx(6 / 7, abs=0.01)
    written = word_difference(" ".join(words), " ".join(others))
    assert written.count("{+new") > 500
    blocks = matching_blocks(words, others)
    for block in blocks:
        assert (
            words[block.one : block.one + block.size]
            == others[block.other : block.other + block.size]
        )
    assert blocks == sorted(blocks)


def test_what_either_has_once_holds_a_long_text_together():
    one = [f"w{n}" if n % 50 == 0 else "the" for n in range(20_000)]
    other = [w if n % 70 else "new" for n, w in enumerate(one)]
    assert similarity(one, other) > 0.9


@pytest.mark.parametrize("dialect", [Dialect.RST, Dialect.MYST])
def test_messages_with_much_markup_are_refused_in_one_line(dialect, codec_of):
    codec = codec_of(dialect)
    for text in ("*a " * 40_000, "`" * 100_000, "a `b`" * 10_000, "*[" * 100_000):
        with pytest.raises(TooLongError, match="longer than the 10,000") as caught:
            codec.encode(text)
        assert "\n" not in str(caught.value)
        with pytest.raises(TooLongError):
            codec.decode((Text(text),))
    many = tuple(
        part for n in range(10_000) for part in (Text(f" {n} "), Placeable("x", "`x`"))
    )
    with pytest.raises(TooLongError):
        codec.decode(many)


@pytest.mark.parametrize("dialect", [Dialect.RST, Dialect.MYST])
def test_text_without_markup_may_be_of_any_length(dialect, codec_of):
    codec = codec_of(dialect)
    for text in ("字" * 100_000, "word " * 40_000 + "end", "？" * 200_000):
        assert codec.encode(text) == (Text(text),)
        assert codec.decode((Text(text),)) == text


@pytest.mark.parametrize(
    "part", ["*a ", "**a ", "|a ", "``a ", "`a`_ ", "a_ ", "http://a ", "[^a", "::a "]
)
@pytest.mark.parametrize("dialect", [Dialect.RST, Dialect.MYST])
def test_the_longest_message_is_read_and_written(dialect, part, codec_of):
    codec = codec_of(dialect)
    text = repeated(part)(LONGEST // 3)
    written = codec.decode((Text(text),), kind=MessageKind.TERM)
    assert codec.decode(codec.encode(written), kind=MessageKind.TERM) == written


@pytest.fixture(scope="module")
def codec_of():
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser

    from sphinx_amts.markup.rst import RstCodec

    def made(dialect):
        if dialect is Dialect.RST:
            return RstCodec(get_default_settings(Parser))
        config = pytest.importorskip("myst_parser.config.main")
        from sphinx_amts.markup.myst import MystCodec

        return MystCodec(config.MdParserConfig(enable_extensions={"dollarmath"}))

    return made


@pytest.mark.parametrize(
    "answer",
    [
        "<div>" * 50_000,
        "<font>" * 50_000,
        '<em id="x1">' * 50_000,
        "⟦1⟧" * 50_000,
        "⟦1⟧⟦/1⟧" * 50_000,
        "&#" + "1" * 100_000 + ";",
    ],
)
def test_no_answer_ends_in_another_error(answer):
    source = (Span("emphasis", "*", "*", (Text("a"),)),)
    for read in (from_html, from_tokens):
        with pytest.raises(PlaceableError) as caught:
            read(answer, source)
        assert len(str(caught.value)) < 1_000


def test_an_answer_without_end_spoils_no_other():
    for answer in ("<!--" * 9, "<![CDATA[" * 9, "<!--", "<![if x]>", "<!-- a"):
        blocks = from_document(f'<body><p id="1">{answer}</p>\n<p id="2">b</p></body>')
        assert blocks["2"] == "b"
        with pytest.raises(PlaceableError):
            from_html(blocks["1"], (Text("a"),))
