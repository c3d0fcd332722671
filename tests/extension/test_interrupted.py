"""Builds that are killed or interrupted, and builds at the same time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from processes import is_running, started

PAGES = ("index", "one", "two")

SLOW = """
import pathlib, sys, time
text = sys.stdin.read()
log = pathlib.Path(sys.argv[1])
with log.open("a") as stream:
    stream.write("x")
if log.stat().st_size > 2:
    time.sleep(60)
sys.stdout.write(text.replace("Paragraph", "Párrafo"))
"""

KILLING = """
import os, signal

def die(*args):
    if "KILL_AT" in os.environ:
        os.kill(os.getpid(), signal.SIGKILL)

def setup(app):
    app.connect(os.environ.get("KILL_AT", "env-updated"), die, priority=900)
"""


def fill(book):
    """Three pages of ten segments, sent two or so at a time."""
    toctree = ".. toctree::\n\n   one\n   two\n"
    book.write("index.rst", f"Index\n=====\n\nFirst paragraph.\n\n{toctree}")
    for name in ("one", "two"):
        paragraphs = "".join(f"Paragraph {n} of {name}.\n\n" for n in (1, 2, 3))
        book.write(f"{name}.rst", f"Page {name}\n========\n\n{paragraphs}")
    book.conf(amts_command_batch=40)
    book.write("conf.py", (book.src / "conf.py").read_text("utf-8") + KILLING)
    return book


@pytest.fixture(scope="module")
def unharmed(new_project, tmp_path_factory):
    """The book built in one go: its project and what it sent."""
    book = fill(new_project(tmp_path_factory.mktemp("unharmed")))
    book.engine()
    built = book.build()
    assert built.code == 0, built.output
    assert len(built.calls) > 3
    assert len(set(built.sent)) == len(built.sent) == 10
    return book, built


@pytest.fixture
def book(empty_project):
    return fill(empty_project)


def pages(book) -> dict[str, bytes]:
    """Return what readers get; the report names this build's own numbers."""
    out = book.out
    names = ["searchindex.js", "objects.inv"]
    paths = [*out.glob("*.html"), *(out / name for name in names)]
    return {path.name: path.read_bytes() for path in paths}


def assert_same_pages(book, other):
    assert {f"{name}.html" for name in PAGES} <= set(pages(book))
    assert pages(book) == pages(other)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_while_the_engine_works(book, unharmed, jobs):
    whole, reference = unharmed
    book.jobs = jobs
    book.engine("kill")
    killed = book.build()
    # of two processes, it kills the one that waits for it
    assert killed.code == -signal.SIGKILL if jobs == "1" else killed.code != 0
    answered = [text for call in killed.calls[:2] for text in call]
    assert answered
    book.engine("mark")
    built = book.build()
    assert built.code == 0, built.output
    assert not set(built.sent) & set(answered)
    assert sorted([*answered, *built.sent]) == sorted(reference.sent)
    assert_same_pages(book, whole)
    assert book.build().totals["documents_read"] == 0


@pytest.mark.parametrize("event", ["env-updated", "html-page-context"])
def test_killed_after_the_engine_has_answered(book, unharmed, event):
    whole, reference = unharmed
    book.engine()
    killed = book.build(KILL_AT=event)
    assert killed.code == -signal.SIGKILL
    assert sorted(killed.sent) == sorted(reference.sent)
    built = book.build()
    assert built.code == 0, built.output
    assert built.calls == []
    assert_same_pages(book, whole)


ONE = "Paragraph 1 of one."


def translated(book, text):
    book.human("one", {ONE: text})


@pytest.fixture
def translated_book(book):
    book.engine()
    translated(book, "El primero.")
    assert book.build().code == 0
    return book


def test_killed_while_pages_are_written_that_a_catalog_has_changed(translated_book):
    book = translated_book
    translated(book, "Otro texto.")
    assert book.build(KILL_AT="html-page-context").code == -signal.SIGKILL
    assert book.build().code == 0
    assert "Otro texto." in book.body("one")
    index, page = book.out / "index.html", book.out / "one.html"
    before = index.stat().st_mtime_ns, page.stat().st_mtime_ns
    assert book.build().code == 0
    assert (index.stat().st_mtime_ns, page.stat().st_mtime_ns) == before


