"""The extension goes into any shape of `conf.py`, or the file is left alone."""

from __future__ import annotations

import ast
import difflib
import itertools
import random

import pytest

from sphinx_amts.onboarding.conf_edit import (
    EXTENSION,
    add_extension,
    add_lines,
    line_that_loads,
)
from sphinx_amts.onboarding.python_text import NotUnderstood, PythonText


def edited(text: str) -> str:
    return add_extension(PythonText.of(text.encode())).encoded().decode()


def value_of(text: str) -> list[str]:
    names: dict[str, object] = {"flag": False, "other": ["other"]}
    exec(compile(text, "conf.py", "exec"), names)  # written in this file
    return list(names["extensions"])


SHAPES = {
    "extensions = []\n": 'extensions = ["sphinx_amts"]\n',
    "extensions = [ ]": 'extensions = ["sphinx_amts" ]',
    "extensions = ()": 'extensions = ("sphinx_amts",)',
    "extensions = ['a']": "extensions = ['a', 'sphinx_amts']",
    'extensions = ["a",]  # x': 'extensions = ["a", "sphinx_amts",]  # x',
    "extensions = ('a', 'b')\n": "extensions = ('a', 'b', 'sphinx_amts')\n",
    "extensions = [\n    'a',\n    'b',  # why, [so\n    # 'c',\n]\n": (
        "extensions = [\n    'a',\n    'b',  # why, [so\n    'sphinx_amts',\n"
        "    # 'c',\n]\n"
    ),
    "extensions = [\n    'a',\n    'b'  # why, ]\n]\n": (
        "extensions = [\n    'a',\n    'b',  # why, ]\n    'sphinx_amts'\n]\n"
    ),
    "extensions: list[str] = [\n\t# none, yet\n]\n": (
        'extensions: list[str] = [\n\t# none, yet\n\t"sphinx_amts",\n]\n'
    ),
    "extensions = [\n    'a', 'b',\n    'c']\n": (
        "extensions = [\n    'a', 'b',\n    'c', 'sphinx_amts']\n"
    ),
    "extensions = [\n    'a'\n    , 'b'\n]": (
        "extensions = [\n    'a'\n    , 'b', 'sphinx_amts'\n]"
    ),
    "extensions = [('a'), ('b' 'c')]; x = 1\n": (
        "extensions = [('a'), ('b' 'c'), 'sphinx_amts']; x = 1\n"
    ),
    "extensions = other + ['a']\n": "extensions = other + ['a', 'sphinx_amts']\n",
    "extensions = ['a'] + other\n": "extensions = ['a', 'sphinx_amts'] + other\n",
    "extensions = [*other, 'a']\n": "extensions = [*other, 'a', 'sphinx_amts']\n",
    "extensions = ['ä', r'ö']  # ü\n": (
        "extensions = ['ä', r'ö', 'sphinx_amts']  # ü\n"
    ),
    "extensions = sorted(other)\nx = '''1\n2'''; y = 3": (
        'extensions = sorted(other)\nextensions = [*extensions, "sphinx_amts"]\n'
        "x = '''1\n2'''; y = 3"
    ),
    "x = 1; extensions = list(other); y = '''\n'''": (
        "x = 1; extensions = list(other); y = '''\n'''\n"
        'extensions = [*extensions, "sphinx_amts"]'
    ),
    "extensions = ['a']\nif flag:\n    extensions.append('b')\n": (
        "extensions = ['a', 'sphinx_amts']\nif flag:\n    extensions.append('b')\n"
    ),
    "extensions = ['a']\nif not flag:\n    extensions = ['b']\nx = 1\n": (
        "extensions = ['a']\nif not flag:\n    extensions = ['b']\n"
        'extensions = [*extensions, "sphinx_amts"]\nx = 1\n'
    ),
    "extensions = ['a', 'b']\nextensions.remove('a')\n": (
        "extensions = ['a', 'b']\nextensions.remove('a')\n"
        'extensions = [*extensions, "sphinx_amts"]\n'
    ),
    "try:\n    import q\nexcept ImportError:\n    extensions = []\nelse:\n"
    "    extensions = ['q']\n": (
        "try:\n    import q\nexcept ImportError:\n    extensions = []\nelse:\n"
        "    extensions = ['q']\nextensions = [*extensions, \"sphinx_amts\"]\n"
    ),
    "extensions = kept = ['a']\n": (
        "extensions = kept = ['a']\nextensions = [*extensions, \"sphinx_amts\"]\n"
    ),
    "project = 'x'": "project = 'x'\n\nextensions = [\"sphinx_amts\"]",
    "": 'extensions = ["sphinx_amts"]\n',
    "# only words\n": '# only words\n\nextensions = ["sphinx_amts"]\n',
}


