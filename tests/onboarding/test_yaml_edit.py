"""Extension and settings go into any shape of `_config.yml`, or it is left alone."""

from __future__ import annotations

import difflib

import pytest

from sphinx_amts.onboarding.python_text import NotUnderstood
from sphinx_amts.onboarding.yaml_edit import add_to_yaml, read_yaml, yaml_lines

pytest.importorskip("yaml")

ONE = {"amts_source_language": '"de"'}

SHAPES = {
    "": "sphinx:\n  extra_extensions:\n    - sphinx_amts\n",
    "title: x  # y\n": (
        "title: x  # y\n\nsphinx:\n  extra_extensions:\n    - sphinx_amts\n"
    ),
    "title: x": "title: x\n\nsphinx:\n  extra_extensions:\n    - sphinx_amts",
    "title: x\r\n": (
        "title: x\r\n\r\nsphinx:\r\n  extra_extensions:\r\n    - sphinx_amts\r\n"
    ),
    "sphinx:\n": "sphinx:\n  extra_extensions:\n    - sphinx_amts\n",
    "sphinx:  # ours\nlatex: {}\n": (
        "sphinx:  # ours\n  extra_extensions:\n    - sphinx_amts\nlatex: {}\n"
    ),
    "sphinx:\n    config:\n        a: 1\n": (
        "sphinx:\n    extra_extensions:\n      - sphinx_amts\n    config:\n"
        "        a: 1\n"
    ),
    "sphinx:\n  extra_extensions:\n  - a  # why\n  # - b\n  config: {}\n": (
        "sphinx:\n  extra_extensions:\n  - a  # why\n  - sphinx_amts\n  # - b\n"
        "  config: {}\n"
    ),
    "sphinx:\n  extra_extensions:\n    - 'a'\n    - b": (
        "sphinx:\n  extra_extensions:\n    - 'a'\n    - b\n    - sphinx_amts"
    ),
    "sphinx:\n  extra_extensions: [a, b]  # two\n": (
        "sphinx:\n  extra_extensions: [a, b, sphinx_amts]  # two\n"
    ),
    "sphinx:\n  extra_extensions: [\n    a,\n  ]\n": (
        "sphinx:\n  extra_extensions: [\n    a, sphinx_amts,\n  ]\n"
    ),
    "sphinx:\n  extra_extensions: []\n": (
        "sphinx:\n  extra_extensions: [sphinx_amts]\n"
    ),
    "sphinx:\n  extra_extensions:\ntitle: é\n": (
        "sphinx:\n  extra_extensions:\n    - sphinx_amts\ntitle: é\n"
    ),
}


@pytest.mark.parametrize("before", SHAPES)
def test_extension_is_added_in_the_style_of_the_file(before):
    after = add_to_yaml(before, "sphinx_amts", {})
    assert after == SHAPES[before]
    assert read_yaml(after)["sphinx"]["extra_extensions"][-1] == "sphinx_amts"


@pytest.mark.parametrize(
    "before",
    [
        "title: x\n",
        "sphinx:\n",
        "sphinx:\n  config:\n",
        "sphinx:\n  config:\n    # none\n  extra_extensions: [a]\n",
        "sphinx:\n    extra_extensions:\n    - a\n    config:\n        b: {c: d}\n",
    ],
)
def test_settings_are_added_and_all_else_stays(before):
    after = add_to_yaml(before, "sphinx_amts", ONE | {"locale_dirs": '["locale"]'})
    config = read_yaml(after)["sphinx"]["config"]
    assert config["amts_source_language"] == "de"
    assert config["locale_dirs"] == ["locale"]
    changes = difflib.SequenceMatcher(None, before, after, autojunk=False)
    assert {c[0] for c in changes.get_opcodes()} <= {"equal", "insert"}


@pytest.mark.parametrize(
    "before",
    [
        "sphinx: {extra_extensions: [a], config: {}}\n",
        "sphinx: {config: {}}\n",
        "sphinx:\n  extra_extensions: a\n",
        "sphinx: yes\n",
        "sphinx:\n  - a\n",
        "sphinx: &all\n  extra_extensions: *all\n",
        "x: &many [a]\nsphinx:\n  extra_extensions: *many\n",
        "title: x\n...\n",
        "- a\n",
        "a: [\n",
        "a: !!python/name:os.system\n",
        "a: 1\n--- \nb: 2\n",
    ],
)
def test_file_that_is_not_certain_is_left_alone(before):
    with pytest.raises(NotUnderstood):
        add_to_yaml(before, "sphinx_amts", ONE)


def test_lines_to_paste_do_the_same():
    lines = "\n".join(yaml_lines("sphinx_amts", ONE))
    assert read_yaml(lines) == read_yaml(add_to_yaml("", "sphinx_amts", ONE))
