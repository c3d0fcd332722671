"""The example book, built as a reader of the README builds it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from launching import launch

pytest.importorskip("myst_nb")
pytest.importorskip("sphinx_design")
pytest.importorskip("furo")
pytest.importorskip("jieba")

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "example_book"

VARIANTS = {
    "en": (),
    "zh": ("-Dlanguage=zh",),
    "es": ("-Dlanguage=es",),
    "pseudo": ("-Dlanguage=es", "-Damts_engine=pseudo"),
    "pseudo-rtl": ("-Dlanguage=ar", "-Damts_engine=pseudo-rtl"),
}


class Book:
    """Builds the example book, each variant once."""

    def __init__(self, project, folder):
        self._project = project
        self._folder = folder
        self._built = {}
        self.status = book_status()

    def build(self, name, *options):
        """Return output folder and what Sphinx said, of a build that has to succeed."""
        if name not in self._built:
            out = self._folder / name
            arguments = [
                *("-b", "html", "-j", "2", "-W", "-n"),
                *("-d", str(self._folder / f"doctrees-{name}"), *options),
                *(str(BOOK), str(out)),
            ]
            code, said, _ = launch(
                "sphinx.cmd.build",
                arguments,
                self._project.environment(),
                merged=True,
            )
            assert code == 0, said
            self._built[name] = (out, said)
        return self._built[name]


@pytest.fixture(scope="module")
def book(new_project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    project = new_project(folder / "project")
    return Book(project, folder)


def book_status():
    """Return what git says of the book's folder, `None` outside of a checkout."""
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run(
        [git, "status", "--porcelain", "--ignored", "--", str(BOOK)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_builds_without_a_warning(book, name):
    _, said = book.build(name, *VARIANTS[name])
    assert "WARNING" not in said
    assert "build succeeded." in said


def test_builds_leave_the_source_as_it_was(book):
    """Whichever of the builds above have been made before this one."""
    if book.status is None:
        pytest.skip("this is not a git checkout")
    book.build("es", *VARIANTS["es"])
    assert book_status() == book.status


class Page(HTMLParser):
    """Reads what a page shows, by means that the extension does not use.

    Attributes:
        text: what is shown outside of code and formulas.
        verbatim: code and formulas.
        targets: where links and images point to.
    """

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, html):
        super().__init__()
        self.text = []
        self.verbatim = []
        self.targets = []
        self._open = []
        self.feed(html[html.index("<article") : html.index("</article>")])

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        classes = (attributes.get("class") or "").split()
        verbatim = tag in {"pre", "code"} and "download" not in classes
        kind = "code" if verbatim or "math" in classes else ""
        if tag not in self.VOID:
            self._open.append(kind)
        if kind:
            self.verbatim.append("")
        for name in ("href", "src"):
            if name in attributes and "headerlink" not in classes:
                self.targets.append(attributes[name])

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            self._open.pop()

    def handle_data(self, data):
        if "code" in self._open:
            self.verbatim[-1] += data
        else:
            self.text.append(data)


BROKEN = re.compile(
    r"\*\*|`|\]\(|\]\[|\{[a-z:-]+\}|:[a-z:-]+:`|\$[^\s$]+\$|\|\w+\||\w__?\b|::|\\\S"
)
"""What markup leaves behind that a parser did not take for markup."""


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("apertium") is None,
    reason="needs Debian's apertium and apertium-eng-spa",
)
def test_spanish_by_a_real_engine(book):
    """Every message is translated; nothing of the markup is lost or left over."""
    english, _ = book.build("en", *VARIANTS["en"])
    program = "apertium,-u,-f,html,{source}-{target}"
    spanish, _ = book.build(
        "apertium",
        "-Dlanguage=es",
        "-Damts_engine=command",
        f"-Damts_command={program}",
        # pages are compared with those of the source, which have no notices
        "-Damts_banner=never",
        "-Damts_marks=0",
        "-Damts_source_text=never",
    )
    report = json.loads((spanish / "_amts" / "report.json").read_text("utf-8"))
    messages = report["totals"]["messages"]
    assert messages["machine"] > 100
    assert messages["untranslated"] == messages["pending"] == 0
    faults = messages["rejected"] + messages["unsupported"]
    assert faults < sum(messages.values()) / 100, report
    names = [document["docname"] for document in report["documents"]]
    assert len(names) > 8
    for name in names:
        before, after = (
            Page((folder / f"{name}.html").read_text("utf-8"))
            for folder in (english, spanish)
        )
        assert Counter(after.verbatim) == Counter(before.verbatim), name
        assert Counter(after.targets) == Counter(before.targets), name
        left = Counter(BROKEN.findall("".join(after.text)))
        assert left <= Counter(BROKEN.findall("".join(before.text))), name
