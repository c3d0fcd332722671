"""Two versions of a text, compared word by word."""

from __future__ import annotations

import pytest

from sphinx_amts.text.differences import similarity, word_difference, words_of


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Pour hot water.", "Pour boiling water.", "Pour [-hot-]{+boiling+} water."),
        ("Pour water.", "Pour the water.", "Pour{+ the+} water."),
        ("Pour it, now.", "Pour it.", "Pour it[-, now-]."),
        ("把水倒入。", "把热水倒入。", "把{+热+}水倒入。"),
        ("Same.", "Same.", "Same."),
        ("", "New.", "{+New.+}"),
    ],
)
def test_what_went_and_what_came(old, new, shown):
    assert word_difference(old, new) == shown


def test_likeness_counts_words_in_their_order():
    one = words_of("Pour the hot water over *it*.")
    assert similarity(one, words_of("pour the hot water over it")) == 1
    assert 0.5 < similarity(one, words_of("Pour the boiling water over it.")) < 1
    assert similarity(one, words_of("Nothing of the kind."), 0.5) == 0
    assert words_of("倒入 water_2") == ["倒", "入", "water", "2"]
