"""How engines are found by name."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import sphinx_amts
from sphinx_amts.engines.base import EngineOptions, create_engine, engine_names
from sphinx_amts.errors import ConfigError

ROOT = Path(sphinx_amts.__file__).parents[1]


def test_built_in_engines_need_no_installation():
    assert {"command", "pseudo", "pseudo-rtl"} <= set(engine_names())
    for name in ("pseudo", "pseudo-rtl"):
        assert create_engine(name, EngineOptions()).name == name


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("psuedo", 'did you mean "pseudo"?'),
        ("Command", 'did you mean "command"?'),
        ("xyz", "there are amazon, command, pseudo, pseudo-rtl"),
    ],
)
def test_an_unknown_name(name, hint):
    with pytest.raises(ConfigError) as caught:
        create_engine(name, EngineOptions())
    assert str(caught.value) == f'unknown engine "{name}"; {hint}'


@pytest.fixture
def plugin(tmp_path):
    (tmp_path / "shouting.py").write_text(
        textwrap.dedent("""
        class Shout:
            name = identity = "shout"
            metered = False
        def create(options):
            return Shout()
        """)
    )
    info = tmp_path / "shouting-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\n")
    (info / "entry_points.txt").write_text(
        "[sphinx_amts.engines]\nshout = shouting:create\nbroken = shouting:missing\n"
    )
    return tmp_path


def run(plugin, code):
    code = (
        f"import sys; sys.path[:0] = [{str(plugin)!r}, {str(ROOT)!r}]\n"
        "from sphinx_amts.engines.base import EngineOptions, create_engine\n" + code
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_engine_of_a_plug_in(plugin):
    done = run(plugin, "print(create_engine('shout', EngineOptions()).identity)")
    assert done.stdout == "shout\n", done.stderr


def test_a_plug_in_that_cannot_be_loaded(plugin):
    done = run(plugin, "create_engine('broken', EngineOptions())")
    last = done.stderr.splitlines()[-1]
    assert last.startswith('sphinx_amts.errors.EngineNotInstalled: the engine "broken"')
    assert "shouting:missing" in last
