"""Bad input: one line that says where and what to do, and nothing lost."""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """
Welcome
=======

Human paragraph.

Machine paragraph with ``code``.
"""

CATALOG = "locale/es/LC_MESSAGES/index.po"

NO_ENTRY = 'msgid ""\nmsgstr ""\n\n'
ENTRY = 'msgid "Human paragraph."\nmsgstr "Párrafo humano."\n'


@pytest.fixture
def book(empty_project):
    """One page with two messages and a title, one of them translated by a person."""
    empty_project.write("index.rst", PAGE)
    empty_project.human("index", {"Human paragraph.": "Párrafo humano."})
    return empty_project


def errors_of(built):
    return [line for line in built.output.splitlines() if "sphinx-amts: " in line]


def assert_refused(built, *parts):
    """The build stopped with one line of ours that holds *parts*, and no traceback."""
    assert built.code == 2, built.output
    (line,) = errors_of(built)
    assert line.startswith("ERROR: "), line
    for part in parts:
        assert str(part) in line
    assert "Traceback" not in built.output
    assert "sphinx-err" not in built.output
    assert built.calls == []


def notices_of(built):
    assert built.code == 0, built.output
    assert not built.warnings, built.output
    return [line for line in errors_of(built) if "; report: " not in line]


def line_of(book, start):
    lines = (book.src / "conf.py").read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith(start))
    return f"{book.src / 'conf.py'}:{number}: "


# --- settings


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"amts_egine": "x"}, ["unknown setting 'amts_egine'", "'amts_engine'"]),
        ({"amts_engine": "psuedo"}, ['unknown engine "psuedo"', '"pseudo"']),
        ({"amts_engine": "command"}, ["needs a program", "amts_command"]),
        ({"amts_engine": 3}, ["amts_engine must be a non-empty string, not 3"]),
        ({"amts_command": "apertium -u"}, ["amts_command must be a list of strings"]),
        ({"amts_command_timeout": "soon"}, ["amts_command_timeout must be a number"]),
        ({"amts_spend_limit": -1}, ["amts_spend_limit must be a number of at least 0"]),
        ({"amts_source_language": "xq"}, ["'xq'", "no such language"]),
        (
            {"amts_languages": {"es": {"egine": "pseudo"}}},
            ['amts_languages["es"]', "unknown setting 'egine'", "'engine'"],
        ),
        (
            {"amts_languages": {"es": {"engine": "psuedo"}}},
            ['unknown engine "psuedo"', '"pseudo"'],
        ),
        (
            {"amts_languages": {"es": {"memory_dir": "x"}}},
            ["one value for all languages", "amts_memory_dir"],
        ),
        ({"amts_languages": {"es": "pseudo"}}, ["must be a dictionary such as"]),
        ({"amts_languages": {"zh_cn": {}}}, ["'zh_cn'", "did you mean 'zh_CN'"]),
    ],
    ids=str,
)
def test_wrong_settings_in_conf_py(book, values, parts):
    book.conf(**values)
    built = book.build()
    assert_refused(built, line_of(book, next(iter(values))), *parts)


@pytest.mark.parametrize(
    ("define", "parts"),
    [
        ("amts_egine=x", ["unknown setting 'amts_egine'", "'amts_engine'"]),
        ("amts_engine=psuedo", ['unknown engine "psuedo"', '"pseudo"']),
        ("amts_command_timeout=soon", ["must be a number, not 'soon'"]),
        ("amts_strict=maybe", ["must be True or False, not 'maybe'"]),
    ],
)
def test_wrong_settings_on_the_command_line(book, define, parts):
    book.conf(amts_engine="memory", amts_command_timeout=5)
    assert_refused(book.build("-D", define), "-D on the command line: ", *parts)


def test_a_program_that_embeds_sphinx_can_go_on_after_a_wrong_setting(book):
    book.conf(amts_engine="psuedo")
    folders = [str(book.root / name) for name in ("src", "src", "made", "made")]
    warnings = io.StringIO()
    with (
        patch_docutils(folders[0]),
        docutils_namespace(),
        pytest.raises(SphinxError, match='unknown engine "psuedo"') as raised,
    ):
        Sphinx(*folders, "html", {"language": "es"}, io.StringIO(), warnings)
    assert isinstance(raised.value, Exception)
    assert warnings.getvalue().count("unknown engine") == 1


