"""The picture on the page of the architecture is that of the code."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).parent))

from picture import PICTURE, draw, lines, rows, uses


def test_the_picture_is_that_of_the_code():
    hint = "run python tests/architecture/picture.py"
    assert PICTURE.read_text("utf-8") == draw(), hint


def test_every_room_is_above_those_that_it_uses():
    used = uses()
    row = {name: n for n, names in enumerate(rows(used)) for name in names}
    assert row.keys() == used.keys()
    for name, others in used.items():
        assert all(row[other] < row[name] for other in others)


def test_lines_that_are_left_out_can_be_followed():
    used = uses()
    leading = lines(used)
    drawn = {name: {b for a, b in leading if a == name} for name in used}

    @cache
    def reached(name: str) -> frozenset[str]:
        return frozenset(drawn[name]).union(*map(reached, drawn[name]))

    for name, others in used.items():
        assert drawn[name] <= others <= reached(name)


def test_the_picture_names_every_room():
    root = ET.fromstring(draw())
    names = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert names == uses().keys()
