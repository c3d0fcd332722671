"""Folders of strangers: no code of theirs runs, no link leads out of them."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from two_editions import SPANISH, make_book, write

pytest.importorskip("myst_parser")

SECRET = "La clave secreta de Anna Berg es siete, ocho, nueve."
BOOK = {
    "index.md": "# Bread\n\n```toc\nchapter_one/index\nchapter_two/index\n```\n",
    "chapter_one/index.md": "# One\n\nText.\n",
    "chapter_two/index.md": "# Two\n\nText.\n",
}


# --- convert


@pytest.fixture
def source(empty_project):
    folder = empty_project.root / "d2l"
    for name, text in BOOK.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def target(empty_project):
    return empty_project.root / "book"


@pytest.fixture
def convert(empty_project, source, target, amts):
    return lambda: amts(empty_project, "convert", "d2l", source, target)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def put_into_record(target, *names):
    path = target / ".amts-convert.json"
    records = json.loads(path.read_text("utf-8"))
    digest = hashlib.sha256(b"keep me\n").hexdigest()
    records |= {name: [digest] for name in names}
    path.write_text(json.dumps(records), "utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "../victim",
        "chapter_one/../../victim",
        "{root}/victim",
        "./../victim",
        "..\\victim",
        "C:/victim",
        "c:victim",
        "//victim",
        "victim\0",
        "",
        ".",
        "..",
        ".git/config",
        "chapter_one//../../victim",
    ],
)
def test_a_record_names_only_files_of_the_project(convert, source, target, name):
    assert convert().code == 0
    victim = target.parent / "victim"
    victim.write_text("keep me\n")
    hidden = target / ".git/config"
    hidden.parent.mkdir()
    hidden.write_text("keep me\n")
    put_into_record(target, name.format(root=target.parent))
    before = tree(target)
    # a reader of JSON takes no control characters
    reason = "control character" if "\0" in name else "which no conversion writes"
    convert().refused(".amts-convert.json", reason)
    assert victim.read_text() == "keep me\n"
    assert tree(target) == before


def test_nothing_behind_a_link_is_removed(convert, source, target):
    assert convert().code == 0
    outside = target.parent / "outside"
    outside.mkdir()
    (outside / "victim").write_text("keep me\n")
    (target / "linked").symlink_to("../outside")
    (target / "file").symlink_to("../outside/victim")
    put_into_record(target, "linked/victim", "file")
    assert convert().code == 0
    assert (outside / "victim").read_text() == "keep me\n"
    assert (target / "file").is_symlink()


@pytest.mark.parametrize(
    "place",
    ["", "chapter_one", "chapter_one/index.md", "conf.py", ".amts-convert.json"],
)
def test_nothing_is_written_through_a_link(convert, target, place):
    outside = target.parent / "outside"
    is_folder = place in {"", "chapter_one"}
    if is_folder:
        outside.mkdir()
    else:
        outside.write_text("{}")
    before = tree(outside) if is_folder else outside.read_text()
    (target / place).parent.mkdir(parents=True, exist_ok=True)
    (target / place).symlink_to(outside)
    convert().refused(target / place, "a symbolic link")
    assert (tree(outside) if is_folder else outside.read_text()) == before


def test_a_link_out_of_the_book_is_no_file_of_it(convert, source, target):
    outside = source.parent / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(f"# Secret\n\n{SECRET}\n", "utf-8")
    (outside / "refs.bib").write_text(f"@book{{x, title = {{{SECRET}}}}}\n", "utf-8")
    (source / ".git").mkdir()
    (source / ".git/config").write_text(SECRET, "utf-8")
    (source / "chapter_one/linked.md").symlink_to(outside / "secret.md")
    (source / "chapter_one/relative.md").symlink_to("../../outside/secret.md")
    (source / "chapter_three").symlink_to(outside)
    (source / "refs.bib").symlink_to(outside / "refs.bib")
    (source / "picture.png").symlink_to(outside / "secret.md")
    (source / "config.ini").symlink_to(outside / "secret.md")
    (source / "folder").symlink_to(outside)
    (source / "inside.png").symlink_to("chapter_two/index.md")
    links = [
        *("picture.png", "folder/secret.md", "/picture.png", ".git/config"),
        *("../outside/secret.md", str(outside / "secret.md"), "inside.png"),
        *("%2e%2e/outside/secret.md", "..\\outside\\secret.md"),
    ]
    text = "".join(f"![a](../{name})\n\n[b]({name})\n\n" for name in links)
    (source / "chapter_two/index.md").write_text(f"# Two\n\n{text}", "utf-8")
    done = convert()
    assert done.code == 0, done.err
    found = tree(target)
    assert not any(SECRET.encode() in data for data in found.values())
    assert "inside.png" in found
    assert not any("secret" in name or "linked" in name for name in found)


# --- editions


@pytest.fixture
def book(empty_project):
    make_book(empty_project)
    write(empty_project, SPANISH, "es")
    return empty_project


@pytest.fixture
def take(book, amts):
    def run(*arguments):
        return amts(
            book,
            *("import-edition", book.src, "-l", "es", "--from", book.src / "es"),
            *("--origin", "human", *arguments),
        )

    return run


def all_text(book):
    return "".join(
        path.read_text("utf-8")
        for folder in ("locale", "amts")
        for path in (book.src / folder).rglob("*")
        if path.is_file()
    )


def test_the_conf_of_an_edition_runs_only_if_it_is_asked_for(book, take):
    mark = book.root / "ran"
    code = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"
    settings = 'extensions = ["myst_parser"]\nmyst_enable_extensions = ["dollarmath"]\n'
    book.write("es/conf.py", code + settings)
    done = take("--dry-run")
    assert done.code == 0, done.err
    assert not mark.exists()
    assert "entries would be added" in done.out
    assert not done.out.startswith("es: 0 entries")
    assert take("--dry-run", "--run-its-conf").code == 0
    assert mark.exists()


def test_pairs_of_an_edition_run_none_of_its_code(book, amts, tmp_path):
    mark = book.root / "ran"
    book.write("es/conf.py", f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n")
    done = amts(
        book,
        *("parallel-data", "build", book.src, "-l", "es", "--from", book.src / "es"),
        *("-o", tmp_path / "pairs.tmx"),
    )
    assert done.code == 0, done.err
    assert not mark.exists()


RUN = """
import pathlib, sys
from docutils.parsers.rst import Directive

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "modules"))

