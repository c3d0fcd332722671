"""One message is one line, in three views."""

from __future__ import annotations

import pytest

from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.scores.lines import View, lines_of
from sphinx_amts.scores.metrics import Metric, Scorer

CODE = Placeable("literal", "``a b``", "a b")
MATH = Placeable("math", ":math:`x`", "x")
SOURCE = (Text("Run "), CODE, Text(" for\n"), MATH, Text("."))
TARGET = (
    MATH,
    Text("\u2028则 "),
    Span("strong", "**", "**", (Text("运行"), CODE)),
    Text("。"),
)


def test_placeables_are_one_token_and_the_same_one_in_all_texts():
    assert lines_of([SOURCE, TARGET], View.PLACEABLES) == [
        "Run ⓐ for ⓑ .",
        "ⓑ 则 运行 ⓐ 。",
    ]


def test_prose_is_what_is_left_without_them():
    assert lines_of([SOURCE, TARGET], View.PROSE) == ["Run for .", "则 运行 。"]


def test_everything_is_the_markup_as_written():
    assert lines_of([SOURCE, TARGET], View.EVERYTHING) == [
        "Run ``a b`` for :math:`x`.",
        ":math:`x` 则 **运行``a b``**。",
    ]


def test_no_text_of_a_line_ends_it():
    text = (Text("a\r\nb\x0bc\x85d\u2029e\x1cf"),)
    assert lines_of([text], View.EVERYTHING) == ["a b c d e f"]


@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "th"])
def test_a_placeable_is_one_token_to_every_tokeniser(language):
    """Each placeable that is not the same costs as much as one wrong word."""
    for package in {"ja": ["MeCab", "ipadic"], "ko": ["mecab_ko"]}.get(language, ()):
        pytest.importorskip(package)
    many = [Placeable("literal", f"``{n}``", str(n)) for n in range(40)]
    line = lines_of([many], View.PLACEABLES)
    bleu = Scorer(language).statistics(Metric.BLEU, line, line)
    assert bleu[0][:2].tolist() == [40, 40]
