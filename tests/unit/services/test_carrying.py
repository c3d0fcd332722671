"""What becomes of human text when its source has changed."""

from __future__ import annotations

import re

import pytest

from sphinx_amts.markup.model import Placeable, Span, Text, visible_text
from sphinx_amts.model import Dialect, LanguagePair, MessageKind
from sphinx_amts.services.records import Miss
from sphinx_amts.services.sync.carrying import Carrier
from sphinx_amts.services.sync.fitting import fit
from sphinx_amts.services.sync.old_text import OldText
from sphinx_amts.storage.human_memory import HumanRecord

PAIR = LanguagePair(source="en", target="es")

BREW = "Grind the beans finely. Pour the hot water slowly. Wait for four minutes."
BREW_ES = "Muele los granos. Vierte el agua caliente. Espera cuatro minutos."
CLEAN = "Rinse the filter with care. Leave the parts to dry."
CLEAN_ES = "Enjuaga el filtro. Deja secar las piezas."

TOKEN = re.compile(r"``(?P<code>[^`]+)``|:ref:`(?P<text>[^<`]+) <(?P<target>[^>]+)>`")


def encode(text, dialect):
    """Read literals and references with a text, which is all these tests need."""
    if dialect is Dialect.MYST:
        text = text.replace("{ref}", ":ref:")
    inlines, position = [], 0
    for found in TOKEN.finditer(text):
        if before := text[position : found.start()]:
            inlines.append(Text(before))
        if found["code"]:
            inlines.append(Placeable("literal", found[0], found["code"]))
        else:
            end = f" <{found['target']}>`"
            inlines.append(Span("xref", ":ref:`", end, (Text(found["text"]),)))
        position = found.end()
    if text[position:]:
        inlines.append(Text(text[position:]))
    return tuple(inlines)


def decode(inlines, dialect, kind):
    parts = []
    for inline in inlines:
        if isinstance(inline, Span):
            parts.append(
                inline.opening + visible_text(inline.children) + inline.closing
            )
        else:
            parts.append(inline.text if isinstance(inline, Text) else inline.source)
    return "".join(parts)


def record(source, target, dialect=Dialect.RST):
    return HumanRecord(source=source, target=target, dialect=dialect)


def miss(text, dialect=Dialect.RST):
    return Miss(
        text=text,
        kind=MessageKind.BLOCK,
        dialect=dialect,
        line=1,
        inlines=encode(text, dialect),
    )


def carrier(*records, in_book=(), doubtful=None):
    text = OldText(earlier=list(records), doubtful=doubtful or {})
    return Carrier(text, PAIR, encode=encode, decode=decode, in_book=set(in_book))


OLD = (record(BREW, BREW_ES), record(CLEAN, CLEAN_ES))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Pour  the\twater on.", "Pour the water on.", "Vierte el agua."),
        (
            "See :ref:`the part <old>` on water.",
            "See :ref:`the part <new>` on water.",
            "Mira :ref:`la parte <new>` del agua.",
        ),
    ],
)
def test_other_blanks_and_targets_change_nothing(old, new, shown):
    target = shown.replace("<new>", "<old>")
    text, identity = carrier(record(old, target)).carried(miss(new))
    assert text == shown
    assert identity == record(old, target).identity


def test_the_dialect_changes_nothing():
    old = record("See :ref:`the part <a>` on it.", "Mira :ref:`la parte <a>`.")
    text, _ = carrier(old).carried(miss("See {ref}`the part <a>` on it.", Dialect.MYST))
    assert text == "Mira :ref:`la parte <a>`."


def test_other_words_are_not_carried():
    assert carrier(*OLD).carried(miss(BREW.replace("hot", "boiling"))) is None


def test_an_edited_sentence_makes_the_old_text_outdated():
    found = carrier(*OLD).outdated(miss(BREW.replace("hot", "boiling")))
    assert (found.text, found.previous) == (BREW_ES, BREW)
    assert found.human == OLD[0].identity


