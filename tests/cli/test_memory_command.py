"""`sphinx-amts memory`: stats, export, import."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest


@pytest.fixture(scope="module")
def filled(new_project, tmp_path_factory):
    """A book that was built once, with its memory in `memory/`."""
    book = new_project(tmp_path_factory.mktemp("filled"))
    book.write("index.rst", "Welcome\n=======\n\nA *fine* paragraph. Its end.\n")
    book.engine(amts_memory_dir=str(book.root / "memory"))
    assert book.build().code == 0
    return book


def test_stats(filled, amts):
    folder = filled.root / "memory"
    ran = amts(filled, "memory", "--dir", folder, "stats")
    assert ran.code == 0, ran.err
    first, second = ran.out.splitlines()
    assert first.startswith(f"{folder}: 3 units, ")
    assert second == "  en-es  command fake_engine.py  3"


def test_stats_of_no_memory(filled, amts):
    folder = filled.root / "none"
    ran = amts(filled, "memory", "--dir", folder, "stats")
    assert ran.code == 0
    assert ran.out == f"{folder}: 0 units, 0 kB\n"
    assert not folder.exists()


def test_what_is_exported_and_imported_serves_a_build(filled, amts, tmp_path):
    tmx = tmp_path / "memory.tmx"
    ran = amts(filled, "memory", "--dir", filled.root / "memory", "export", tmx)
    assert (ran.code, ran.out) == (0, f"{tmx}: 3 units\n")
    assert len(ET.parse(tmx).findall(".//tu")) == 3
    other = tmp_path / "memory"
    ran = amts(filled, "memory", "--dir", other, "import", tmx)
    assert (ran.code, ran.out) == (0, f"{tmx}: 3 units\n")
    ran = amts(filled, "memory", "--dir", other, "export", "-")
    assert ran.out == tmx.read_text("utf-8")
    built = filled.build("-E", "-D", f"amts_memory_dir={other}")
    assert built.code == 0, built.output
    assert built.calls == []


def test_export_of_one_language(filled, amts):
    folder = filled.root / "memory"
    for language, units in (("es", 3), ("fr", 0)):
        ran = amts(filled, "memory", "--dir", folder, "export", "-", "-l", language)
        assert len(ET.fromstring(ran.out.encode()).findall(".//tu")) == units


@pytest.mark.parametrize("content", [b"", b"no xml", b"<tmx version='1.4'><body><tu>"])
def test_a_damaged_tmx_file(filled, amts, tmp_path, content):
    tmx = tmp_path / "bad.tmx"
    tmx.write_bytes(content)
    ran = amts(filled, "memory", "--dir", tmp_path / "memory", "import", tmx)
    ran.refused("bad.tmx")


def test_files_that_cannot_be_opened(filled, amts, tmp_path):
    memory = ["memory", "--dir", tmp_path / "memory"]
    amts(filled, *memory, "import", tmp_path / "no.tmx").refused("no.tmx", "No such")
    away = tmp_path / "no" / "out.tmx"
    amts(filled, *memory, "export", away).refused(away, "No such")


def test_a_damaged_memory_leaves_an_older_export_alone(filled, amts, tmp_path):
    folder = tmp_path / "memory"
    folder.mkdir()
    (folder / "cache.db").write_bytes(b"no database" * 500)
    tmx = tmp_path / "old.tmx"
    tmx.write_text("older export")
    for command in (["stats"], ["export", tmx]):
        ran = amts(filled, "memory", "--dir", folder, *command)
        ran.refused(folder / "cache.db", "damaged", "move it away")
    assert tmx.read_text() == "older export"


def test_a_memory_that_cannot_be_written(filled, amts, tmp_path):
    tmx = tmp_path / "memory.tmx"
    amts(filled, "memory", "--dir", filled.root / "memory", "export", tmx)
    (tmp_path / "file").write_text("")
    ran = amts(filled, "memory", "--dir", tmp_path / "file/memory", "import", tmx)
    ran.refused(tmp_path / "file/memory", "cannot be written")


def test_a_memory_from_a_newer_version(filled, amts, tmp_path):
    folder = tmp_path / "memory"
    tmx = tmp_path / "memory.tmx"
    amts(filled, "memory", "--dir", filled.root / "memory", "export", tmx)
    amts(filled, "memory", "--dir", folder, "import", tmx)
    with sqlite3.connect(folder / "cache.db") as connection:
        connection.execute("UPDATE Cache SET value = '99' WHERE key = 'meta:format'")
    connection.close()
    ran = amts(filled, "memory", "--dir", folder, "stats")
    ran.refused(folder / "cache.db", "newer sphinx-amts")


def test_what_is_not_built_as_a_memory_is_refused_and_left_alone(
    filled, amts, tmp_path
):
    folder = tmp_path / "memory"
    tmx = tmp_path / "memory.tmx"
    amts(filled, "memory", "--dir", filled.root / "memory", "export", tmx)
    amts(filled, "memory", "--dir", folder, "import", tmx)
    with sqlite3.connect(folder / "cache.db") as connection:
        connection.execute('CREATE VIEW "\x1b[31m" AS SELECT 1')
    connection.close()
    before = (folder / "cache.db").read_bytes()
    for command in (["stats"], ["export", "-"], ["import", tmx]):
        ran = amts(filled, "memory", "--dir", folder, *command)
        ran.refused(folder / "cache.db", "not a translation memory", "move it away")
        assert "\x1b" not in ran.err
    assert (folder / "cache.db").read_bytes() == before


@pytest.mark.parametrize("command", ["translate", "status"])
def test_a_command_on_a_book_says_what_it_sets_aside(
    new_project, amts, tmp_path, command
):
    book = new_project(tmp_path)
    book.write("index.rst", "Welcome\n=======\n\nA *fine* paragraph.\n")
    folder = tmp_path / "memory"
    book.engine(amts_memory_dir=str(folder))
    folder.mkdir()
    (folder / "cache.db").write_bytes(b"no database" * 500)
    ran = amts(book, command, book.src, "-l", "es")
    assert ran.code == 0, ran.err
    lines = [line for line in ran.err.splitlines() if "cache.db" in line]
    (line,) = lines
    assert line.startswith(f"sphinx-amts: {folder / 'cache.db'}: ")
    assert str(folder / "set-aside-1.db") in line
    assert (folder / "set-aside-1.db").read_bytes() == b"no database" * 500


def test_units_that_an_import_leaves_out_are_named_and_counted(filled, amts, tmp_path):
    tmx = tmp_path / "of-years.tmx"
    good = '<tu><tuv xml:lang="{}"><seg>Tea {}</seg></tuv>{}</tu>\n'
    other = '<tuv xml:lang="es"><seg>Té</seg></tuv>'
    units = [good.format("en-US", 0, other)]
    units += [good.format("en", n, "") for n in range(1, 23)]
    tmx.write_text(
        '<tmx version="1.4"><header srclang="en"/><body>\n'
        + "".join(units)
        + "</body></tmx>",
        encoding="utf-8",
    )
    ran = amts(filled, "memory", "--dir", tmp_path / "memory", "import", tmx)
    assert ran.code == 1
    assert ran.out == f"{tmx}: 1 unit; left out: 22\n"
    first, *_, last = ran.err.splitlines()
    assert f"{tmx}:3: a text without a translation" in first
    assert f"{tmx}: and 2 more" in last
    ran = amts(filled, "memory", "--dir", tmp_path / "memory", "stats")
    assert ran.out.startswith(f"{tmp_path / 'memory'}: 1 unit, ")


def test_an_export_that_does_not_fit_on_the_disk_leaves_an_older_one(
    filled, amts, tmp_path
):
    tmx = tmp_path / "memory.tmx"
    tmx.write_text("an older export", "utf-8")
    startup = tmp_path / "startup"
    startup.mkdir()
    (startup / "small_disk.py").write_text(
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "from sphinx_amts.cli.main import main\n"
        "raise SystemExit(main())\n",
        "utf-8",
    )
    done = subprocess.run(
        [
            *(sys.executable, startup / "small_disk.py"),
            *("memory", "--dir", filled.root / "memory", "export", tmx),
        ],
        env=filled.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"sphinx-amts: {tmx}: File too large\n"
    assert tmx.read_text("utf-8") == "an older export"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memory.tmx", "startup"]