def test_killed_before_what_was_read_is_saved(translated_book):
    """The tree of a document may be cut then, or be of a catalog that is gone."""
    book = translated_book
    translated(book, "Otro texto.")
    assert book.build(KILL_AT="env-updated").code == -signal.SIGKILL
    translated(book, "El primero.")
    assert book.build("-a").totals["documents_read"] == 1
    assert "El primero." in book.body("one")
    assert book.build().totals["documents_read"] == 0


def test_a_cut_tree_of_a_killed_build_is_made_anew(translated_book):
    book = translated_book
    translated(book, "Otro texto.")
    assert book.build(KILL_AT="env-updated").code == -signal.SIGKILL
    translated(book, "El primero.")
    tree = book.root / "doctrees/one.doctree"
    tree.write_bytes(tree.read_bytes()[:100])
    built = book.build("-a")
    assert built.code == 0, built.output
    assert "El primero." in book.body("one")


@pytest.mark.parametrize("builder", ["dirhtml", "linkcheck"])
def test_pages_of_one_builder_follow_what_another_one_has_read(
    translated_book, builder
):
    book = translated_book
    page, other = book.out / "one.html", book.out / "two.html"
    before = other.stat().st_mtime_ns
    translated(book, "Otro texto.")
    assert book.build(builder=builder).code == 0
    assert "Otro texto." not in page.read_text("utf-8")
    built = book.build()
    assert built.totals["documents_read"] == 0
    assert "Otro texto." in page.read_text("utf-8")
    assert other.stat().st_mtime_ns == before


def start(book):
    return started(
        book.command(),
        env=book.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def test_ctrl_c_keeps_what_was_translated(book, unharmed):
    _, reference = unharmed
    calls = book.root / "calls"
    program = book.root / "slow.py"
    program.write_text(SLOW)
    command = [sys.executable, str(program), str(calls)]
    book.conf(amts_engine="command", amts_command=command)
    with start(book) as process:
        wait_for(lambda: calls.exists() and calls.stat().st_size == 3)
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    assert process.returncode not in (0, -signal.SIGKILL)
    assert "Traceback" not in output
    program.write_text(SLOW.replace("60", "0"))
    built = book.build()
    assert built.code == 0, built.output
    assert built.totals["memory_hits"] > 0
    sent = built.totals["segments_sent"]
    assert built.totals["memory_hits"] + sent == len(reference.sent)
    assert "Párrafo 1 of one." in book.body("one")
    assert "Párrafo 3 of two." in book.body("two")


def test_no_program_is_left_running_after_ctrl_c(book):
    marker = book.root / "pid"
    program = f"import os, time; open({str(marker)!r}, 'w').write(str(os.getpid()))"
    book.conf(
        amts_engine="command",
        amts_command=[sys.executable, "-c", f"{program}; time.sleep(60)"],
    )
    with start(book) as process:
        wait_for(lambda: marker.exists() and marker.read_text())
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=30)
        pid = int(marker.read_text())
        wait_for(lambda: not Path(f"/proc/{pid}").exists() or not is_running(pid), 5)


def test_two_builds_at_once_with_one_memory(book, unharmed, tmp_path):
    whole, reference = unharmed
    memory = tmp_path / "memory"
    book.engine(amts_memory_dir=str(memory))
    other = type(book)(tmp_path / "other", options=book.options)
    shutil.copytree(book.src, other.src)
    with ExitStack() as stack:
        processes = [stack.enter_context(start(each)) for each in (book, other)]
        for process in processes:
            output, _ = process.communicate(timeout=60)
            assert process.returncode == 0, output
            assert "WARNING" not in output
    assert_same_pages(book, whole)
    assert_same_pages(other, whole)
    third = type(book)(tmp_path / "third", options=book.options)
    shutil.copytree(book.src, third.src)
    built = third.build()
    assert built.calls == []
    assert built.totals["memory_hits"] == len(reference.sent)
    assert_same_pages(third, whole)