def test_unknown_language_in_conf_py(book):
    book.options.clear()
    book.engine(language="spainish", amts_source_language="en")
    built = book.build()
    warned(built, line_of(book, "language"), "did you mean 'es'", "[amts.language]")
    assert built.calls == []
    assert "Machine paragraph" in book.body("index")


def test_unknown_language_on_the_command_line(book):
    warned(
        book.build("-D", "language=spainish"),
        "-D on the command line: ",
        "language = 'spainish': no such language; did you mean 'es'?",
    )


def test_an_application_that_builds_nothing_says_nothing_of_the_language(book):
    warnings = io.StringIO()
    folders = [str(book.root / name) for name in ("src", "src", "made", "made")]
    with patch_docutils(folders[0]), docutils_namespace():
        app = Sphinx(
            *folders, "html", {"language": "foo"}, io.StringIO(), warnings
        )  # fmt: skip
        assert "foo" not in warnings.getvalue()
        app.build()
    assert "language = 'foo': no such language" in warnings.getvalue()


def test_wrong_settings_are_refused_in_the_source_language_too(book):
    book.options.clear()
    book.conf(amts_strickt=True)
    assert_refused(book.build(), line_of(book, "amts_strickt"), "'amts_strict'")


def test_overrides_under_another_code_of_the_language_count(book):
    book.engine(amts_languages={"es_ES": {"segment": "message"}})
    book.write("index.rst", "Title\n=====\n\nOne sentence. And another one.\n")
    assert "One sentence. And another one." in book.build().sent


# --- human catalogs


@pytest.mark.parametrize(
    ("content", "line", "parts"),
    [
        ((NO_ENTRY + ENTRY).encode()[:-4], 5, ["closing quote", "half-written"]),
        (b"", 1, ["empty", "restore the file or delete it"]),
        (
            f"{NO_ENTRY}<<<<<<< HEAD\n{ENTRY}=======\n{ENTRY}>>>>>>> b\n".encode(),
            4,
            ["conflict marker", "keep one of the two sides"],
        ),
        (
            (NO_ENTRY + ENTRY + "\n" + ENTRY.replace("humano", "b")).encode(),
            7,
            ["in line 4 already", "another translation", "keep one of the two"],
        ),
        (
            (NO_ENTRY + ENTRY).encode("latin-1"),
            5,
            ["0xe1", "is not UTF-8", "save the file as UTF-8"],
        ),
    ],
    ids=["half-written", "empty", "conflict", "duplicate", "encoding"],
)
def test_damaged_human_catalogs(book, content, line, parts):
    book.engine()
    path = book.src / CATALOG
    path.write_bytes(content)
    warned(book.build(), f"{path}:{line}: WARNING: ", *parts, "[amts.catalog]")
    assert path.read_bytes() == content


def test_damaged_human_catalogs_met_by_parallel_readers(book):
    book.jobs = "2"
    book.engine()
    for name in ("one", "two"):
        book.write(f"{name}.rst", f":orphan:\n\n{name}\n===\n\nText.\n")
    path = book.src / CATALOG
    path.write_bytes((NO_ENTRY + ENTRY).encode()[:-4])
    warned(book.build(), f"{path}:5: ", "half-written")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that fails to read")
def test_a_human_catalog_that_cannot_be_read(book):
    path = book.src / CATALOG
    path.unlink()
    path.symlink_to("/proc/self/mem")
    warned(book.build(), path, "cannot be read", "check")


def test_a_catalog_is_damaged_and_repaired_between_builds(book):
    book.engine()
    assert book.build().code == 0
    path = book.src / CATALOG
    sound = path.read_bytes()
    path.write_bytes(sound[:-9])
    warned(book.build(), path)
    path.write_bytes(sound.replace(b"humano", b"nuevo"))
    built = book.build()
    assert built.code == 0, built.output
    assert built.calls == []
    assert "Párrafo nuevo." in book.body("index")


def test_a_damaged_committed_catalog(book):
    book.engine()
    book.write("amts/catalogs/es/index.po", NO_ENTRY + 'msgid "Welcome"\n')
    path = book.src / "amts/catalogs/es/index.po"
    before = path.read_bytes()
    warned(book.build(), f"{path}:4: ", "[amts.catalog]")
    assert "译Welcome" in book.body("index")
    assert path.read_bytes() == before


