"""What builds keep beside the doctrees changes no page, whatever becomes of it."""

from __future__ import annotations

import shutil

import pytest
from kept_files import DAMAGES

SENTENCES = [
    "Bread rises in a warm place",
    "The crust is dark and thin",
    "Salt slows the dough down",
    "A stone keeps the heat",
]
OTHER = "The dough was folded twice before noon, and once after."
# with sentences of more messages than are compared with it one by one
EDITED = " ".join(
    [
        "The dough was folded twice before noon, and three times after.",
        *(f"{text}, {number}." for text in SENTENCES for number in (3, 4)),
    ]
)


def text_of(folder):
    """Return the content of every file of an output folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pickle"
    }


class Book:
    """A book that can be put back to how it was after its first builds."""

    def __init__(self, project):
        self.project = project
        self.saved = project.root.with_name("saved")

    def save(self):
        shutil.copytree(self.project.root, self.saved)

    def restore(self):
        shutil.rmtree(self.project.root)
        shutil.copytree(self.saved, self.project.root)

    def kept(self, language="es"):
        return sorted((self.project.root / "doctrees/amts" / language).rglob("*.kept"))

    def build(self, *args, **options):
        built = self.project.build(*args, SOURCE_DATE_EPOCH="1767225600", **options)
        assert built.code == 0, built.output
        return built

    def edited(self):
        """Edit a sentence and a catalog, build, and return output and warnings."""
        self.project.edit("p1.rst", OTHER, EDITED)
        self.project.edit("locale/es/LC_MESSAGES/p2.po", "La masa", "Esta masa")
        built = self.build()
        return text_of(self.project.out), built.warnings


@pytest.fixture(scope="module")
def book(tmp_path_factory, new_project):
    project = new_project(tmp_path_factory.mktemp("kept") / "book")
    pages = "\n   ".join(f"p{number}" for number in range(5))
    project.write("index.rst", f"Book\n====\n\n.. toctree::\n\n   {pages}\n")
    for number in range(5):
        name = f"p{number}"
        body = "\n\n".join(f"{text}, {number}." for text in SENTENCES)
        project.write(f"{name}.rst", f"Page {number}\n======\n\n{body}\n\n{OTHER}\n")
        entries = {f"{text}, {number}.": f"{text} ya, {number}." for text in SENTENCES}
        entries[OTHER] = "La masa se plegó dos veces antes de mediodía, y una después."
        for language in ("es", "fr"):
            project.human(name, entries, language)
    book = Book(project)
    book.build("-Dlanguage=fr")
    book.build()
    book.edited()  # everything is kept that an edit can use
    project.edit("p1.rst", EDITED, OTHER)
    project.edit("locale/es/LC_MESSAGES/p2.po", "Esta masa", "La masa")
    book.build()
    assert {path.name for path in book.kept()} >= {
        *("damage.kept", "human.kept", "parts.kept", "report.kept", "similar.kept"),
        "texts.kept",
    }
    book.save()
    return book


@pytest.fixture(scope="module")
def expected(book):
    book.restore()
    output, warnings = book.edited()
    assert not warnings
    return output


def of_another_release(book):
    for path in book.kept():
        data = path.read_bytes()
        path.write_bytes(data.replace(b"sphinx-amts\x00", b"sphinx-amts\x009", 1))


@pytest.mark.parametrize("damage", [*DAMAGES, of_another_release])
def test_damaged_files_change_nothing(book, expected, damage):
    book.restore()
    damage(book)
    output, warnings = book.edited()
    assert not warnings
    assert output == expected


def test_a_build_with_nothing_to_do_writes_no_file_of_the_report(book):
    book.restore()
    book.build()
    report = book.project.out / "_amts"
    before = {path: path.stat().st_mtime_ns for path in report.rglob("*")}
    book.build()
    assert {path: path.stat().st_mtime_ns for path in report.rglob("*")} == before


def test_an_edit_writes_the_report_pages_of_its_document_only(book):
    book.restore()
    pages = book.project.out / "_amts" / "documents"
    before = {path: path.stat().st_mtime_ns for path in pages.rglob("*.html")}
    book.project.edit("p1.rst", OTHER, EDITED)
    book.build()
    after = {path: path.stat().st_mtime_ns for path in pages.rglob("*.html")}
    assert [p.stem for p in after if after[p] != before[p]] == ["p1"]


@pytest.mark.parametrize("name", ["documents/p3.html", "report.json", "index.html"])
def test_a_deleted_file_of_the_report_comes_back(book, name):
    book.restore()
    book.build()
    before = text_of(book.project.out / "_amts")
    (book.project.out / "_amts" / name).unlink()
    built = book.build()
    after = text_of(book.project.out / "_amts")
    assert after.keys() == before.keys()
    # the page tells how many documents the build that wrote it has read
    assert {n for n in after if after[n] != before[n]} <= {"index.html"} & {name}
    assert built.totals["documents_read"] == 0


def test_what_a_report_is_made_of_is_not_mistaken(book):
    """Each change shows in the next report, though no document is read for it."""
    book.restore()
    book.build()
    assert book.build("-Dproject=Other").report["project"] == "Other"
    book.build()
    broken = 'msgid "a\nmsgstr "b"\n'
    book.project.write("locale/es/LC_MESSAGES/of_no_page.po", broken)
    built = book.build()
    assert [c["rule"] for d in built.report["documents"] for c in d["checks"]] == [
        "damaged"
    ]
    assert built.totals["checks"] == 1
    ignoring = book.build("-Damts_check_ignore=damaged")
    assert ignoring.totals["checks"] == 0
    assert book.build().totals["checks"] == 1
    (book.project.src / "locale/es/LC_MESSAGES/of_no_page.po").unlink()
    assert book.build().totals["checks"] == 0


def test_two_builders_share_what_is_kept(book, expected):
    book.restore()
    book.build(builder="dirhtml")
    output, _ = book.edited()
    assert output == expected
    other = book.build(builder="dirhtml")
    assert [d["docname"] for d in other.report["documents"]] == [
        "index",
        *(f"p{number}" for number in range(5)),
    ]
    assert book.build().totals["documents_read"] == 0
    assert text_of(book.project.out / "_amts").keys() == {
        name.removeprefix("_amts/") for name in expected if name.startswith("_amts/")
    }
