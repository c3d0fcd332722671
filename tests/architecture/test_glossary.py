"""The glossary names the class and the module of each concept, and both exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sphinx_amts

PACKAGE = Path(sphinx_amts.__file__).parent
DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| ([^|`]+) \| `(\w+)` \| `([\w/]+)` \| ([^|`]+) \|$", re.M)
TABLE = (DOCS / "glossary.md").read_text("utf-8").partition("| Concept |")[2]
ROWS = ROW.findall(TABLE)


def classes(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


DEFINED = {path: classes(path) for path in PACKAGE.rglob("*.py")}
PAGES = "\n".join(path.read_text("utf-8") for path in DOCS.rglob("*.md"))
TEXTS = PAGES.replace(TABLE, "").lower()


def test_every_row_is_read():
    # besides the head of the table and the line below it
    assert len(ROWS) == TABLE.count("\n| ") - 1 >= 35


@pytest.mark.parametrize(("concept", "name", "module", "word"), ROWS)
def test_class_and_module_of_a_concept_exist(concept, name, module, word):
    modules = [path for path, names in DEFINED.items() if name in names]
    assert modules == [PACKAGE / f"{module}.py"], "one class of this name, and there"
    assert word in TEXTS, "the pages use the word"


@pytest.mark.parametrize("column", range(3), ids=["concept", "class", "word"])
def test_no_word_stands_for_two_things(column):
    words = [(row[0], row[1], row[3])[column] for row in ROWS]
    assert len(set(words)) == len(words)