@pytest.mark.parametrize("folder", ["locale/es_ES/LC_MESSAGES", "amts/catalogs/es_ES"])
def test_catalogs_under_another_code_of_the_language(book, folder):
    book.engine()
    shutil.rmtree(book.src / "locale")
    book.write(f"{folder}/index.po", NO_ENTRY + ENTRY)
    built = book.build()
    warned(built, "'es_ES'", "-D language=es_ES", "rename the folder", "amts.language")
    assert built.calls == []
    book.options["language"] = "es_ES"
    assert book.build().code == 0
    assert "Párrafo humano." in book.body("index")


def test_chinese_catalogs_under_zh_cn(book):
    book.human("index", {"Human paragraph.": "人工段落。"}, language="zh_CN")
    book.options["language"] = "zh"
    book.engine()
    built = book.build("-D", "html_search_language=en")
    warned(built, book.src / "locale/zh_CN", "-D language=zh_CN")
    assert built.calls == []
    assert "人工段落。" in book.body("index")
    book.options["language"] = "zh_TW"
    assert book.build("-D", "html_search_language=en").code == 0
    assert "Human paragraph." in book.body("index")


# --- the memory


def test_a_memory_that_cannot_be_made(book):
    book.write("file", "")
    book.engine(amts_memory_dir="file/memory")
    built = book.build()
    (notice,) = notices_of(built)
    assert str(book.src / "file/memory") in notice
    assert "amts_memory_dir" in notice
    assert "kept beside the doctrees" in notice
    assert "译Welcome" in book.body("index")
    again = book.build()
    assert again.calls == []
    assert notices_of(again) == []


def test_strict_minds_a_memory_that_cannot_be_made(book):
    book.write("file", "")
    book.engine(amts_memory_dir="file/memory", amts_strict=True)
    built = book.build()
    assert built.code == 2, built.output
    assert "(amts_strict is set)" in built.output


def test_a_metered_engine_is_not_called_if_the_memory_cannot_be_written(book):
    book.write("file", "")
    book.engine(amts_memory_dir="file/memory", amts_command_metered=True)
    built = book.build(AMTS_SPEND="5")
    assert built.calls == []
    (notice,) = notices_of(built)
    assert "nothing is sent" in notice
    assert str(book.src / "file/memory") in notice


def in_namespace(book, *mounts, **env):
    """Build where some folders are mounted otherwise, in that process alone."""
    if os.name != "posix" or shutil.which("unshare") is None:
        pytest.skip("no mount namespaces here")
    steps = " && ".join([*mounts, 'exec "$@"'])
    command = ["unshare", "-m", "sh", "-c", steps, "sh"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount anything")
    book.inside = command
    try:
        return book.build(**env)
    finally:
        book.inside = []


def test_a_full_disk_under_the_memory(book):
    folder = book.root / "memory"
    folder.mkdir()
    book.engine(amts_memory_dir=str(folder))
    built = in_namespace(book, f"mount -t tmpfs -o size=32k none {folder}")
    (notice,) = notices_of(built)
    assert str(folder) in notice
    assert "space on the disk" in notice
    assert "译Welcome" in book.body("index")


def test_a_memory_on_a_read_only_disk_is_read(book):
    folder = book.root / "memory"
    book.engine(amts_memory_dir=str(folder))
    assert len(book.build().sent) == 2
    shutil.rmtree(book.root / "doctrees")
    book.edit("index.rst", "Welcome\n=======", "Welcome all\n===========")
    read_only = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder}"
    built = in_namespace(book, read_only)
    assert built.sent == ["Welcome all"]
    (notice,) = notices_of(built)
    assert str(folder) in notice
    assert "译Machine paragraph" in book.body("index")


def warned(built, *parts):
    """Return the one line that a build warns with; it ends with 0."""
    assert built.code == 0, built.output
    assert "Traceback" not in built.output
    lines = [line for line in built.output.splitlines() if "WARNING" in line]
    (line,) = dict.fromkeys(lines)
    for part in parts:
        assert str(part) in line
    return line


