"""Human sentences are matched with their markup, or not at all."""

from __future__ import annotations

import pytest

from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.memory.human_index import (
    build_index,
    load_sentences,
    numbered_as,
    save_sentences,
)
from sphinx_amts.model import Dialect, LanguagePair

PAIR = LanguagePair(source="en", target="es")
A, B = Placeable("literal", "``a``", "a"), Placeable("literal", "``b``", "b")


def strong(*children):
    return Span("strong", "**", "**", children)


def plain(source, target, _dialect):
    return (Text(source),), (Text(target),)


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


def sentences_of(*entries):
    given = [(source, target, Dialect.RST) for source, target in entries]
    index = build_index(given, PAIR, plain)
    return {form: pair[1] for form, pair in index.sentences.items()}


def test_sentences_pair_up_in_order():
    index = build_index(
        [
            ("One thing. Two things.", "Una cosa. Dos cosas.", Dialect.RST),
            ("Three things. Four.", "Tres cosas y cuatro.", Dialect.RST),
        ],
        PAIR,
        plain,
    )
    assert {form: pair[1] for form, pair in index.sentences.items()} == {
        "One thing.": "Una cosa.",
        "Two things.": "Dos cosas.",
    }
    assert index.messages[Dialect.RST]["Three things. Four."] == "Tres cosas y cuatro."


THINGS = {
    "oven": "horno", "bread": "pan", "table": "mesa", "door": "puerta", "cup": "taza",
    "chair": "silla", "window": "ventana", "garden": "huerto", "dog": "perro",
}  # fmt: skip
TAUGHT = [
    (f"The {a} is near the {b}.", f"Cerca de {THINGS[b]} hay {THINGS[a]}.")
    for a in THINGS
    for b in THINGS
    if a != b
]


def test_where_a_translation_has_fewer_sentences_the_sure_ones_pair_up():
    found = sentences_of(
        *TAUGHT,
        (
            "The oven was by the window. The dog saw it. "
            "The door led to the garden with table and chair. "
            "A cup and bread stood near the window.",
            "El horno, junto a la ventana, fue visto por el perro. "
            "La puerta daba al huerto con mesa y silla. "
            "Una taza y pan estaban cerca de la ventana.",
        ),
    )
    new = {form: text for form, text in found.items() if form not in dict(TAUGHT)}
    assert new == {
        "The door led to the garden with table and chair.": (
            "La puerta daba al huerto con mesa y silla."
        ),
        "A cup and bread stood near the window.": (
            "Una taza y pan estaban cerca de la ventana."
        ),
    }


@pytest.mark.parametrize("taught", [TAUGHT, []], ids=["words known", "unknown"])
def test_sentences_in_another_order_do_not_pair_up(taught):
    source = "The oven of 1874 was hot. Anna Weber had 12 loaves."
    target = "Anna Weber tenía 12 panes. El horno de 1874 estaba caliente."
    found = sentences_of(*taught, (source, target))
    assert set(found) == {form for form, _ in taught}
    right = ". ".join(reversed(target.removesuffix(".").split(". "))) + "."
    found = sentences_of(*taught, (source, right))
    assert found["The oven of 1874 was hot."] == "El horno de 1874 estaba caliente."


def test_of_two_versions_the_first_wins():
    entries = [("Yes.", "Sí.", Dialect.RST), ("Yes.", "Claro.", Dialect.RST)]
    index = build_index(entries, PAIR, plain)
    assert index.sentences["Yes."][1] == "Sí."


def test_kept_sentences_are_used_until_the_catalogs_change(tmp_path):
    index = build_index([("Yes.", "Sí.", Dialect.MYST)], PAIR, plain)
    path = tmp_path / "human.kept"
    save_sentences(path, "digest", index)
    assert load_sentences(path, "digest") == {"Yes.": ("Yes.", "Sí.")}
    assert load_sentences(path, "another") is None
    path.write_text("{")
    assert load_sentences(path, "digest") is None
