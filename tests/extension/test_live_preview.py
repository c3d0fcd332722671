"""`sphinx-autobuild` with the extension: what it rebuilds, and that it rests then."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from processes import started

QUIET = 2.5
"""Seconds without a change that are watched; it waits 1.6 at most for more of them."""


class Preview:
    """A running `sphinx-autobuild`, and what it prints."""

    def __init__(self, project, process, log):
        self.project = project
        self._process = process
        self._log = log

    @property
    def out(self):
        return self.project.src / "_build"

    def text(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def builds(self) -> int:
        return self.text().count("Serving on http")

    def wait(self, builds: int) -> None:
        """Wait until so many builds have ended."""
        end = time.monotonic() + 90
        while self.builds() < builds and time.monotonic() < end:
            assert self._process.poll() is None, self.text()
            time.sleep(0.05)
        assert self.builds() == builds, self.text()

    def begin(self) -> int:
        """Wait until it watches for changes, which it does not tell.

        Returns:
            the number of builds that have ended by then.
        """
        end = time.monotonic() + 60
        while "Rebuilding" not in self.text() and time.monotonic() < end:
            self.project.write("begin.txt", str(time.monotonic()))
            time.sleep(QUIET)
        builds = 0
        while builds != self.builds():
            builds = self.builds()
            time.sleep(QUIET)
        return builds

    def read(self) -> int:
        """Return the number of documents that the last build has read."""
        totals = json.loads((self.out / "_amts/report.json").read_text("utf-8"))
        return totals["totals"]["documents_read"]

    def page(self, docname: str) -> str:
        html = (self.out / f"{docname}.html").read_text("utf-8")
        return re.sub(r"<[^>]+>", "", html)


@contextmanager
def previewing(project):
    log = project.root / "log"
    command = [
        *(sys.executable, "-m", "sphinx_autobuild", "--port", "0"),
        *("-D", "language=es", str(project.src), str(project.src / "_build")),
    ]
    with (
        log.open("wb") as out,
        started(
            command, project.environment(), stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        yield Preview(project, process, log)


def test_only_what_changed_is_rebuilt_once_and_then_it_rests(project):
    pytest.importorskip("sphinx_autobuild")
    project.engine()
    # not what people have written elsewhere, which is looked up again with any catalog
    project.edit("guide/notes.md", "Shared sentence.", "Sentence of the notes.")
    project.conf(exclude_patterns=["locale", "amts", "_build"])
    with previewing(project) as preview:
        preview.wait(1)
        assert preview.read() == 3
        builds = preview.begin()
        assert preview.read() == 0

        project.edit("guide/usage.rst", "Install it.", "Install it anew.")
        preview.wait(builds + 1)
        assert preview.read() == 1
        assert "译Install it anew." in preview.page("guide/usage")

        project.human("index", {"Human paragraph.": "Párrafo nuevo."})
        preview.wait(builds + 2)
        assert preview.read() == 1
        assert "Párrafo nuevo." in preview.page("index")

        # a new catalog, of machine text that somebody has written
        project.committed("guide/notes", {"A part": "Una parte"})
        preview.wait(builds + 3)
        assert preview.read() == 1
        assert "Una parte" in preview.page("guide/notes")

        time.sleep(QUIET)
        assert preview.builds() == builds + 3, preview.text()
    # and it has left nothing among the sources
    left = {path.name for path in project.src.iterdir()}
    assert left - {"begin.txt"} == {
        *("_build", "amts", "conf.py", "guide", "index.rst", "locale"),
    }
    assert not list(project.src.glob("locale/**/*.mo"))