def test_a_memory_from_a_newer_version(book):
    folder = book.root / "memory"
    book.engine(amts_memory_dir=str(folder))
    assert book.build().code == 0
    file = folder / "cache.db"
    connection = sqlite3.connect(file)
    connection.execute("UPDATE Cache SET value = '99' WHERE key = 'meta:format'")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    book.edit("index.rst", "Machine paragraph", "Another paragraph")
    built = book.build()
    warned(built, file, "newer sphinx-amts", "upgrade", "amts_memory_dir", "not used")
    assert "译Another paragraph" in book.body("index")
    assert file.read_bytes() == before


def test_a_damaged_memory_is_never_deleted(book):
    folder = book.root / "memory"
    folder.mkdir()
    file = folder / "cache.db"
    file.write_bytes(b"this is no database, but somebody may want it back" * 99)
    before = file.read_bytes()
    book.engine(amts_memory_dir=str(folder))
    aside = folder / "set-aside-1.db"
    warned(book.build(), file, "damaged", aside, "restore a copy")
    assert aside.read_bytes() == before
    assert "译Welcome" in book.body("index")
    shutil.rmtree(book.root / "doctrees")
    again = book.build()
    assert "WARNING" not in again.output
    assert again.calls == []
    assert "译Welcome" in book.body("index")


def test_a_memory_that_throws_answers_away_costs_once(book):
    folder = book.root / "memory"
    book.engine(amts_memory_dir=str(folder), amts_command_metered=True)
    assert len(book.build(AMTS_SPEND="5").sent) == 2
    connection = sqlite3.connect(folder / "cache.db")
    connection.execute("DELETE FROM Cache WHERE key NOT LIKE 'meta:%'")
    connection.execute(
        "CREATE TRIGGER quiet AFTER UPDATE ON Settings BEGIN DELETE FROM Cache; END"
    )
    connection.commit()
    connection.close()
    shutil.rmtree(book.root / "doctrees")
    built = book.build(AMTS_SPEND="5")
    warned(built, folder / "cache.db", '"quiet"', folder / "set-aside-1.db")
    assert len(built.sent) == 2
    for _ in range(2):
        shutil.rmtree(book.root / "doctrees")
        again = book.build(AMTS_SPEND="5")
        assert again.calls == []
        assert "译Machine paragraph" in book.body("index")


@pytest.mark.parametrize("make", ["link", "pipe", "folder"])
def test_what_lies_in_the_place_of_the_memory(book, make):
    folder, victim = book.root / "memory", book.root / "victim"
    victim.write_bytes(b"")
    folder.mkdir()
    file = folder / "cache.db"
    {
        "link": lambda: file.symlink_to(victim),
        "pipe": lambda: os.mkfifo(file),
        "folder": file.mkdir,
    }[make]()
    book.engine(amts_memory_dir=str(folder), amts_command_metered=True)
    built = book.build(AMTS_SPEND="5")
    warned(built, file, "move that away", "not used")
    assert built.calls == []
    assert "Párrafo humano." in book.body("index")
    assert victim.read_bytes() == b""
    assert [path.name for path in folder.iterdir()] == ["cache.db"]


def test_a_row_of_the_memory_that_no_page_can_hold(book):
    folder = book.root / "memory"
    book.engine(amts_memory_dir=str(folder))
    assert len(book.build().sent) == 2
    connection = sqlite3.connect(folder / "cache.db")
    half = "\\udcff"
    connection.execute(
        "UPDATE Cache SET value = replace(value, '译Machine', ?)", (half,)
    )
    connection.commit()
    connection.close()
    shutil.rmtree(book.root / "doctrees")
    built = book.build()
    assert built.code == 0, built.output
    assert built.sent == ["Machine paragraph with ."]
    assert "译Welcome" in book.body("index")
    assert "译Machine paragraph" in book.body("index")


# --- the source directory and its documents


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else b"",
            path.stat().st_mtime_ns,
        )
        for path in sorted([folder, *folder.rglob("*")])
    }


