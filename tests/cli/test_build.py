"""`sphinx-amts build`: several languages of a small book at once."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from processes import is_running

from sphinx_amts.cli.worker import TaskDone, TaskLost
from sphinx_amts.cli.workers import Team
from sphinx_amts.project.book import Book
from sphinx_amts.project.language_build import BuildPlan
from sphinx_amts.project.language_build import build as build_one
from sphinx_amts.translation.budget import SharedBudget

PAGES = {
    "index": "Index\n=====\n\nHuman paragraph.\n\n.. toctree::\n\n   one\n   two\n",
    "one": "Page one\n========\n\nFirst paragraph with ``code``. And its end.\n",
    "two": "Page two\n========\n\nSecond paragraph.\n",
}
ENGINE = Path(__file__).parents[1] / "support" / "fake_engine.py"
KILLER = "import os; os.kill(os.getppid(), 9)"
DUTCH_WARNS = """
def warn(app):
    if app.config.language == "nl":
        logging.getLogger(__name__).warning("only in Dutch")

def setup(app):
    app.connect("builder-inited", warn)

from sphinx.util import logging
"""
HANGS = """
import os, sys, time
from pathlib import Path
mark = Path(sys.argv[1])
mark.with_suffix(".part").write_text(f"{os.getpid()} {os.getppid()}")
mark.with_suffix(".part").rename(mark)
time.sleep(3600)
"""

MEETS = """
import sys, time
from pathlib import Path
own, other = map(Path, sys.argv[1:])
text = sys.stdin.read()
own.touch()
end = time.monotonic() + 60
while not other.exists() and time.monotonic() < end: time.sleep(0.02)
if other.exists(): sys.stdout.write(text.replace("paragraph", "met"))
"""


def fill(book):
    for name, text in PAGES.items():
        book.write(f"{name}.rst", text)
    book.human("index", {"Human paragraph.": "Párrafo humano."})
    book.engine()
    return book


@pytest.fixture
def book(empty_project):
    return fill(empty_project)


def fake(book, mode: str) -> list[str]:
    return [sys.executable, str(ENGINE), str(book.log), mode]


def build(amts, book, *arguments, **env):
    return amts(book, "build", book.src, book.root / "site", *arguments, **env)


def pages(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"_amts", ".doctrees"} & set(path.parts)
    }


def report(book, language: str) -> dict:
    path = book.root / "site" / language / "_amts" / "report.json"
    return json.loads(path.read_text("utf-8"))


def rows(ran) -> dict[str, str]:
    """Language -> outcome, of the table."""
    table = ran.out.partition("language  ")[2].splitlines()[1:]
    return {row.split()[0]: row.split()[1] for row in table}


# --- three languages, one engine out of order


@pytest.fixture(scope="module")
def site(new_project, tmp_path_factory, amts):
    book = fill(new_project(tmp_path_factory.mktemp("site")))
    book.conf(
        amts_languages={
            "es": {},
            "fr": {"command": fake(book, "down")},
            "de": {},
        }
    )
    ran = build(amts, book, "-l", "es", "-l", "fr", "-l", "de", "-j", "2")
    return book, ran


def test_a_wrong_setting_is_said_once(amts, book):
    book.conf(amts_languages={"es": {"engine": "psuedo"}})
    ran = build(amts, book, "-l", "es")
    assert ran.code == 1
    assert ran.err.count('unknown engine "psuedo"') == 1
    assert "Traceback" not in ran.err


def test_one_engine_fails_and_the_others_complete(site):
    book, ran = site
    assert ran.code == 1
    assert rows(ran) == {"es": "built", "fr": "failed", "de": "built"}
    (line,) = ran.err.splitlines()
    assert line.startswith("sphinx-amts: fr: failed: ")
    assert "ended with exit code 1" in line
    log = Path(line.partition("(log: ")[2].removesuffix(")"))
    assert "build succeeded" in log.read_text("utf-8")
    for language, state in (("es", "machine"), ("de", "machine"), ("fr", "human")):
        messages = report(book, language)["totals"]["messages"]
        assert messages[state] == {"es": 5, "de": 6, "fr": 0}[language]
    assert "译Second paragraph." in (book.root / "site/es/two.html").read_text("utf-8")
    assert "Second paragraph." in (book.root / "site/fr/two.html").read_text("utf-8")


def test_messages_are_extracted_once_and_documents_read_once(site):
    book, ran = site
    assert ran.out.count("extracting messages") == 1
    for language in ("es", "fr", "de"):
        totals = report(book, language)["totals"]
        assert totals["documents_read"] == 3
        assert totals["documents_reread"] == 0
    # each language asks for all of its own at once
    assert sorted(map(len, ran.calls)) == [6, 7, 7]


def test_pages_are_those_of_sphinx_build(site):
    book, _ = site
    for language in ("es", "fr"):
        other = book.root / "alone" / language
        subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-D", f"language={language}",
             str(book.src), str(other)],
            env=book.environment(), check=True, capture_output=True,
        )  # fmt: skip
        assert pages(book.root / "site" / language) == pages(other)


def test_one_report_is_over_all_languages(site):
    book, ran = site
    folder = book.root / "site" / "_amts"
    page = (folder / "index.html").read_text("utf-8")
    assert f"all languages: {folder / 'index.html'}" in ran.out
    links = re.findall(r'<a href="([^"]+)"', page)
    for language in ("de", "es", "fr"):
        assert f"../{language}/_amts/index.html" in links
        assert f"../{language}/_amts/documents/one.html" in links
    assert not [link for link in links if not (folder / link).is_file()]
    assert page.count("The last build failed") == 1  # of French


def test_a_second_build_does_nothing(site, amts):
    book, _ = site
    site_folder = book.root / "site"
    before = pages(site_folder)
    # Sphinx makes the search page and the index of every build anew
    times = {
        path: path.stat().st_mtime_ns
        for language in ("es", "de")
        for name in PAGES
        if (path := site_folder / language / f"{name}.html")
    }
    ran = build(amts, book, "-l", "es", "-l", "de", "-j", "2")
    assert ran.code == 0, ran.err
    assert ran.calls == []
    assert "extracting" not in ran.out
    assert "reading" not in ran.out
    assert report(book, "es")["totals"]["documents_read"] == 0
    assert pages(site_folder) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


class Listener:
    """Notes how far a build says that it is."""

    def __init__(self):
        self.budget = SharedBudget()
        self.told = []

    def progress(self, phase, done, total):
        self.told.append((phase, done, total))

    def warn(self, text):
        raise AssertionError(text)

    def note(self, text):
        pass

    waiting = contextlib.nullcontext


@pytest.mark.parametrize("again", [False, True])
def test_progress_never_passes_its_end(book, monkeypatch, again):
    """Also where documents cannot wait for an engine's answers, and are read again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(book.root / "cache"))
    if again:
        name = "keeps_what_it_knows"
        book.write(f"{name}.py", "def setup(app):\n    return {}\n")
        path = book.src / "conf.py"
        conf = f"import sys\nsys.path.append({str(book.src)!r})\n" + path.read_text()
        path.write_text(f"{conf}\nextensions = [*extensions, {name!r}]\n")
    plan = BuildPlan(
        book=Book(srcdir=book.src, confdir=book.src),
        language="es",
        builder="html",
        outdir=book.root / "site",
        doctreedir=book.root / "trees",
    )
    listener = Listener()
    assert build_one(plan, {}, listener).warnings == 0
    phases = {phase for phase, _, _ in listener.told}
    assert {"reading", "translating", "writing"} <= phases
    assert ("reading again" in phases) == again
    for phase, done, total in listener.told:
        assert not total or done <= total, (phase, done, total)
    assert [t[1:] for t in listener.told if t[0] == "reading"] == [
        (1, 3),
        (2, 3),
        (3, 3),
    ]


