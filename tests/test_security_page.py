"""Each sentence of `SECURITY.md` about what holds names tests, and these exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
PROMISES = PAGE[PAGE.index("## Text from outside") : PAGE.index("## What is not")]
SENTENCES = re.findall(r"^- .*?(?=^- |^#|\Z)", PROMISES, re.MULTILINE | re.DOTALL)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    )


def test_there_are_sentences():
    assert len(SENTENCES) > 20


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda text: text[2:40])
def test_each_sentence_has_its_tests(sentence):
    named = TEST.findall(sentence)
    assert named
    for path, name in named:
        assert name in names_in(path), f"{path}::{name}"