def test_a_build_changes_nothing_in_the_source_directory(book):
    book.engine()
    book.write("amts/catalogs/es/index.po", NO_ENTRY + 'msgid "Welcome"\nmsgstr "B"\n')
    # Python keeps conf.py compiled beside it, with or without us
    book.build("-D", "language=en", PYTHONDONTWRITEBYTECODE="1")
    before = snapshot(book.src)
    for _ in range(2):
        built = book.build(PYTHONDONTWRITEBYTECODE="1")
        assert built.code == 0, built.output
        assert snapshot(book.src) == before
    assert "Párrafo humano." in book.body("index")


def test_a_source_directory_that_is_read_only(book):
    book.engine()
    src = book.src
    built = in_namespace(
        book, f"mount --bind {src} {src}", f"mount -o remount,ro,bind {src}"
    )
    assert notices_of(built) == []
    assert "Párrafo humano." in book.body("index")
    assert "译Welcome" in book.body("index")


def test_a_document_that_fails_to_parse(book):
    book.engine()
    book.write("toc.rst", "Contents\n========\n\n.. toctree::\n\n   index\n   bad\n")
    book.write("index.rst", PAGE)
    bad = "Bad\n===\n\nSound paragraph.\n\n====\n\n.. note:: *open\n\nLast.\n"
    book.write("bad.rst", bad)
    book.conf(root_doc="toc", suppress_warnings=[])
    english = book.build("-D", "language=en", "-E")
    built = book.build()
    assert built.code == english.code == 0
    assert english.warnings
    assert built.warnings == english.warnings
    assert "译Sound paragraph." in book.body("bad")
    assert "译Last." in book.body("bad")


def test_a_document_whose_directive_crashes_loses_nothing(book):
    book.engine()
    assert book.build().code == 0
    conf = book.src / "conf.py"
    sound = conf.read_text("utf-8")
    book.write(
        "conf.py",
        sound
        + "from docutils.parsers.rst import Directive\n"
        + "class Crash(Directive):\n    def run(self):\n        raise RuntimeError\n"
        + "def setup(app):\n    app.add_directive('crash', Crash)\n",
    )
    book.edit("index.rst", "Human", "New sentence.\n\n.. crash::\n\nHuman")
    broken = book.build()
    assert broken.code == 2
    assert broken.calls == []
    book.edit("index.rst", ".. crash::\n\n", "")
    built = book.build()
    assert built.code == 0, built.output
    assert built.sent == ["New sentence."]


# --- the program of the engine `command`


def test_a_program_that_is_not_found(book):
    book.conf(amts_engine="command", amts_command=["no-such-program", "-x"])
    (notice,) = notices_of(book.build())
    assert "'no-such-program' is not found" in notice
    assert "amts_command" in notice
    assert "Machine paragraph with code." in book.body("index")
    assert book.build("-Damts_strict=1").code == 2


def test_a_program_that_is_not_executable(book):
    program = book.src / "program"
    program.write_text("#!/bin/sh\ncat\n")
    book.conf(amts_engine="command", amts_command=[str(program)])
    (notice,) = notices_of(book.build())
    assert "program' cannot be run" in notice
    assert "executable" in notice


GARBAGE = "import sys; sys.stdin.read(); sys.stdout.buffer.write(b'\\xff\\xfe gar')"
NOTHING = "import sys; sys.stdin.read()"
FIRST_BLOCK_LOST = (
    "import sys, re; sys.stdout.write("
    "re.sub(r'<p id.*?</p>', '', sys.stdin.read(), count=1, flags=re.S))"
)
PARAGRAPH_REFUSED = (
    "import sys; text = sys.stdin.read(); 'Machine' in text and sys.exit('not this'); "
    "sys.stdout.write(text.replace('Welcome', 'Bienvenida'))"
)
PROSE = "import sys; sys.stdin.read(); print('I am sorry, I cannot do that.')"


@pytest.mark.parametrize(
    ("mode", "options", "said"),
    [
        ("down", {}, "ended with exit code 1; what it wrote"),
        ("hang", {"amts_command_timeout": 0.5}, "no answer in 0.5 seconds"),
        (GARBAGE, {}, "no UTF-8"),
        (NOTHING, {}, "wrote nothing"),
        (PROSE, {}, "no translation of this segment"),
    ],
    ids=["exit-code", "hang", "garbage", "nothing", "prose"],
)
def test_an_engine_that_fails(book, mode, options, said):
    if " " in mode:
        program = [sys.executable, "-c", mode]
        book.conf(amts_engine="command", amts_command=program, **options)
    else:
        book.engine(mode, **options)
    built = book.build("-W")
    (notice,) = notices_of(built)
    assert said in notice
    assert built.totals["messages"]["human"] == 1
    assert built.totals["messages"]["untranslated"] == 2
    assert "Machine paragraph with code." in book.body("index")


