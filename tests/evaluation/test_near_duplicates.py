"""What is nearly the same as text that is held out."""

from __future__ import annotations

import random

import pytest

from sphinx_amts.evaluation.near_duplicates import (
    CONTAINMENT,
    MIN_GRAMS,
    HeldOut,
    NearDuplicateFilter,
)
from sphinx_amts.markup.model import Placeable, Text

TEXT = "The oven of the old bakery is hot before the first loaf goes in."
ZH = "老面包房的烤箱在第一个面包放进去之前就已经很热了。"


@pytest.mark.parametrize(
    ("text", "near", "close", "exact"),
    [
        (TEXT, True, True, True),
        (TEXT.upper().replace(" ", "\n"), True, True, True),
        (TEXT.replace("oven", "stove"), True, True, False),
        (f"One. {TEXT} Nobody knows why, and nobody asks.", True, True, False),
        ("the old bakery is hot before", True, True, False),
        ("The oven of the old mill stays cold until they go.", False, False, False),
        ("Something else is said in these few words here.", False, False, False),
        ("", False, False, False),
    ],
)  # fmt: skip
def test_filters(text, near, close, exact):
    found = HeldOut([TEXT]).nearness(text)
    exceeded = [
        found.exceeds(f)
        for f in (
            NearDuplicateFilter.NEAR,
            NearDuplicateFilter.CLOSE,
            NearDuplicateFilter.EXACT,
        )
    ]
    assert exceeded == [near, close, exact]


def test_between_the_filters():
    text = "Note: the oven of the old bakery is hot before the second bun goes out."
    found = HeldOut([TEXT]).nearness(text)
    assert 0.5 <= found.jaccard < 0.7
    assert found.containment < CONTAINMENT
    assert found.exceeds(NearDuplicateFilter.NEAR)
    assert not found.exceeds(NearDuplicateFilter.CLOSE)


def test_other_scripts_and_widths():
    assert (
        HeldOut([ZH])
        .nearness(ZH.replace("很热", "热"))
        .exceeds(NearDuplicateFilter.NEAR)
    )
    assert HeldOut(["ＡＢＣ　ｄｅｆ"]).nearness("abc def").same


def test_placeables_are_all_alike():
    held_out = HeldOut(
        [(Text("Use "), Placeable("literal", "``a``", "a"), Text(" now"))]
    )
    other = (Text("Use "), Placeable("math", ":math:`x^2`", "x^2"), Text(" now"))
    assert held_out.nearness(other).same
    # a file of pairs knows no placeables
    assert held_out.nearness("Use a now").same


def test_a_short_title_does_not_take_half_of_the_book_with_it():
    held_out = HeldOut(["Training"])
    assert not held_out.nearness(
        "Before training starts, the data are shuffled and cut into batches."
    ).exceeds(NearDuplicateFilter.NEAR)
    assert held_out.nearness("Training").exceeds(NearDuplicateFilter.NEAR)


def test_counts_are_exact():
    """As counted by hand, set by set."""
    told = random.Random(3)
    words = "abcde fghij klmno pqrst uvwxy zabcd".split()
    texts = [" ".join(told.choices(words, k=told.randint(1, 9))) for _ in range(60)]

    def grams(text):
        starts = range(max(1, len(text) - 4))
        return {text[n : n + 5] for n in starts}

    held_out = HeldOut(texts[:30])
    for text in texts[30:]:
        own = grams(text)
        sets = [grams(other) for other in texts[:30]]
        found = held_out.nearness(text)
        jaccard = max(len(own & s) / len(own | s) for s in sets)
        containment = max(
            max(len(own & s) / len(own), len(own & s) / len(s) * (len(s) >= MIN_GRAMS))
            for s in sets
        )
        assert found.jaccard == pytest.approx(jaccard)
        assert found.containment == pytest.approx(containment)
