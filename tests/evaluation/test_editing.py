"""Characters edited, what is saved, and what gettext's tools offer."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.errors import EvaluationError
from sphinx_amts.evaluation.updating import updated
from sphinx_amts.scores.post_editing import (
    BASE,
    SCRATCH,
    OfferedDraft,
    characters_edited,
    efforts,
    rate,
    saved,
    shuffled_efforts,
)
from sphinx_amts.scores.post_editing_results import load_saved

WORDS = (
    "pan agua sal harina horno masa miga levadura corteza trigo centeno calor".split()
)


def naive(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for number, character in enumerate(one, 1):
        new = [number]
        for place, wanted in enumerate(other, 1):
            least = row[place - 1]
            if character != wanted:
                least = 1 + min(row[place], new[-1])
            new.append(least)
        row = new
    return row[-1]


@given(st.text("ab译 ", max_size=20), st.text("abc译", max_size=20))
def test_characters_are_those_of_a_shortest_way(one, other):
    assert characters_edited(one, other) == naive(one, other)


@pytest.mark.parametrize(
    ("offer", "text", "expected"),
    [("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "axc", 2)],
)
def test_characters_of_simple_texts(offer, text, expected):
    assert characters_edited(offer, text) == expected


def offered(document, human, base, draft):
    return OfferedDraft(
        document=document, text=human, human=human, base=base, drafts={"ours": draft}
    )


def test_shares_and_intervals_are_of_documents():
    found = efforts(
        [
            offered("a", "abcd", "", "abcd"),
            offered("a", "abcd", "ab", "abcd"),
            offered("b", "abcd", "ab", "ab"),
            offered("c", "abcd", "abcd", "abcd"),
        ]
    )
    assert dict(found["a"].characters) == {SCRATCH: 8, BASE: 6, "ours": 0}
    assert dict(found["a"].new) == {SCRATCH: 4, BASE: 4, "ours": 0}
    assert dict(found["a"].earlier) == {SCRATCH: 4, BASE: 2, "ours": 0}
    taken = [effort.characters for effort in found.values()]
    ours = saved(taken, "ours")
    assert ours.value == 75.0
    # documents that nobody edits are not drawn: they say nothing of either
    assert (ours.interval.low, ours.interval.high) == (0.0, 100.0)
    assert saved(taken[:1], "ours").interval is None
    assert saved(taken[2:], "ours").value is None
    assert rate([]).value is None


def test_without_what_belongs_together_nothing_is_saved():
    chance = random.Random(3)
    messages = []
    for number in range(400):
        human = " ".join(chance.choices(WORDS, k=14))
        changed = number % 5 == 0
        base = "" if changed else human
        messages.append(offered(f"d{number % 9}", human, base, human))
    taken = [effort.characters for effort in efforts(messages).values()]
    assert saved(taken, "ours").value == 100.0
    control = saved([shuffled_efforts(messages).characters], "ours").value
    assert abs(control) < 5


CATALOG = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Boil the water in a big pot."
msgstr "Hierve el agua en una olla grande."

#, fuzzy
msgid "Serve it."
msgstr "Tómalo."

msgid "Nobody translated this yet."
msgstr ""

msgctxt "menu"
msgid "Open the lid."
msgstr "Abrir"
"""


def test_updated_catalogs_are_those_of_babel(tmp_path):
    path = tmp_path / "tea.po"
    path.write_text(CATALOG, "utf-8")
    messages = [
        "Serve it.",
        "Boil the water in a small pot.",
        "Wash the filter.",
        "Nobody translated this yet.",
        "Open the lid.",
    ]
    assert updated(read_entries(path), messages) == {
        "Serve it.": "Tómalo.",
        "Boil the water in a small pot.": "Hierve el agua en una olla grande.",
    }
    assert updated([], messages) == {}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (None, "make it with evaluate --releases"),
        ("{}", "cannot be read"),
        ('{"format": 9, "target": "es", "systems": [{"name": "m", "saved": 1.0}],'
         ' "documents": []}', "another version"),
        ('{"format": 1, "target": "fr", "systems": [{"name": "m", "saved": 1.0}],'
         ' "documents": []}', "language 'fr'"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_of_the_language_is_named(tmp_path, text, part):
    path = tmp_path / "editing.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(EvaluationError, match=part) as caught:
        load_saved(path, "es")
    assert str(path) in str(caught.value)
