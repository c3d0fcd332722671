"""Commands that work on one book at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from processes import started

from sphinx_amts.catalogs.entries import read_human, read_machine

PARAGRAPHS = [f"Paragraph {n} tells of coffee." for n in range(40)]
HUMAN = "locale/es/LC_MESSAGES/page.po"
WAITS = """
import pathlib, sys, time
text = sys.stdin.read()
pathlib.Path(sys.argv[1]).touch()
while not pathlib.Path(sys.argv[2]).exists(): time.sleep(0.02)
sys.stdout.write(text.replace("tells", "habla"))
"""
HOLDS = """
import pathlib, sys, time
from sphinx_amts.files.locking import book_lock
with book_lock([pathlib.Path(sys.argv[1])], "a long command"):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.write("index.rst", "Index\n=====\n\n.. toctree::\n\n   page\n")
    book.write("page.rst", "Page\n====\n\n" + "\n\n".join(PARAGRAPHS) + "\n")
    return book


def po(path, texts):
    rows = (
        f"msgid {json.dumps(a)}\nmsgstr {json.dumps(b, ensure_ascii=False)}"
        for a, b in texts.items()
    )
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"'
    path.write_text("\n\n".join([header, *rows]) + "\n", "utf-8")
    return path


def human(book):
    return read_human(book.src / HUMAN)


def memory(book):
    lines = (book.src / "amts/human/es.jsonl").read_text("utf-8").splitlines()
    return {row["source"]: row["target"] for row in map(json.loads, lines)}


