"""The program itself: how it is installed, started and completed, and its versions."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import version

import pytest
from installed import ROOT

from sphinx_amts import __version__
from sphinx_amts.cli.commands import COMMANDS


def run(*command, **env):
    kept = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    return subprocess.run(
        [*map(str, command)], env=kept, capture_output=True, text=True, check=False
    )


def amts(*words, **env):
    """Run it as a module, as in an environment whose programs are not on the path."""
    return run(sys.executable, "-m", "sphinx_amts", *words, **env)


def test_it_names_the_versions_that_a_report_of_a_fault_needs():
    done = amts("--version")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"sphinx-amts {__version__}"
    assert lines[1].startswith(f"Python {platform.python_version()} ")
    for name in ("Sphinx", "docutils", "Babel"):
        assert f"{name} {version(name)}" in lines
    assert lines[-1] == f"platform {platform.platform()}"
    # of what is broken it must tell as well: nothing of it is imported
    assert amts("--version", PYTHONPATH=f"{ROOT}:nowhere").stdout == done.stdout


def test_the_module_is_the_program():
    assert amts("check", "--help").stdout.startswith("usage: sphinx-amts check")
    done = amts("chek")
    assert done.returncode == 2
    assert "sphinx-amts: error: 'chek': no such command" in done.stderr


def completions(script: str, *words: str) -> set[str]:
    """Return what bash offers after *words*, of which the last one has begun."""
    line = f"{script}\nCOMP_WORDS=({' '.join(words)})\nCOMP_CWORD={len(words) - 1}\n"
    (function,) = re.findall(r"complete .*-F (\S+) sphinx-amts$", script, re.MULTILINE)
    line += f'{function} sphinx-amts\nprintf "%s\\n" "${{COMPREPLY[@]}}"'
    done = run("bash", "--norc", "-c", line)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_commands_options_and_choices():
    pytest.importorskip("shtab")
    script = amts("completion", "bash").stdout
    assert completions(script, "sphinx-amts", "''") >= {c.name for c in COMMANDS}
    assert completions(script, "sphinx-amts", "re") == {"review", "resolve", "refresh"}
    assert completions(script, "sphinx-amts", "memory", "ex") == {"export"}
    assert "--fail-under" in completions(script, "sphinx-amts", "status", "--f")
    offered = completions(script, "sphinx-amts", "refresh", "--because", "t")
    assert {"terminology", "terms"} <= offered


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_scripts_of_other_shells_are_whole(shell, tmp_path):
    pytest.importorskip("shtab")
    done = amts("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    for command in COMMANDS:
        assert command.name in done.stdout
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(done.stdout)
        assert run(shell, "-n", script).returncode == 0


def test_a_shell_that_is_none_is_refused_with_the_nearest():
    done = amts("completion", "bsh")
    assert done.returncode == 2
    assert "did you mean 'bash'?" in done.stderr


@pytest.mark.slow
def test_wheel_and_sdist_install_from_an_index(tmp_path):
    """As pip finds them in an index: by name, with their metadata, without the tree."""
    pytest.importorskip("pip")
    files = tmp_path / "simple" / "sphinx-amts"
    build = [sys.executable, "-m", "hatchling", "build", "-d", files]
    both = ("-t", "wheel", "-t", "sdist")
    done = subprocess.run(
        [*build, *both], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in files.iterdir())
    assert [name.rpartition(".")[2] for name in names] == ["whl", "gz"]
    links = "".join(f'<a href="{name}">{name}</a>' for name in names)
    (files / "index.html").write_text(f"<!DOCTYPE html><title>Links</title>{links}")

    found = []
    for kind in ("--only-binary", "--no-binary"):
        site = tmp_path / kind.strip("-")
        done = run(
            *(sys.executable, "-m", "pip", "install", "-q", "--isolated", "--no-deps"),
            *("--disable-pip-version-check", "--no-build-isolation", "--no-cache-dir"),
            *(kind, "sphinx-amts", "--target", site),
            *("--index-url", (tmp_path / "simple").as_uri(), "sphinx-amts"),
        )
        assert done.returncode == 0, done.stderr
        assert (site / "bin" / "sphinx-amts").is_file()
        done = amts("--version", PYTHONPATH=str(site), PYTHONSAFEPATH="1")
        assert done.stdout.startswith(f"sphinx-amts {__version__}\n"), done.stderr
        found.append(sources(site / "sphinx_amts"))
    assert found == [sources(ROOT / "sphinx_amts")] * 2


def sources(package):
    paths = (path for path in package.rglob("*") if "__pycache__" not in path.parts)
    return {path.relative_to(package) for path in paths if path.is_file()}