# --- all that can go wrong with one language


def test_no_failure_concerns_another_language(book, amts):
    book.conf(
        amts_languages={
            "es": {},
            "fr": {"segmnt": "message"},
            "de": {},
            "it": {"command": [sys.executable, "-c", KILLER]},
            "nl": {},
            "xx-unknown": {},
        },
    )
    with (book.src / "conf.py").open("a") as conf:
        conf.write(DUTCH_WARNS)
    book.human("one", {"Page one": "Seite eins"}, language="de")
    path = book.src / "locale/de/LC_MESSAGES/one.po"
    path.write_bytes(path.read_bytes()[:-3])
    ran = build(amts, book, "-j", "2", "-W", "--keep-going")
    assert ran.code == 1
    assert rows(ran) == {
        "de": "failed",
        "es": "built",
        "fr": "failed",
        "it": "failed",
        "nl": "failed",
        "xx-unknown": "failed",
    }
    reasons = dict(re.findall(r"sphinx-amts: ([\w-]+): failed: (.*)", ran.err))
    assert "1 warning, and -W is given" in reasons["de"]
    assert any(line.startswith(f"de: {path}:") for line in ran.err.splitlines())
    assert "conf.py:" in reasons["fr"]
    assert "'segmnt'; did you mean 'segment'" in reasons["fr"]
    assert "SIGKILL" in reasons["it"]
    assert "1 warning, and -W is given" in reasons["nl"]
    assert "'xx-unknown': no such language" in reasons["xx-unknown"]
    assert "nl: WARNING: only in Dutch" in ran.err.splitlines()
    assert (book.root / "site/nl/two.html").is_file()
    assert "译Second" in (book.root / "site/es/two.html").read_text("utf-8")


