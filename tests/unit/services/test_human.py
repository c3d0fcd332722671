"""Human sentences are matched with their markup, or not at all."""

from __future__ import annotations

import pytest

from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.model import Dialect, LanguagePair
from sphinx_amts.services.human import (
    HumanIndex,
    build_index,
    load_index,
    numbered_as,
    save_index,
)

PAIR = LanguagePair(source="en", target="es")
A, B = Placeable("literal", "``a``", "a"), Placeable("literal", "``b``", "b")


def strong(*children):
    return Span("strong", "**", "**", children)


def plain(text, _dialect):
    return (Text(text),)


@pytest.mark.parametrize(
    ("target", "source", "expected"),
    [
        (
            (B, Text(" y "), A),
            (A, Text(" and "), B),
            '<code id="x2" translate="no">b</code> y '
            '<code id="x1" translate="no">a</code>',
        ),
        (
            (strong(Text("ya")), Text("!")),
            (Text("now "), strong(Text("now"))),
            '<strong id="x1">ya</strong>!',
        ),
        ((A, Text(" y "), A), (A, Text(" and "), B), None),
        ((Text("nada"),), (A, Text(" and "), B), None),
        ((strong(Text("x ")), A), (strong(Text("x "), A),), None),
    ],
    ids=["reordered", "other words", "doubled", "lost", "other nesting"],
)
def test_elements_get_the_numbers_of_their_like(target, source, expected):
    assert numbered_as(target, source) == expected


def test_sentences_pair_up_only_in_equal_numbers():
    entries = [
        ("One thing. Two things.", "Una cosa. Dos cosas.", Dialect.RST),
        ("Three things. Four.", "Tres cosas y cuatro.", Dialect.RST),
    ]
    index = build_index(entries, PAIR, plain)
    assert {form: pair[1] for form, pair in index.sentences.items()} == {
        "One thing.": "Una cosa.",
        "Two things.": "Dos cosas.",
    }
    assert index.messages[Dialect.RST]["Three things. Four."] == "Tres cosas y cuatro."


def test_of_two_versions_the_first_wins():
    entries = [("Yes.", "Sí.", Dialect.RST), ("Yes.", "Claro.", Dialect.RST)]
    index = build_index(entries, PAIR, plain)
    assert index.sentences["Yes."][1] == "Sí."


def test_a_kept_index_is_used_until_the_catalogs_change(tmp_path):
    index = build_index([("Yes.", "Sí.", Dialect.MYST)], PAIR, plain)
    path = tmp_path / "human.json"
    save_index(path, "digest", index)
    assert load_index(path, "digest") == index
    assert load_index(path, "another") is None
    path.write_text("{")
    assert load_index(path, "digest") is None
    assert isinstance(index, HumanIndex)
