"""Human sentences are matched with their markup, or not at all."""

from __future__ import annotations

import pytest

from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.memory.human_index import make_index, numbered_as
from sphinx_amts.memory.kept_sentences import KeptSentences
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


def indexed(*entries):
    return make_index([(*pair, Dialect.RST) for pair in entries], PAIR, plain)


def sentences_of(*entries):
    """Return all sentences of *entries* that are found, with their translations."""
    forms = [
        form
        for source, _ in entries
        for form in split_sentences((Text(source),), "en").forms
    ]
    found = indexed(*entries).find(forms)
    return {form: pair[1] for form, pair in found.items()}


def test_sentences_pair_up_in_order():
    entries = [
        ("One thing. Two things.", "Una cosa. Dos cosas."),
        ("Three things. Four.", "Tres cosas y cuatro."),
    ]
    assert sentences_of(*entries) == {
        "One thing.": "Una cosa.",
        "Two things.": "Dos cosas.",
    }
    messages = indexed(*entries).messages[Dialect.RST]
    assert messages["Three things. Four."] == "Tres cosas y cuatro."


def test_only_what_is_wanted_is_read():
    read = []

    def reading(source, target, dialect):
        read.append(source)
        return plain(source, target, dialect)

    entries = [
        ("Warm the oven. Wait.", "Calienta el horno. Espera.", Dialect.RST),
        ("Knead the dough.", "Amasa.", Dialect.RST),
    ]
    index = make_index(entries, PAIR, reading)
    assert index.find(["Bake the bread."]) == {}
    assert read == []
    assert index.find(["Wait.", "Bake it."]) == {"Wait.": ("Wait.", "Espera.")}
    assert read == ["Warm the oven. Wait."]


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
    assert sentences_of(("Yes.", "Sí."), ("Yes.", "Claro.")) == {"Yes.": "Sí."}


def test_what_was_looked_for_is_kept_until_the_catalogs_change(tmp_path):
    human = {"Yes.": ("Yes.", "Sí.")}
    asked = []

    def find(forms):
        asked.append(list(forms))
        return {form: human[form] for form in forms if form in human}

    def kept(digest="digest"):
        return KeptSentences(tmp_path / "human.kept", digest, find)

    one = kept()
    assert one.find(["Yes.", "No."]) == one.find(["No.", "Yes."]) == human
    assert kept().find(["No."]) == {}
    assert kept().find(["Yes.", "Perhaps."]) == human
    assert asked == [["Yes.", "No."], ["Perhaps."]]
    assert kept("another").find(["Yes."]) == human
    (tmp_path / "human.kept").write_text("{")
    assert kept().find(["Yes."]) == human
    assert asked[2:] == [["Yes."], ["Yes."]]