class Shell(Directive):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        (HERE / "RAN").touch()
        return []

def setup(app):
    app.add_directive("shell", Shell)
    app.add_directive_to_domain("py", "shell", Shell)
"""
TOUCH = "env.srcdir.parent.joinpath('RAN').touch()"
RUNNING = {
    "inline": ("md", f"Texto {{{{ {TOUCH} }}}} y más."),
    "block": ("md", f"{{{{ {TOUCH} }}}}"),
    "value": ("md", "Texto {{ one }} y más."),
    "rst in md": ("md", "```{eval-rst}\n.. shell:: x\n```"),
    "fence": ("md", "```{shell} x\n:option: y\n\nTexto.\n```"),
    "domain": ("rst", ".. py:shell:: x\n\n   Texto."),
    "directive": ("rst", ".. shell:: x\n   :option: y\n\n   Texto."),
    "module": ("rst", ".. automodule:: touching\n   :members:\n\n   Texto."),
    "table": ("rst", ".. autosummary::\n   :toctree: made\n\n   touching"),
    "no module": ("rst", ".. autosummary::\n   :toctree: made\n\n   nothing_such"),
}


@pytest.mark.parametrize("with_conf", [True, False])
@pytest.mark.parametrize("what", RUNNING)
def test_no_document_of_an_edition_runs_code(book, take, what, with_conf):
    book.conf(
        extensions=[
            *("myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary"),
            "sphinx_amts",
        ],
        myst_enable_extensions=["dollarmath", "colon_fence", "substitution"],
        exclude_patterns=["locale", "es", "mixed", "made"],
    )
    own = (book.src / "conf.py").read_text("utf-8")
    book.write("conf.py", own + RUN)
    touching = (
        "import pathlib\npathlib.Path(__file__).parents[1].joinpath('RAN').touch()"
    )
    book.write("modules/touching.py", touching)
    book.write("more.md", "# More\n\nA key.\n\nA second key.\n\nA third key.\n")
    if with_conf:
        book.write("es/conf.py", "")
    suffix, text = RUNNING[what]
    front = ""
    if suffix == "md":
        names = {"one": f"{{{{ {TOUCH} }}}}"}
        matter = {"enable_extensions": ["substitution"], "substitutions": names}
        front = f"---\n{json.dumps({'myst': matter})}\n---\n"
    title = "# Más" if suffix == "md" else "Más\n==="
    book.write(f"es/more.{suffix}", f"{front}{title}\n\nUna llave.\n\n{text}\n")
    done = take()
    assert done.code in {0, 1}, done.err
    assert "El molino" in all_text(book)
    assert not [path for path in book.root.rglob("RAN") if path.exists()]
    assert not (book.src / "es/made").exists()


def test_notebooks_of_an_edition_are_not_run(book, take):
    """Whatever `conf.py` of the book says of their execution."""
    pytest.importorskip("nbsphinx")
    log = book.root / "modes"
    book.conf(extensions=["nbsphinx", "sphinx_amts"], nbsphinx_execute="always")
    noting = (
        "def setup(app):",
        "    app.connect('builder-inited', note)",
        "def note(app):",
        f"    with open({str(log)!r}, 'a') as stream:",
        "        print(app.srcdir.name, app.config.nbsphinx_execute, file=stream)",
    )
    book.write("conf.py", (book.src / "conf.py").read_text("utf-8") + "\n".join(noting))
    (book.src / "visit.md").unlink()
    (book.src / "es/visit.md").unlink()
    book.write("es/conf.py", "")
    assert take("--dry-run").code in {0, 1}
    assert "es never" in log.read_text("utf-8").splitlines()


@pytest.mark.parametrize("with_conf", [True, False])
def test_an_edition_has_no_text_of_files_elsewhere(book, take, with_conf):
    if with_conf:
        book.write("es/conf.py", "")
    outside = book.root / "outside"
    outside.mkdir()
    page = f"Visita\n======\n\n{SECRET}\n"
    (outside / "visit.rst").write_text(page, "utf-8")
    (outside / "text.txt").write_text(f"{SECRET}\n", "utf-8")
    edition = book.src / "es"
    (edition / "visit.md").unlink()
    (edition / "visit.rst").symlink_to(outside / "visit.rst")
    (edition / "further").symlink_to(outside)
    up = os.path.relpath(outside, edition)
    index = (edition / "index.rst").read_text("utf-8")
    inserted = f"\n.. include:: {outside}/text.txt\n\n.. include:: {up}/text.txt\n"
    inserted += f"\n.. csv-table::\n   :file: {up}/text.txt\n"
    inserted += f"\n.. literalinclude:: {up}/text.txt\n"
    (edition / "index.rst").write_text(index + inserted, "utf-8")
    fenced = (f"```{{{what}}} {up}/text.txt\n```\n" for what in ("include", "raw"))
    page = f"# Más\n\n{''.join(fenced)}\n```{{eval-rst}}\n{inserted}\n```\n"
    (edition / "more.md").write_text(page, "utf-8")
    book.write("more.md", "# More\n\nA key.\n\nA second key.\n\nA third key.\n")
    done = take()
    assert done.code == 0, done.err
    assert "El molino" in all_text(book)
    assert "clave secreta" not in all_text(book) + done.out


def test_catalogs_of_a_folder_are_its_own(book, amts, tmp_path):
    outside = book.root / "outside"
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    entry = 'msgid "A ticket costs 3 crowns."\nmsgstr "{}"\n'
    for folder, text in (
        ("outside", SECRET),
        ("given/es/LC_MESSAGES", "Tres coronas."),
    ):
        path = book.root / folder
        path.mkdir(parents=True)
        (path / "visit.po").write_text(header + entry.format(text), "utf-8")
    given = book.root / "given"
    (given / "es/LC_MESSAGES/other.po").symlink_to(outside / "visit.po")
    (given / "es/LC_MESSAGES/folder").symlink_to(outside)
    (given / "es/LC_MESSAGES/inside.po").symlink_to("visit.po")
    pairs = tmp_path / "pairs.tmx"
    done = amts(
        book,
        *("parallel-data", "build", book.src, "-l", "es", "--from", given, "-o", pairs),
    )
    assert done.code == 0, done.err
    text = pairs.read_text("utf-8")
    assert "Tres coronas." in text
    assert "clave secreta" not in text


# --- languages that go


def test_a_language_with_links_is_not_archived(book, amts):
    outside = book.root / "outside.po"
    outside.write_text(SECRET, "utf-8")
    book.human("index", {"The Mill": "El molino"})
    link = book.src / "locale/es/LC_MESSAGES/linked.po"
    link.symlink_to(outside)
    done = amts(book, "language", "remove", "es", book.src, "--yes")
    done.refused(link, "a symbolic link")
    assert outside.read_text("utf-8") == SECRET
