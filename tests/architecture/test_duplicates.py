"""Code that stands twice in the package, under other names, is found."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from duplicates import duplicates
from graph import PACKAGE

MOST = 12
"""Pairs of blocks of one shape; that of two tables may be one by chance."""


def test_hardly_any_blocks_have_the_same_shape():
    found = [f"{pair.first}  {pair.second}" for pair in duplicates(PACKAGE)]
    assert len(found) <= MOST, "\n".join(found)


def test_blocks_of_one_shape_are_found_under_other_names(tmp_path):
    block = "\n".join(f"    {name} = {name} + {n}" for n, name in enumerate("abcdef"))
    other = block.replace("a", "x").replace("+ 3", "+ 7")
    (tmp_path / "one.py").write_text(f"def one(a, b, c, d, e, f):\n{block}\n")
    (tmp_path / "two.py").write_text(f"def two(x, b, c, d, e, f):\n{other}\n")
    assert len(duplicates(tmp_path)) == 1
    (tmp_path / "two.py").write_text("def two(x):\n    x = x + 7\n    return x\n")
    assert duplicates(tmp_path) == []
