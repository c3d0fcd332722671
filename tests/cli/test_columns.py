"""Tables that commands print."""

from __future__ import annotations

from sphinx_amts.cli.listing import columns

ROWS = [["", "words", "left"], ["long name", "7", ""], ["b", "12345", "x"]]


def test_columns_are_as_wide_as_their_widest_cell():
    assert columns(ROWS) == [
        "           words  left",
        "long name      7",
        "b          12345     x",
    ]


def test_columns_have_a_side_and_a_least_width():
    assert columns(ROWS, left=3, least=(0, 7)) == [
        "           words    left",
        "long name  7",
        "b          12345    x",
    ]
