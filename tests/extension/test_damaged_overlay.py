"""Generated catalogs and what lies beside them change no page, damaged or not."""

from __future__ import annotations

import os
import shutil

import pytest
from kept_book import KeptBook

SENTENCES = ["Bread rises in a warm place.", "The crust is dark.", "Salt slows it."]
HUMAN = "A stone keeps the heat."
OLD, NEW = "Nothing else is here.", "Nothing more is here."


def text_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("*.html"))
    }


@pytest.fixture(scope="module")
def bakery(tmp_path_factory, new_project):
    """A book that was built in two languages, and again after a change."""
    project = new_project(tmp_path_factory.mktemp("bakery") / "book")
    project.write("index.rst", "Book\n====\n\n.. toctree::\n\n   a\n   b\n")
    for name in ("a", "b"):
        body = "\n\n".join(f"{text} {HUMAN} {name}" for text in SENTENCES)
        project.write(f"{name}.rst", f"Page {name}\n======\n\n{body}\n\n{OLD}\n")
    for language, human in (("es", "Una piedra guarda."), ("fr", "Une pierre garde.")):
        project.human("b", {HUMAN: human}, language)
    project.conf(amts_scores=True)
    project.engine()
    assert project.build("-Dlanguage=fr").code == 0
    assert project.build().code == 0
    shutil.copytree(work(project), project.root / "earlier")
    project.edit("locale/es/LC_MESSAGES/b.po", "guarda", "conserva")
    project.edit("b.rst", OLD, NEW)
    assert project.build().code == 0
    return KeptBook(project)


@pytest.fixture
def book(bakery):
    return bakery.restored()


def work(project, language="es"):
    return project.root / "doctrees/amts" / language


CATALOGS = ("pages-4/a.po", "pages-4/b.po")
MANIFEST = ("pages-4/made.kept",)
OTHERS = (
    "pages-4/answers.json", "state.json", "scores.json", "pairs.kept", "history.json",
)  # fmt: skip


def cut(path, book):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path, book):
    path.write_bytes(b"")


def changed_at(place):
    def change(path, book):
        data = bytearray(path.read_bytes())
        data[int(place * len(data))] ^= 1
        path.write_bytes(data)

    change.__name__ = f"changed_at_{place}"
    return change


def changed_translation(path, book):
    """Change a letter of each text, where nothing but the text tells it."""
    data = path.read_bytes()
    path.write_bytes(
        data.replace(b"piedra", b"piedrb").replace(b"\xe8\xaf\x91", b"xyz")
    )


def of_another_language(path, book):
    shutil.copy2(work(book, "fr") / path.relative_to(work(book)), path)


def of_an_earlier_build(path, book):
    earlier = book.root / "earlier" / path.relative_to(work(book))
    path.unlink()
    if earlier.exists():
        shutil.copy2(earlier, path)


def a_folder(path, book):
    path.unlink()
    path.mkdir()
    (path / "more").mkdir()


def a_link(path, book):
    target = book.root / path.name
    shutil.copy2(path, target)
    path.unlink()
    path.symlink_to(target)


def a_link_to_nothing(path, book):
    path.unlink()
    path.symlink_to(path.name)


def a_pipe(path, book):
    path.unlink()
    os.mkfifo(path)


def all_folders(_, book):
    for name in (*CATALOGS, *MANIFEST, *OTHERS):
        a_folder(work(book) / name, book)


def all_of_another_language(_, book):
    shutil.rmtree(work(book))
    shutil.copytree(work(book, "fr"), work(book))


def all_of_an_earlier_build(_, book):
    shutil.rmtree(work(book))
    shutil.copytree(book.root / "earlier", work(book))


@pytest.fixture(scope="module")
def expected(bakery):
    """Pages of the book as it is, and after a change, without anything kept of it."""
    found = []
    for change in (lambda _: None, edit):
        book = bakery.restored()
        change(book)
        for folder in ("doctrees", "out", "cache"):
            shutil.rmtree(book.root / folder)
        assert book.build().code == 0
        found.append(text_of(book.out))
    return found


def edit(book):
    book.edit("a.rst", OLD, NEW)


DAMAGES = [
    cut, empty, *map(changed_at, (0.1, 0.5, 0.8)), changed_translation, a_folder,
    of_another_language, of_an_earlier_build, a_link, a_link_to_nothing, a_pipe,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("names", [CATALOGS, MANIFEST, OTHERS])
def test_damaged_files_change_no_page(book, expected, names, damage):
    def damage_all():
        for name in names:
            damage(work(book) / name, book)

    check(book, expected, damage_all)


@pytest.mark.parametrize(
    "damage", [all_folders, all_of_another_language, all_of_an_earlier_build]
)
def test_many_damaged_files_change_no_page(book, expected, damage):
    check(book, expected, lambda: damage(None, book))


def _is_of_fault(line):
    return "doctrees" in line and "amts" in line


def check(book, expected, damage):
    """Damage files, and build with nothing to do, with a change, and once more."""
    damage()
    for pages in expected:
        built = book.build()
        assert built.code == 0, built.output
        assert not built.warnings
        assert "Traceback" not in built.output
        assert not [line for line in built.output.splitlines() if _is_of_fault(line)][
            1:
        ]
        assert built.sent == []  # what the memory has is not asked for again
        assert text_of(book.out) == pages
        if pages is expected[0]:
            edit(book)
    again = book.build()
    assert again.totals["documents_read"] == 0