@pytest.mark.parametrize(
    "new",
    [
        BREW + " Then enjoy it.",
        "First of all, find a cup. " + BREW,
        BREW.replace(" Pour the hot water slowly.", "") + " Then enjoy it.",
    ],
)
def test_sentences_may_come_and_go(new):
    found = carrier(*OLD).outdated(miss(new))
    assert (found.text, found.previous) == (BREW_ES, BREW)


def test_merged_paragraphs_show_both_old_texts():
    new = f"{CLEAN} {BREW.replace('finely', 'coarsely')}"
    found = carrier(*OLD).outdated(miss(new))
    assert found.text == f"{CLEAN_ES} {BREW_ES}"
    assert found.previous == f"{CLEAN} {BREW}"
    assert found.human == f"{OLD[1].identity},{OLD[0].identity}"


def test_a_part_of_a_paragraph_shows_its_part():
    found = carrier(*OLD).outdated(miss("Wait for five minutes."))
    assert (found.text, found.previous) == ("Espera cuatro minutos.", BREW)


@pytest.mark.parametrize(
    "new",
    [
        "Something else that nobody has translated before.",
        "Pour milk. It is good. There is nothing like it. Nobody knows why it is so.",
        "Water.",
    ],
)
def test_other_text_is_not_outdated(new):
    assert carrier(*OLD).outdated(miss(new)) is None


def test_a_text_that_is_still_in_the_book_is_no_earlier_wording():
    new = miss(BREW.replace("hot", "boiling"))
    assert carrier(*OLD, in_book=[BREW]).outdated(new) is None


def test_what_the_new_source_does_not_point_to_becomes_text():
    old = record(
        "Read :ref:`the part <gone>` and set ``x`` to one at first.",
        "Lee :ref:`la parte <gone>` y pon ``x`` a uno.",
    )
    found = carrier(old).outdated(
        miss("Read the manual and set ``x`` to two at first.")
    )
    assert found.text == "Lee la parte y pon ``x`` a uno."


def test_a_renamed_target_goes_with_an_edit():
    old = record(
        "Read :ref:`the part <a>` and set ``x`` to one at first.",
        "Pon ``x`` a uno y lee :ref:`la parte <a>`.",
    )
    new = "Read :ref:`the part <b>` and set ``y`` to two at first."
    assert carrier(old).outdated(miss(new)).text == (
        "Pon ``y`` a uno y lee :ref:`la parte <b>`."
    )


def test_a_fuzzy_translation_of_nobody_knows_what_must_be_possible():
    new = miss("Pour the boiling water, then set ``x``.")

    def found(target):
        return carrier(doubtful={new.text: target}).outdated(new)

    assert found("Vierte el agua caliente y pon ``x``.").previous == ""
    assert found("Vierte el agua caliente y pon ``y``.") is None
    assert found("palabra " * 40) is None
    known = carrier(
        record("A.", "Vierte el agua."), doubtful={new.text: "Vierte el agua."}
    )
    assert known.outdated(new) is None


def test_elements_of_a_kind_are_not_confused():
    a, b, c = (Placeable("literal", f"``{x}``", x) for x in "abc")
    assert fit((b, a), (a, b), (a, c)) == (c, a)
    assert fit((a, b), (a, b), (c,)) == (a, b)
    note = Placeable("footnote", "[1]_", "1")
    assert fit((Text("Ya"), note), (Text("Now"), note), (Text("Then"),)) == (
        Text("Ya"),
    )


def test_unchanged_sentences_are_known_where_people_joined_others():
    target = "Muele los granos. Vierte el agua caliente y espera cuatro minutos."
    known = carrier(record(BREW, target)).sentences(
        [miss("Grind the beans finely. Pour the cold water slowly. Wait for a day.")]
    )
    assert known == {
        "Grind the beans finely.": ("Grind the beans finely.", "Muele los granos.")
    }


def test_unchanged_sentences_are_known_without_the_markup_that_people_added():
    target = BREW_ES.replace("granos", "``granos``")
    known = carrier(record(BREW, target)).sentences([miss(BREW.replace("hot", "cold"))])
    assert known["Grind the beans finely."][1] == "Muele los granos."
