"""Shares are never said to be all or nothing where they are not."""

from __future__ import annotations

import pytest

from sphinx_amts.cli.status import _below
from sphinx_amts.document_records.coverage import translated, translated_share
from sphinx_amts.html.rendering import environment
from sphinx_amts.model import State
from sphinx_amts.text.shares import percent, with_tenths


@pytest.mark.parametrize(
    ("number", "count", "whole", "tenths"),
    [
        (0, 3, "0 %", "0.0"),
        (1, 100_000, "0.1 %", "0.1"),
        (1, 8, "12 %", "12.5"),
        (3, 8, "38 %", "37.5"),
        (29, 100, "29 %", "29.0"),
        (7, 8, "88 %", "87.5"),
        (1, 16, "6 %", "6.2"),
        (1, 200, "0.5 %", "0.5"),
        (199, 200, "99.5 %", "99.5"),
        (99_999, 100_000, "99.9 %", "99.9"),
        (7, 7, "100 %", "100.0"),
    ],
)
def test_shares(number, count, whole, tenths):
    assert percent(number, count) == whole
    assert with_tenths(100 * number / count) == tenths


def test_there_is_no_share_of_nothing():
    assert percent(0, 0) == "–"
    assert translated_share(dict.fromkeys(State, 0)) == 100  # nothing is left to do


def test_pages_and_commands_round_alike():
    page = environment().filters["percent"]
    for part in range(401):
        assert page(part, 400) == percent(part, 400).replace(" ", "\u202f")


def test_states_that_were_not_counted_have_nothing():
    words = {State.HUMAN: 3, State.UNTRANSLATED: 1}
    assert translated(words) == 3
    assert translated_share(words) == 75
    assert translated_share(words, [State.MACHINE]) == 0


@pytest.mark.parametrize(
    ("machine", "least", "said"),
    [(99_990, 100, "99.9"), (97_996, 98, "97.9"), (12_500, 13, "12.5"), (5, 0.01, "0")],
)
def test_what_is_less_does_not_look_as_much(machine, least, said):
    words = dict.fromkeys(State, 0)
    words |= {State.MACHINE: machine, State.UNTRANSLATED: 100_000 - machine}
    line = _below({"totals": {"words": words}}, "coverage", least, "words")
    assert line.startswith(said)
    assert line.endswith(f" % translated, less than {least:g} %")
    assert float(line.split(" ")[0]) < least