def test_strict_fails_the_build_and_keeps_what_came(book):
    sound = (book.src / "conf.py").read_text("utf-8")
    book.conf(
        amts_engine="command",
        amts_command=[sys.executable, "-c", PARAGRAPH_REFUSED],
        amts_command_batch=1,
        amts_command_name="one",  # what another one answers is not its own
        amts_strict=True,
    )
    built = book.build()
    assert_refused(built, "1 segment failed: ", "exit code 1", "(amts_strict is set)")
    book.write("conf.py", sound)
    book.engine(amts_command_name="one")
    built = book.build()
    assert built.sent == ["Machine paragraph with ."]
    assert "Bienvenida" in book.body("index")


def test_a_block_that_the_program_drops(book):
    program = [sys.executable, "-c", FIRST_BLOCK_LOST]
    book.conf(amts_engine="command", amts_command=program)
    built = book.build()
    notices_of(built)
    messages = built.totals["messages"]
    assert (messages["human"], messages["machine"], messages["rejected"]) == (1, 1, 1)
    (finding,) = built.report["documents"][0]["findings"]
    assert "no translation of this segment" in finding["reason"]


# --- money


@pytest.fixture
def metered(book):
    book.engine(amts_command_metered=True, amts_command_price=1_000_000.0)
    return book


def closing_line(built):
    (line,) = (line for line in errors_of(built) if "; report: " in line)
    return line


def test_nothing_is_spent_without_permission(metered):
    metered.conf(amts_spend_limit=1000)
    for _ in range(2):
        built = metered.build()
        assert built.code == 0, built.output
        assert built.calls == []
        line = closing_line(built)
        size = built.totals["characters_missing"]
        assert built.totals["segments_missing"] == 2
        # a service may count markup too: what it costs at most is more than the text
        price = built.totals["price_missing"]
        assert price > size
        assert f"{size} characters (at most ${price:.2f}) wait for an engine" in line
        assert "Machine paragraph with code." in metered.body("index")


def test_the_notice_names_what_grants_permission(metered):
    (notice,) = notices_of(metered.build())
    for part in ("no permission", "2 segments", "AMTS_SPEND", "--spend"):
        assert part in notice


def test_permission_is_given_by_who_runs(metered):
    metered.build()
    built = metered.build(AMTS_SPEND="99")
    assert built.code == 0, built.output
    assert len(built.sent) == 2
    assert "wait for an engine" not in closing_line(built)
    again = metered.build()
    assert again.calls == []
    assert notices_of(again) == []


@pytest.mark.parametrize(
    ("conf", "args", "env"),
    [
        ({}, [], {"AMTS_SPEND": "1"}),
        ({}, ["-D", "amts_spend_limit=1"], {"AMTS_SPEND": "99"}),
        ({"amts_spend_limit": 1}, [], {"AMTS_SPEND": "99"}),
        ({"amts_spend_limit": 1}, ["-D", "amts_spend_limit=99"], {"AMTS_SPEND": "9"}),
        ({"amts_languages": {"es_ES": {"spend_limit": 1}}}, [], {"AMTS_SPEND": "99"}),
    ],
    ids=str,
)
def test_beyond_the_limit_nothing_is_sent(metered, conf, args, env):
    metered.conf(**conf)
    built = metered.build(*args, **env)
    assert built.calls == []
    (notice,) = notices_of(built)
    assert "more than the limit of $1.00" in notice


def test_an_amount_that_is_none(metered):
    built = metered.build(AMTS_SPEND="much")
    assert_refused(built, "AMTS_SPEND='much'", "US dollars")


def test_the_summary_is_one_line(book):
    built = book.build()
    assert re.fullmatch(
        r"sphinx-amts: es: \d+ words: \d+ % human, \d+ % untranslated; "
        r"\d+ characters wait for an engine; report: \S+_amts/index.html",
        closing_line(built),
    )