def test_a_language_that_waits_for_its_engine_holds_up_no_other(book, amts):
    marks = [book.root / "es.asked", book.root / "de.asked"]
    book.conf(
        amts_wait=60,
        amts_languages={
            own.name[:2]: {
                "command": [sys.executable, "-c", MEETS, str(own), str(other)]
            }
            for own, other in (marks, marks[::-1])
        },
    )
    ran = build(amts, book, "-j", "1")
    assert (ran.code, ran.err) == (0, "")
    for language in ("es", "de"):
        page = (book.root / "site" / language / "two.html").read_text("utf-8")
        assert "Second met." in page


# --- money


def test_all_languages_together_keep_to_one_limit(book, amts):
    book.conf(amts_command_metered=True, amts_command_price=1_000_000)
    both = ("-l", "fr", "-l", "de", "-j", "2")
    dry = amts(book, "translate", book.src, "-l", "fr", "--dry-run")
    (dollars,) = re.findall(r"\(at most \$(\d+)\.00\)", dry.out)
    ran = build(amts, book, *both)
    assert ran.code == 0  # nobody asked for it
    assert ran.calls == []
    assert ran.err.count("no permission") == 2
    ran = build(amts, book, *both, "--spend", str(int(dollars) * 3 // 2))
    assert ran.code == 1
    assert len(ran.calls) == 1
    assert sorted(rows(ran).values()) == ["built", "failed"]
    assert "more than other languages left of the limit" in ran.err
    ran = build(amts, book, *both, AMTS_SPEND=dollars)
    assert ran.code == 0, ran.err
    assert len(ran.calls) == 1


def test_translate_keeps_to_one_limit_for_all_languages(book, amts):
    book.conf(amts_command_metered=True, amts_command_price=1_000_000)
    ran = amts(
        book, "translate", book.src, "-l", "fr", "-l", "de", "--spend", "200"
    )  # each costs a little more than 100
    assert len(ran.calls) == 1
    assert "more than other languages left of the limit" in ran.err
    assert ran.code == 1


# --- ends before the end


@contextlib.contextmanager
def hanging(book, amts):
    """Have two builds wait for their engines, and kill them all in the end."""
    marks = [book.root / "es.started", book.root / "de.started"]
    book.conf(
        amts_languages={
            mark.name[:2]: {
                "command": [sys.executable, "-c", HANGS, str(mark)],
                "wait": wait,
            }
            for mark, wait in zip(marks, (60, 0), strict=True)
        }
    )
    site = book.root / "site"
    with amts.start(book, "build", book.src, site, "-j", "2") as process:
        end = time.monotonic() + 60
        while not all(mark.exists() for mark in marks) and time.monotonic() < end:
            time.sleep(0.05)
        # two builds and their engines
        yield process, [int(pid) for mark in marks for pid in mark.read_text().split()]


def wait_for_end(pids: list[int]) -> None:
    end = time.monotonic() + 30
    while any(map(is_running, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [pid for pid in pids if is_running(pid)]


def test_ctrl_c_ends_all(book, amts):
    with hanging(book, amts) as (process, pids):
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert err == "sphinx-amts: interrupted; what was translated is in the memory\n"
        wait_for_end(pids)


@pytest.mark.slow
def test_nothing_goes_on_when_the_command_is_killed(book, amts):
    with hanging(book, amts) as (process, pids):
        process.kill()
        process.communicate()
        wait_for_end(pids)


# --- which languages, and where they go


def test_languages_of_the_settings_and_the_source(book, amts):
    book.conf(amts_languages={"es": {"engine": "memory"}})
    ran = build(amts, book, "--source", "-b", "text", "-q", "-d", book.root / "trees")
    assert ran.code == 0, ran.err
    assert (ran.out, ran.err) == ("", "")
    site = book.root / "site"
    assert "Human paragraph." in (site / "en/index.txt").read_text("utf-8")
    assert "Párrafo humano." in (site / "es/index.txt").read_text("utf-8")
    assert sorted(path.name for path in site.iterdir()) == ["en", "es"]
    assert (book.root / "trees/es/environment.pickle").is_file()


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["-j", "many"], ["-j many"]),
        (["-b", "htm"], ["-b htm: no such builder", "did you mean 'html'"]),
        (["-D", "amts_egine=x"], ["'amts_egine'", "did you mean 'amts_engine'"]),
    ],
    ids=str,
)
def test_what_is_wrong_for_every_language_is_said_once(book, amts, arguments, parts):
    build(amts, book, "-l", "es", *arguments).refused(*parts)
    assert not (book.root / "site").exists()


def test_no_language_to_be_found(book, amts):
    shutil.rmtree(book.src / "locale")
    build(amts, book).refused("no language", "-l LANG")


# --- the team


def work(folder: Path, contact) -> int:
    """Work in small steps; return how many worked at most at the same time."""
    end, most = time.process_time() + 0.1, 0
    mark = folder / str(os.getpid())
    mark.touch()
    while time.process_time() < end:
        most = max(most, len(list(folder.iterdir())))
        sum(range(20_000))
    mark.unlink()
    return most


def run_all(folder: Path, cores: int, *tasks) -> list:
    """Run tasks that leave marks in *folder* while they work; return their ends."""
    folder.mkdir()
    named = {str(n): partial(task, folder) for n, task in enumerate(tasks)}
    logs = {name: folder.with_name(f"{name}.log") for name in named}
    ends = Team(cores, lambda name, event: None).run(named, logs)
    return [ends[name] for name in named]


@pytest.mark.parametrize(("cores", "most"), [(1, 1), (2, 3)])
def test_only_the_last_works_beside_as_many_as_there_are_cores(tmp_path, cores, most):
    ends = run_all(tmp_path / "marks", cores, *[work] * 4)
    assert max(end.value for end in ends) <= most


def wait_for_others(met: Path, folder: Path, contact) -> int:
    """Wait until all four wait, then work."""
    with contact.waiting():
        met.with_name(f"{met.name}-{os.getpid()}").touch()
        end = time.monotonic() + 60
        while len(list(met.parent.glob(f"{met.name}-*"))) < 4:
            if time.monotonic() > end:
                return 0
            time.sleep(0.02)
    return work(folder, contact)


def be_killed_waiting(met: Path, folder: Path, contact) -> None:
    with contact.waiting():
        met.with_name(f"{met.name}-{os.getpid()}").touch()
        os.kill(os.getpid(), signal.SIGKILL)


def test_tasks_that_wait_need_no_core_until_they_work_again(tmp_path):
    waits = partial(wait_for_others, tmp_path / "met")
    killed = partial(be_killed_waiting, tmp_path / "met")
    *ends, last = run_all(tmp_path / "marks", 1, waits, killed, waits, waits)
    lost = ends.pop(1)
    assert isinstance(lost, TaskLost)
    assert "SIGKILL" in lost.reason
    assert [end.value for end in [*ends, last]] == [1, 1, 1]


def test_a_task_that_cannot_keep_a_log(tmp_path):
    (tmp_path / "file").touch()
    log = tmp_path / "file" / "log"
    ends = Team(1, lambda name, event: None).run({"a": print}, {"a": log})
    assert isinstance(ends["a"], TaskLost)
    assert str(tmp_path / "file") in ends["a"].reason
    assert not isinstance(ends["a"], TaskDone)