@contextmanager
def held(book, folder=None):
    """Have another process hold the lock of the book, and kill it in the end."""
    with started(
        [sys.executable, "-c", HOLDS, str(folder or book.src)],
        env=book.environment(),
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield holder


@pytest.mark.slow
def test_ten_commands_at_once_lose_nothing(book, amts):
    book.engine()
    shares = [
        {text: f"{text} Persona {n}." for text in PARAGRAPHS[n::8]} for n in range(8)
    ]
    files = [po(book.root / f"{n}.po", share) for n, share in enumerate(shares)]
    lines = [
        ("review", book.src, "-l", "es", "--take", file, "--by", "Ana")
        for file in files
    ]
    lines += [(name, book.src, "-l", "es") for name in ("sync", "translate")]
    with ThreadPoolExecutor(len(lines)) as pool:
        for done in pool.map(lambda line: amts(book, *line), lines):
            assert (done.code, done.err) == (0, ""), done
    wanted = {text: share[text] for share in shares for text in share}
    assert human(book) == wanted
    assert memory(book) == wanted
    amts(book, "sync", book.src, "-l", "es")
    assert human(book) == wanted


def test_a_command_that_cannot_write_says_who_does(book, amts):
    book.engine()
    with held(book) as holder:
        for name, *options in (
            ["translate"], ["sync"], ["accept", "--all"], ["resolve"],
            ["check", "--fix"], ["forget", "0123456789ab"],
        ):  # fmt: skip
            done = amts(
                book, name, book.src, "-l", "es", *options, AMTS_LOCK_TIMEOUT="0.2"
            )
            assert done.code == 2
            (line,) = done.err.splitlines()
            assert f"{book.src}: a long command (process {holder.pid} on " in line
            assert "AMTS_LOCK_TIMEOUT" in line
            assert not (book.src / "amts").exists()


def test_reading_and_building_need_no_lock(book, amts):
    with held(book):
        for command in (["status"], ["sync", "--dry-run"], ["check"]):
            done = amts(book, *command, book.src, "-l", "es", AMTS_LOCK_TIMEOUT="0")
            assert (done.code, done.err) == (0, "")
        assert book.build(AMTS_LOCK_TIMEOUT="0").code == 0


def test_a_killed_command_leaves_no_lock(book, amts):
    book.engine()
    with held(book):
        pass
    done = amts(book, "translate", book.src, "-l", "es", AMTS_LOCK_TIMEOUT="0")
    assert (done.code, done.err) == (0, "")


def test_what_a_killed_command_left_half_written_is_removed(book, amts):
    name = f".amts-{'0f' * 8}.tmp"
    folders = ("locale/es/LC_MESSAGES", "amts/catalogs/es", "amts/human")
    for folder in (*folders, "_build"):
        book.write(f"{folder}/{name}", "half")
    book.write(f"{folders[0]}/.amts-notes.tmp", "of a person")
    amts(book, "sync", book.src, "-l", "es")
    assert (book.src / folders[0] / name).exists()  # somebody may be writing it
    with held(book):
        pass
    assert amts(book, "sync", book.src, "-l", "es").code == 0
    for folder in folders:
        assert not (book.src / folder / name).exists()
    assert (book.src / "_build" / name).exists()
    assert (book.src / folders[0] / ".amts-notes.tmp").exists()


def test_a_conversion_waits_for_another_and_removes_what_it_left(book, amts):
    pytest.importorskip("myst_parser")
    source, project = book.root / "d2l", book.root / "project"
    (source / "chapter_one").mkdir(parents=True)
    (source / "chapter_one/index.md").write_text("# One\n\nText.\n", "utf-8")
    convert = ("convert", "d2l", source, project)
    with held(book, project):
        done = amts(book, *convert, AMTS_LOCK_TIMEOUT="0")
        done.refused(project, "a long command")
        assert not project.exists()
    left = project / "chapter_one" / f".amts-{'0f' * 8}.tmp"
    left.parent.mkdir(parents=True)
    left.write_text("half", "utf-8")
    assert amts(book, *convert).code == 0
    assert sorted(path.name for path in left.parent.iterdir()) == ["index.md"]


def test_a_book_is_one_by_whatever_name_it_is_called(book, amts, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(book.src, target_is_directory=True)
    with held(book):
        done = amts(book, "sync", link, "-l", "es", AMTS_LOCK_TIMEOUT="0")
        assert "a long command" in done.err
        other = amts(
            book, "sync", "-c", book.src, book.src, "-l", "es", AMTS_LOCK_TIMEOUT="0"
        )
        assert "a long command" in other.err


def test_no_lock_is_held_while_an_engine_is_waited_for(book, amts):
    book.write("engine.py", WAITS)
    asked, go = book.root / "asked", book.root / "go"
    command = [sys.executable, str(book.src / "engine.py"), str(asked), str(go)]
    book.conf(amts_engine="command", amts_command=command)
    texts = {PARAGRAPHS[0]: "Ana estuvo aquí."}
    with amts.start(book, "translate", book.src, "-l", "es") as translating:
        while not asked.exists():
            assert translating.poll() is None
            time.sleep(0.02)
        done = amts(
            book, "review", book.src, "-l", "es", "--by", "Ana",
            "--take", po(book.root / "ana.po", texts), AMTS_LOCK_TIMEOUT="0",
        )  # fmt: skip
        assert (done.code, done.err) == (0, "")
        go.touch()
        assert translating.communicate(timeout=60)[1] == ""
        assert translating.returncode == 0
    assert human(book) == texts
    assert memory(book) == texts
    drafts = read_machine(book.src / "amts/catalogs/es/page.po")
    assert drafts.keys() >= set(PARAGRAPHS[1:])


def test_a_wrong_time_to_wait(book, amts):
    for text in ("soon", "-1", "inf", "nan"):
        amts(book, "sync", book.src, "-l", "es", AMTS_LOCK_TIMEOUT=text).refused(
            "AMTS_LOCK_TIMEOUT must be a number of seconds"
        )


def test_a_lock_that_cannot_be_made(book, amts):
    (book.root / "cache/sphinx-amts").mkdir(parents=True)
    (book.root / "cache/sphinx-amts/locks").write_text("")
    amts(book, "sync", book.src, "-l", "es").refused("a lock for the book cannot be")


def test_a_process_may_take_its_lock_twice(tmp_path):
    code = textwrap.dedent(
        """
        import pathlib, sys
        from sphinx_amts.files.locking import book_lock
        folders = [pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])]
        with book_lock(folders, "a"), book_lock(reversed(folders), "b"):
            print("twice")
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a", tmp_path / "b"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout == "twice\n"
