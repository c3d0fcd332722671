"""What counts as the same markup before and after translation."""

from __future__ import annotations

import pytest
from docutils import nodes
from sphinx.roles import Keyboard

from sphinx_amts.markup.signature import signature


def keys(text):
    role = Keyboard()
    found, _ = role("kbd", f":kbd:`{text}`", text, 1, None)
    return signature([nodes.Text("Press "), *found])


@pytest.mark.parametrize(
    ("wrapped", "line"),
    [
        ("Ctrl +\nEnd", "Ctrl + End"),
        ("Ctrl\n+ End", "Ctrl + End"),
        ("Ctrl+\nEnd", "Ctrl+ End"),
        ("Page\nDown", "Page Down"),
        ("C-x\nC-f", "C-x C-f"),
        ("Ctrl - \nShift ^\n  A", "Ctrl - Shift ^ A"),
    ],
)
def test_keys_are_the_same_on_one_line(wrapped, line):
    assert keys(wrapped) == keys(line)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ctrl+A", "Ctrl+B"), ("Ctrl+A", "Ctrl"), ("+", "-"), ("+", "A"), ("A", "A+A")],
)
def test_other_keys_are_a_difference(one, other):
    assert keys(one) != keys(other)


def test_a_key_is_not_lost_unseen():
    assert keys("+") != signature([nodes.Text("Press +")])
