"""`sphinx-amts status`, `translate` and `refresh` on a book of three pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path

import jsonschema
import pytest

PAGES = {
    "index": "Index\n=====\n\nHuman paragraph.\n\n.. toctree::\n\n   one\n   two\n",
    "one": "Page one\n========\n\nFirst paragraph with ``code``. And its end.\n",
    "two": "Page two\n========\n\nSecond paragraph.\n",
}

SEGMENTS = [
    "Index",
    "Page one",
    "First paragraph with .",
    "And its end.",
    "Page two",
    "Second paragraph.",
]

NOT_OURS = "amts/catalogs/es/gone.po"


def fill(book):
    for name, text in PAGES.items():
        book.write(f"{name}.rst", text)
    book.human("index", {"Human paragraph.": "Párrafo humano."})
    return book


@pytest.fixture
def book(empty_project):
    return fill(empty_project)


@pytest.fixture(scope="module")
def translated(new_project, tmp_path_factory, amts):
    """A book whose catalogs a command has filled: project and what that printed."""
    book = fill(new_project(tmp_path_factory.mktemp("translated")))
    book.engine()
    return book, amts(book, "translate", book.src, "-l", "es")


@pytest.fixture
def copy(translated, new_project, tmp_path):
    """Another checkout of that book, on a machine that has no memory."""
    book, _ = translated
    other = type(book)(tmp_path / "copy", options=dict(book.options))
    shutil.copytree(book.src, other.src)
    other.engine()  # with its own log
    return other


def catalogs(book) -> dict[str, bytes]:
    folder = book.src / "amts"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def snapshot(book) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(book.src.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


# --- status


def test_status_is_a_table(book, amts):
    before = snapshot(book)
    ran = amts(book, "status", book.src)
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.splitlines() == [
        "es: 12 % (human) of 16 words",
        "document     done   human  untranslated",
        "index      66.7 %       2             1",
        "one         0.0 %       0             9",
        "two         0.0 %       0             4",
        "total      12.5 %       2            14",
    ]
    assert snapshot(book) == before


def test_status_as_json_follows_the_schema(book, amts):
    import sphinx_amts.report.assembly as report

    schema = Path(report.__file__).with_name("report.schema.json")
    book.human("one", {"Page one": "Page un"}, language="fr")
    book.engine()
    ran = amts(book, "status", book.src, "--json")
    assert ran.calls == []
    found = json.loads(ran.out)["reports"]
    assert [data["language"] for data in found] == ["es", "fr"]
    for data in found:
        jsonschema.validate(data, json.loads(schema.read_text("utf-8")))
        assert data["totals"]["messages"]["human"] == 1


@pytest.mark.parametrize(("percent", "code"), [("12", 0), ("13", 1)])
def test_status_fails_under_a_share(book, amts, percent, code):
    ran = amts(book, "status", book.src, "-l", "es", "--fail-under", percent)
    assert ran.code == code
    assert ("es: 12.5 % translated, less than 13 %" in ran.err) == (code == 1)


# --- translate


def test_translate_writes_catalogs(translated):
    book, ran = translated
    assert ran.code == 0, ran.err
    assert ran.err == ""
    assert ran.sent == SEGMENTS
    first, *files = ran.out.splitlines()
    assert first == "es: 16 words: 12 % human, 88 % machine; sent 6 segments"
    names = [f"{book.src}/amts/catalogs/es/{name}.po" for name in PAGES]
    assert files == [f"  wrote {name}" for name in names]
    text = catalogs(book)["catalogs/es/one.po"].decode()
    assert 'msgid "Page one"\nmsgstr "译Page one"\n' in text
    assert "origin=machine engine=fake_engine.py" in text


def test_translate_again_changes_no_byte(translated, amts):
    book, _ = translated
    before = snapshot(book)
    ran = amts(book, "translate", book.src, "-l", "es")
    assert ran.code == 0, ran.err
    assert ran.calls == []
    assert ran.out == "es: 16 words: 12 % human, 88 % machine\n"
    assert snapshot(book) == before


def test_a_fresh_checkout_needs_neither_memory_nor_engine(copy):
    copy.conf(amts_engine="memory")
    built = copy.build()
    assert built.code == 0, built.output
    assert built.totals["messages"]["human"] == 1
    assert built.totals["messages"]["machine"] == 5
    assert built.totals["documents_read"] == 3
    assert built.totals["documents_reread"] == 0
    assert "译Second paragraph." in copy.body("two")
    assert "Párrafo humano." in copy.body("index")


def test_only_what_is_new_is_sent_and_written(copy, amts):
    copy.edit("two.rst", "Second paragraph.", "Second paragraph. One more.")
    copy.write(NOT_OURS, 'msgid ""\nmsgstr ""\n\nmsgid "Old"\nmsgstr "Viejo"\n')
    before = catalogs(copy)
    ran = amts(copy, "translate", copy.src, "-l", "es")
    # without a memory, the sentence beside it is not known on its own
    assert ran.sent == ["Second paragraph.", "One more."]
    after = catalogs(copy)
    assert [name for name in after if after[name] != before.get(name)] == [
        "catalogs/es/two.po"
    ]
    text = after["catalogs/es/two.po"].decode()
    assert 'msgid "Second paragraph."\n' in text
    assert 'msgid "Second paragraph. One more."\n' in text


def test_a_build_after_the_command_sends_nothing(copy, amts):
    assert copy.build().code == 0
    copy.edit("two.rst", "Second paragraph.", "Another paragraph.")
    assert amts(copy, "translate", copy.src, "-l", "es").sent == ["Another paragraph."]
    built = copy.build()
    assert built.calls == []
    assert built.totals["documents_read"] == 1
    assert built.totals["documents_reread"] == 0
    assert "译Another paragraph." in copy.body("two")
    assert copy.build().totals["documents_read"] == 0


def test_a_dry_run_sends_nothing_and_writes_nothing(book, amts):
    book.engine()
    before = snapshot(book)
    ran = amts(book, "translate", book.src, "-l", "es", "--dry-run")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out == "es: would send 6 segments, 76 characters to command\n"
    assert ran.calls == []
    assert snapshot(book) == before
    assert not (book.root / "cache/sphinx-amts/memory").exists()
    assert amts(book, "translate", book.src, "-l", "es").sent == SEGMENTS


def test_a_dry_run_without_an_engine(book, amts):
    ran = amts(book, "translate", book.src, "-l", "es", "--dry-run")
    assert ran.code == 0
    assert ran.out.startswith("es: 6 segments, 76 characters, but no engine is set; ")
    assert "amts_engine" in ran.out


def test_several_languages_give_what_each_gives_alone(translated, copy, amts):
    shutil.rmtree(copy.src / "amts")
    ran = amts(copy, "translate", copy.src, "-l", "fr", "-l", "es")
    assert ran.code == 0, ran.err
    assert ran.sent.count("Page one") == 2
    assert [line[:3] for line in ran.out.splitlines() if line[0] != " "] == [
        "fr:",
        "es:",
    ]
    found = catalogs(copy)
    assert {name.split("/")[1] for name in found} == {"es", "fr"}
    alone = catalogs(translated[0])
    assert {name: found[name] for name in alone} == alone


def test_the_pseudo_engine_writes_no_catalogs(book, amts):
    ran = amts(book, "translate", book.src, "-l", "es", "-D", "amts_engine=pseudo")
    ran.refused("pseudo", "never written into catalogs")
    assert catalogs(book) == {}


def test_money_is_spent_only_with_permission(book, amts):
    book.engine(amts_command_metered=True, amts_command_price=1_000_000)
    command = ["translate", book.src, "-l", "es"]
    ran = amts(book, *command, "--dry-run")
    (characters,) = re.findall(r"(\d+) characters", ran.out)
    (dollars,) = re.findall(r"\(at most \$(\d+)\.00\)", ran.out)
    assert int(dollars) >= int(characters)  # markup may be billed too
    ran = amts(book, *command)
    assert ran.calls == []
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert "no permission" in line
    assert "--spend" in line
    assert catalogs(book) == {}
    assert amts(book, *command, "--spend", "1").calls == []
    ran = amts(book, *command, "--spend", dollars)
    assert ran.code == 0, ran.err
    assert ran.sent == SEGMENTS


def test_an_engine_that_fails_is_said_and_tried_again(book, amts):
    book.engine("down")
    ran = amts(book, "translate", book.src, "-l", "es")
    assert ran.code == 1
    line, *texts = ran.err.splitlines()
    assert "5 texts are not translated: " in line
    assert "ended with exit code 1" in line
    assert len(texts) == 5
    assert catalogs(book) == {}
    book.engine("mark")
    assert amts(book, "translate", book.src, "-l", "es").sent == SEGMENTS


def test_ctrl_c(book, amts):
    started = book.root / "started"
    program = f"open({str(started)!r}, 'w').close(); import time; time.sleep(60)"
    command = [sys.executable, "-c", program]
    book.conf(amts_engine="command", amts_command=command)
    with amts.start(book, "translate", book.src, "-l", "es") as process:
        end = time.monotonic() + 30
        while not started.exists() and time.monotonic() < end:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == ""
    assert err == "sphinx-amts: interrupted; what was translated is in the memory\n"


# --- refresh


@pytest.fixture
def of_another_engine(copy):
    """The checkout, where an entry of page one is another engine's, one a person's."""
    name = "amts/catalogs/es/one.po"
    copy.edit(
        name,
        "#. amts: origin=machine engine=fake_engine.py check=",
        "#. amts: origin=machine engine=older check=",
    )
    copy.write(
        name,
        (copy.src / name)
        .read_text("utf-8")
        .replace("origin=machine engine=older", "origin=memory engine=human", 1),
    )
    return copy


def test_refresh_translates_the_text_of_other_engines(of_another_engine, amts):
    book = of_another_engine
    name = "amts/catalogs/es/one.po"
    before = (book.src / name).read_text("utf-8")
    assert before.count("engine=older") == 1
    command = ["refresh", book.src, "-l", "es", "--because", "engine"]
    planned = amts(book, *command, "--dry-run")
    assert planned.calls == []
    assert "would send 1 segment, 8 characters to command" in planned.out
    assert (book.src / name).read_text("utf-8") == before
    ran = amts(book, *command)
    assert ran.code == 0, ran.err
    assert ran.sent == ["Page one"]
    after = (book.src / name).read_text("utf-8")
    assert after == before.replace("engine=older", "engine=fake_engine.py")
    again = amts(book, *command)
    assert again.calls == []
    assert (book.src / name).read_text("utf-8") == after


def test_refresh_needs_an_engine(copy, amts):
    copy.conf(amts_engine="memory")
    ran = amts(copy, "refresh", copy.src, "-l", "es", "--because", "engine")
    ran.refused("no engine is set", "amts_engine")


# --- what can be wrong


@pytest.mark.parametrize("command", ["status", "translate"])
def test_no_book_there(book, amts, command):
    amts(book, command, book.root / "nothing").refused("nothing", "no conf.py")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["-l", "spainish"], ["'spainish'", "no such language", "'es'"]),
        (["-l", "en"], ["written in 'en' itself"]),
        (["-D", "amts_egine=x"], ["'amts_egine'", "did you mean 'amts_engine'"]),
        (["-l", "es", "-D", "amts_engine=psuedo"], ["psuedo", '"pseudo"']),
        (["-D", "amts_engine"], ["-D setting=value"]),
        (["-j", "many"], ["-j many"]),
        (["-l", "es", "--spend", "much"], ["--spend 'much'", "US dollars"]),
    ],
    ids=str,
)
def test_wrong_arguments(book, amts, arguments, parts):
    amts(book, "translate", book.src, *arguments).refused(*parts)


def test_no_language_to_be_found(book, amts):
    shutil.rmtree(book.src / "locale")
    amts(book, "status", book.src).refused("no language", "-l LANG")


def test_a_setting_of_conf_py_is_wrong(book, amts):
    book.conf(amts_egine="x")
    ran = amts(book, "status", book.src, "-l", "es")
    ran.refused(f"{book.src / 'conf.py'}:8: ", "'amts_engine'")


def test_conf_py_that_python_cannot_run(book, amts):
    book.conf(more=1)
    book.write("conf.py", (book.src / "conf.py").read_text("utf-8") + "1 / 0\n")
    for arguments in ([], ["-l", "es"]):
        ran = amts(book, "status", book.src, *arguments)
        ran.refused("conf.py:9", "ZeroDivisionError: division by zero")


def test_the_extension_is_not_active(book, amts):
    book.conf(extensions=[])
    amts(book, "status", book.src, "-l", "es").refused('add "sphinx_amts"')


def test_a_damaged_catalog(book, amts):
    path = book.src / "locale/es/LC_MESSAGES/index.po"
    path.write_bytes(path.read_bytes()[:-3])
    amts(book, "status", book.src).refused(f"{path}:6: ", "half-written")


def test_the_catalogs_cannot_be_written(book, amts):
    book.engine()
    book.write("amts/catalogs", "a file in the way")
    ran = amts(book, "translate", book.src, "-l", "es")
    ran.refused("amts/catalogs", "cannot be written")
    (book.src / "amts/catalogs").unlink()
    again = amts(book, "translate", book.src, "-l", "es")
    assert again.code == 0, again.err
    assert again.calls == []


def test_the_cache_folder_cannot_be_written(book, amts):
    book.write("file", "")
    ran = amts(book, "status", book.src, XDG_CACHE_HOME=str(book.src / "file"))
    ran.refused(book.src / "file", "cannot be written", "sphinx-amts/books")


def test_help_and_version(book, amts):
    first, *others = amts(book, "--version").out.splitlines()
    assert re.fullmatch(r"sphinx-amts \d+\.\d+\.\d+", first)
    assert others[0].startswith("Python ")
    ran = amts(book, "--help")
    assert ran.code == 0
    for command in ("status", "translate", "refresh", "memory"):
        assert re.search(rf"^ +{command}\b", ran.out, re.MULTILINE)
    ran = amts(book)
    assert ran.code == 2
    assert "COMMAND" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-D", "amts_engin=x"), ("'amts_engin'", "did you mean 'amts_engine'?")),
        (("-D", "langauge=es"), ("-D langauge", "did you mean 'language'?")),
        (("-D", "html_them.a=1"), ("-D html_them.a", "'html_theme'?")),
        (("-b", "htm"), ("-b htm: no such builder", "did you mean 'html'?")),
        (("-l", "ess"), ("'ess': no such language", "did you mean 'es'?")),
        (("-l", "sp"), ("'sp': no such language", "did you mean 'es'?")),
    ],
)
def test_typing_errors_are_told_with_what_was_meant(
    empty_project, amts, arguments, said
):
    empty_project.write("index.rst", "Index\n=====\n")
    empty_project.human("index", {"Index": "Índice"})
    where = () if "-l" in arguments else ("-l", "es")
    amts(empty_project, "status", empty_project.src, *where, *arguments).refused(*said)


def test_settings_of_extensions_and_themes_are_settings(empty_project, amts):
    empty_project.write("index.rst", "Index\n=====\n")
    options = ("-D", "html_theme_options.x=1", "-D", "amts_segment=message")
    ran = amts(empty_project, "status", empty_project.src, "-l", "es", *options)
    assert (ran.code, ran.err) == (0, "")


def test_a_full_disk_is_named_by_a_file_on_it(book, amts):
    with (book.src / "conf.py").open("a") as conf:
        conf.write(
            "import resource, signal\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))\n"
        )
    done = amts(book, "status", book.src, "-l", "es")
    done.refused(book.root / "cache", "File too large")
    assert "Handler" not in done.err
