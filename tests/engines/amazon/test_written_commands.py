"""Every command of the README and the docs runs, in a book on an emulated account."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

import emulated
from launching import launch
from written_commands import (
    NAMED,
    NOT_RUN,
    OPTIONS,
    OTHER_PROGRAMS,
    Written,
    commands_of_messages,
    names_of,
    write_world,
    written_commands,
)

from sphinx_amts.cli.main import main, make_parser

WRITTEN = list(written_commands())
MEMBERS = list(names_of(make_parser()))
WITHOUT_BOOK = {"memory stats"}
OURS = {"sphinx-amts": "sphinx_amts.cli.main", "sphinx-build": "sphinx.cmd.build"}

FAIL = {
    # what is not complete, as a person would be told as well
    "status . --fail-under 90": "is not translated so far",
    "status . --fail-under 50": "is not translated so far",
    "status . -l es --fail-under 90 --fail-under bleu=25": "is not translated so far",
}
"""Commands that end with 1, and why the book of the tests makes them."""


def to_run():
    """Return page -> commands that no page above it has."""
    found: dict[str, list[Written]] = {}
    known = set()
    for one in WRITTEN:
        key = (one.words, one.environment)
        if one.words[0] in OURS and not is_left_out(one) and key not in known:
            known.add(key)
            found.setdefault(one.page, []).append(one)
    return found


def is_left_out(one):
    return one.words[0] == "sphinx-amts" and any(
        one.text == known or one.text.startswith(f"{known} ") for known in NOT_RUN
    )


RUNS = to_run()


@pytest.fixture(scope="module")
def world(s3_url, tmp_path_factory):
    """A book with drafts, and the account."""
    folder = tmp_path_factory.mktemp("world")
    write_world(folder / "book", emulated.AMAZON)
    with emulated.emulated_amazon(s3_url) as amazon:
        amazon.client("s3").create_bucket(Bucket="rehearsal")
        words = ("sphinx-amts", "translate", str(folder / "book"), "--wait")
        draft = Written("", 0, words)
        code, out, err = ran(draft, folder, amazon)
        assert code == 0, out + err
        yield folder, amazon


def test_what_is_not_run_is_on_the_pages():
    programs = {one.words[0] for one in WRITTEN}
    others = {p for p in programs if p not in OURS and not p.startswith(".venv/")}
    assert others == set(OTHER_PROGRAMS)
    texts = [one.text for one in WRITTEN if one.words[0] == "sphinx-amts"]
    for known in (*NOT_RUN, *OPTIONS, *FAIL, *NAMED):
        assert any(text.startswith(known) for text in texts), known


@pytest.mark.parametrize("page", RUNS)
def test_the_commands_of_a_page_run(page, world, tmp_path, monkeypatch):
    original, amazon = world
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path / "book")
    for one in RUNS[page]:
        code, out, err = ran(one, tmp_path, amazon)
        place = f"{page}:{one.line}: {one.text}: "
        assert code == (1 if one.text in FAIL else 0), f"{place}{code} {out}{err}"
        assert "Traceback" not in out + err, place


def test_commands_of_messages_run(world, tmp_path, monkeypatch):
    original, amazon = world
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path / "book")
    named = commands_of_messages()
    assert len(named) >= 8
    for line in sorted(named):  # "build" stands before "push" of the same
        code, out, err = ran(
            Written("", 0, ("sphinx-amts", *line.replace("REV", "v1.0").split())),
            tmp_path,
            amazon,
        )
        assert code == 0, (line, out, err)


def test_each_command_alone_ends_as_the_table_says(world, tmp_path, monkeypatch):
    original, amazon = world
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    alone = [name for name in MEMBERS if name != "emulator"]
    for folder in (tmp_path / "book", outside):
        monkeypatch.chdir(folder)
        for name in alone:
            one = Written("", 0, ("sphinx-amts", *name.split()))
            code, out, err = ran(one, tmp_path, amazon, as_it_is=True)
            said = [line for line in (out + err).splitlines() if line.strip()]
            assert "Traceback" not in out + err, name
            assert code in {0, 1, 2}, name
            if code == 2:
                last = [line for line in err.splitlines() if line.startswith("sphinx-")]
                assert len(last) == 1, (name, err)
            if folder == outside and name not in WITHOUT_BOOK:
                assert code == 2, name
            assert said or code == 0, name


def test_typing_errors_name_what_was_meant(capsys):
    for name in MEMBERS:
        *family, last = name.split()
        for wrong in (f"{last}x", f"x{last}"):
            with pytest.raises(SystemExit) as left:
                main([*family, wrong])
            assert left.value.code == 2
            said = capsys.readouterr().err
            assert f"did you mean {last!r}?" in said or family, said
        with pytest.raises(SystemExit) as left:
            main([*name.split(), "--helq"])
        assert left.value.code == 2
        said = capsys.readouterr().err
        assert "--helq: no such argument; did you mean '--help'?" in said or (
            "required" in said
        )
        with pytest.raises(SystemExit) as left:
            main([*name.split(), "--help"])
        assert left.value.code == 0
        assert f"usage: sphinx-amts {name}" in capsys.readouterr().out


def ran(one, folder, amazon, *, as_it_is=False):
    """Run a command as it is written; return exit code, output and errors."""
    words = list(one.words[1:])
    if one.words[0] == "sphinx-amts" and not as_it_is:
        for known, (option, _) in OPTIONS.items():
            words += [option] if one.text.startswith(known) else []
        if one.text in NAMED:
            words = [*(word for word in words if word[0] != "-"), "--help"]
    env = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "NO_COLOR": "1",
        "AMTS_SPEND": "50",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        **amazon.environment,
        **dict(one.environment),
    }
    return launch(OURS[one.words[0]], words, env)
