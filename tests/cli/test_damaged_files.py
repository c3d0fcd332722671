"""Files of strangers for commands: read, or refused in one line that names them."""

from __future__ import annotations

import os
import random

import pytest
from mutations import mutated
from reader_formats import FORMATS

COMMANDS = {
    "memory in TMX": ("memory", "--dir", "{memory}", "import", "{file}"),
    "text to align": ("align", "{file}", "{file}", "-s", "en", "-t", "es"),
    "chapter of D2L": ("convert", "d2l", "{root}/d2l", "{out}"),
    "changes of a book": ("changes", "--from", "{file}"),
    "review sheet": ("review", "{book}", "-l", "es", "--take", "{file}"),
    "returned catalog": ("review", "{book}", "-l", "es", "--take", "{file}"),
}
CASES = 6


@pytest.fixture(scope="module")
def book(new_project, tmp_path_factory):
    project = new_project(tmp_path_factory.mktemp("damaged"))
    project.write("index.rst", "Coffee\n======\n\nPour the water slowly.\n")
    return project


def run(amts, book, tmp_path, form, data):
    form.make(tmp_path)
    path = tmp_path / form.file
    if data is not None:
        path.unlink()
        data(path) if callable(data) else path.write_bytes(data)
    places = {
        "file": path, "root": tmp_path, "book": book.src,
        "out": tmp_path / "out", "memory": tmp_path / "memory",
    }  # fmt: skip
    return amts(book, *(part.format(**places) for part in COMMANDS[form.name])), path


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("case", range(CASES))
def test_damaged_files_given_to_commands(book, amts, tmp_path, name, case):
    (form,) = (form for form in FORMATS if form.name == name)
    form.make(tmp_path)
    data = (tmp_path / form.file).read_bytes()
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    damaged = mutated(data, random.Random(f"{name} {case}"), [data], form.kind)
    ran, path = run(amts, book, tmp_path, form, damaged)
    assert "Traceback" not in ran.out + ran.err
    assert ran.code in {0, 1, 2}
    lines = ran.err.strip().splitlines()
    if ran.code == 1:  # the rest was taken
        assert lines
        assert all(line.startswith(("sphinx-amts: ", f"{path}:")) for line in lines)
    elif ran.code == 2:
        (line,) = lines
        assert line.startswith("sphinx-amts: ")
        assert path.name in line or "d2l" in line
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("name", [name for name in COMMANDS if "D2L" not in name])
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (os.mkfifo, "a pipe or a device"),
        (lambda path: path.symlink_to("/dev/zero"), "a pipe or a device"),
        (lambda path: path.mkdir(), "a folder"),
    ],
    ids=["pipe", "device", "folder"],
)
def test_what_is_no_file_given_to_commands(book, amts, tmp_path, name, make, reason):
    (form,) = (form for form in FORMATS if form.name == name)
    ran, path = run(amts, book, tmp_path, form, make)
    assert "Traceback" not in ran.out + ran.err
    assert ran.code == 2
    (line,) = ran.err.strip().splitlines()
    assert str(path) in line
    assert reason in line
