"""Text of strangers on a terminal and in the log of a CI service."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.text.printable import (
    printable,
    printable_json,
    printable_line,
    visible,
    without_sequences,
)

ORDERING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text):
    for sign in printable(text):
        assert sign in "\n\t" or unicodedata.category(sign) not in {
            *("Cc", "Zl", "Zp", "Cs"),
        }
        assert sign not in ORDERING
    assert "\n" not in printable_line(text)


@pytest.mark.parametrize(
    "sequence",
    [
        *("\x1b[31;1m", "\x9b2J", "\x1b[ q", "\x1b]0;A title\x07", "\x9d8;;link\x9c"),
        *("\x1bPdata\x1b\\", "\x1bc", "\x1b(B", "\x1b[?25l"),
    ],
)
def test_control_sequences_are_no_words(sequence):
    text = f"Pour {sequence}it{sequence}. [0] ]0; P"
    assert without_sequences(text).split() == "Pour it . [0] ]0; P".split()


@pytest.mark.parametrize("text", ["\x90" * 9, "\x1b]0;never ends"])
def test_control_sequences_that_never_end_hide_nothing(text):
    assert without_sequences(f"{text} word").endswith(" word")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b2J\x7f\x00", r"\x9b2J\x7f\x00"),
        ("a\rb", r"a\x0db"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("abc\u202ecba\u202c", r"abc\u202ecba\u202c"),
        ("\u2066a\u2069\u200f", r"\u2066a\u2069\u200f"),
        ("a\u2028b\x85c", r"a\u2028b\x85c"),
        ("name\udcff", r"name\udcff"),
        ("Zürich 東京 שלום 👩\u200d💻", "Zürich 東京 שלום 👩\u200d💻"),
    ],
)
def test_what_is_written_out(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "::error file=a::text",
        " \t::set-output name=a::b",
        "fine\n::add-mask::e",
        "fine\n  \n::stop-commands::x",
        "some ##[set-env name=PATH]x",
        "##vso[task.setvariable variable=a]b",
        "##teamcity[message text='a']",
    ],
)
def test_commands_of_a_ci_service_are_none(text):
    for line in printable(text).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line
        assert "##teamcity[" not in line


def test_what_only_looks_like_a_command_stays():
    assert printable("std::vector a::b, ## [title] # [x]") == (
        "std::vector a::b, ## [title] # [x]"
    )
    assert visible("::error::ours\x1b") == "::error::ours\\x1b"


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_json_means_the_same(value):
    text = json.dumps(value, ensure_ascii=False, indent=2)
    shown = printable_json(text)
    assert json.loads(shown) == value
    assert printable(shown) == shown