@pytest.mark.parametrize("before", SHAPES)
def test_extension_is_added_in_the_style_of_the_list(before):
    after = edited(before)
    assert after == SHAPES[before]
    try:
        known = value_of(before)
    except KeyError:
        known = []
    assert sorted(value_of(after)) == sorted([*known, EXTENSION])
    assert line_that_loads(PythonText.of(after.encode()))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("if flag:\n    extensions = ['a']\n", "line 1: extensions is set under"),
        ("for x in other:\n    extensions = [x]\n", "line 1: .* under a condition"),
        ("from common import *\n", "another file"),
        ("exec(open('common.py').read())\n", "another file"),
        ("extensions = 'a', 'b'\n", "line 1: a tuple without parentheses"),
        ("extensions = ('a'), ('b')\n", "unusual way"),
        ("extensions = []\ndel extensions\n", "line 2: extensions is deleted"),
        ("extensions = [\n", "line 1: "),
        ("project = 'x'\nextensions = ['a'\n", "line 2: "),
        ("x = '\0'", "null|NUL"),
        ("# coding: nothing-real\nextensions = []\n", "unknown encoding"),
        ("# coding: utf-8\nx = '\udcff'\n", "utf-8"),
    ],
)
def test_file_that_is_not_certain_is_left_alone(text, why):
    with pytest.raises(NotUnderstood, match=why):
        add_extension(PythonText.of(text.encode("utf-8", "surrogateescape")))


def test_bytes_around_stay_as_they_are():
    for encoding, head in (
        ("utf-8-sig", ""),
        ("utf-8", ""),
        ("latin-1", "# -*- coding: latin-1 -*-\n"),
        ("gb18030", "# vim: set fileencoding=gb18030 :\n"),
    ):
        word = "é" if encoding == "latin-1" else "书é"
        # Python finds no encoding in a line that a carriage return alone ends
        newlines = ("\n", "\r\n") if head else ("\n", "\r\n", "\r")
        for newline, end in itertools.product(newlines, (True, False)):
            text = f"{head}project = '{word}'\nextensions = [\n\t'a',\n]\nx = '{word}'"
            text = (text + "\n" * end).replace("\n", newline)
            data = text.encode(encoding)
            source = PythonText.of(data)
            after = add_lines(add_extension(source), ["y = 1"]).encoded()
            added = f"\t'sphinx_amts',{newline}".encode()
            assert added in after
            tail = f"{newline}y = 1{newline}" if end else f"{newline * 2}y = 1"
            assert after.endswith(tail.encode())
            assert after.removesuffix(tail.encode()).replace(added, b"") == data


# parts of lists: what opens one, what is in it, what stands behind an element
_OPENED = ("[", "[ ", "[  # all\n    ", "[\n    ", "[\n\t", "(", "(\n  ")
_ELEMENTS = ("'a'", '"b"', "('c')", "'d' 'e'", "*other", "f'g'", "r'h'", "('i',)[0]")
_BETWEEN = (", ", ",", ",\n    ", " ,  # it, ]\n    ", "\n    , ", ",\n\n    # no\n  ")
_CLOSED = ("", ",", ",\n", "\n", "  # end )\n", ",  # end ]\n", ",\n    # 'z',\n")
_AROUND = (
    ("", "\n"),
    ("import sys\n", ""),
    ("x = 1; ", "; y = 2\n"),
    ("", "\nextensions.append('q')\nz = 1"),
    ("", "\nif flag:\n    extensions += ['q']\n# end"),
    ("from os import path\nextensions = []\n", " + list(other)\n"),
    ("extensions: list = []\nif flag:\n    pass\n", "  # so\nx = '''\n'''\n"),
)


def test_made_lists_get_it_or_are_left_alone():
    chance = random.Random(8)
    made = left = 0
    for _ in range(1000):
        opened = chance.choice(_OPENED)
        count = chance.randint(0, 4)
        text = opened
        for number in range(count):
            text += (chance.choice(_BETWEEN) if number else "") + chance.choice(
                _ELEMENTS
            )
        end = chance.choice(_CLOSED)
        text += end if count else end.replace(",", "")
        head, tail = chance.choice(_AROUND)
        text = f"{head}extensions = {text}{')' if '(' in opened else ']'}{tail}"
        try:
            known = value_of(text)
        except (SyntaxError, TypeError, AttributeError):
            continue  # no list after all
        try:
            after = edited(text)
        except NotUnderstood:
            left += 1
            continue
        made += 1
        assert sorted(value_of(after)) == sorted([*known, EXTENSION]), (text, after)
        changes = difflib.SequenceMatcher(None, text, after, autojunk=False)
        assert {c[0] for c in changes.get_opcodes()} <= {"equal", "insert"}, after
        ast.parse(after)
    assert made > 500
    assert left < made / 10
