"""Markup is parted from what it touches, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.markup.rst_mending import add_escaped_blanks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用``x``键", r"用\ ``x``\ 键"),
        ("用 ``x``键", r"用 ``x``\ 键"),
        ("（``x``）", "（``x``）"),
        ("，``x``。", "，``x``。"),
        ("见:ref:`书 <book>`的", r"见\ :ref:`书 <book>`\ 的"),
        ("见`书`_的", r"见\ `书`_\ 的"),
        ("**甲**``乙``", r"**甲**\ ``乙``"),
        ("甲*乙*丙", r"甲\ *乙*\ 丙"),
        ("甲|名|丙[#]_丁", r"甲\ |名|\ 丙\ [#]_\ 丁"),
        (r"甲\*乙\*丙\``", r"甲\*乙\*丙\``"),
        ("用``a`b``键", r"用\ ``a`b``\ 键"),
        ("plain text, 2 * 3 = 6", "plain text, 2 * 3 = 6"),
        ("", ""),
    ],
)
def test_mending(text, expected):
    assert add_escaped_blanks(text) == expected
    assert add_escaped_blanks(expected) == expected


@given(st.text(st.sampled_from("a中`*|_:[]#\\ 。<>-")))
def test_only_escaped_blanks_are_put_in(text):
    assert add_escaped_blanks(text).replace("\\ ", "") == text.replace("\\ ", "")
