"""`sphinx-amts import-edition`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from sphinx_amts.catalogs.entries import read_human, read_machine

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from two_editions import ENGLISH, SPANISH, make_book, write

pytest.importorskip("myst_parser")


@pytest.fixture
def book(empty_project):
    make_book(empty_project)
    write(empty_project, SPANISH, "es")
    return empty_project


@pytest.fixture
def take(book, amts):
    def run(*arguments, origin="human"):
        return amts(
            book,
            *("import-edition", book.src, "-l", "es", "--from", book.src / "es"),
            *("--origin", origin, *arguments),
        )

    return run


def catalogs(book):
    folder = book.src / "locale" / "es" / "LC_MESSAGES"
    return {path.stem: read_human(path) for path in sorted(folder.glob("*.po"))}


def test_a_book_is_shown_as_the_edition_was(book, take):
    ran = take()
    assert ran.code == 0, ran.err
    found = catalogs(book)
    assert found["index"]["The Mill"] == "El molino"
    assert found["visit"]["A ticket costs 3 crowns."] == "Una entrada cuesta 3 coronas."
    built = book.build("-W", "--keep-going")
    assert built.code == 0, built.output
    for name, text in (("index", "Su dueña, Anna Berg"), ("visit", "el viejo molino")):
        assert text in book.body(name)
    assert "Un molino con cuatro aspas." in book.html("index")
    left = built.totals["messages"]["untranslated"]
    assert left == 0, built.report


def test_entries_have_the_markup_of_the_source(book, take):
    """Its own dialect, and the targets of its own links."""
    edition = dict(SPANISH)
    edition["index.md"] = """
# El molino

El molino de 1874 está junto al río Glomma. Su dueña, *Anna Berg*, vende harina a doce
panaderos.

```sh
grind --speed 40
```

Un saco pesa 25 kilogramos. Cuesta 40 coronas, véase {doc}`visit`.

![Un molino con cuatro aspas.](mill.png)

En invierno, a 15 grados bajo cero, el río se hiela. Entonces no se usa `grind`.
"""
    del edition["index.rst"]
    for path in (book.src / "es").iterdir():
        path.unlink()
    write(book, edition, "es")
    ran = take()
    assert ran.code == 1, ran.err  # of the image nothing is taken over, as it says
    assert "not taken over of the edition: 1 text:" in ran.out
    entries = catalogs(book)["index"]
    assert (
        entries[
            "In winter, at 15 degrees below zero, the river freezes. "
            "Then ``grind`` is not used."
        ]
        == "En invierno, a 15 grados bajo cero, el río se hiela. "
        "Entonces no se usa ``grind``."
    )
    assert (
        "véase :doc:`visit`."
        in entries["A sack weighs 25 kilograms. It costs 40 crowns, see :doc:`visit`."]
    )


def test_what_people_wrote_before_stays(book, take):
    own = {"The Mill": "Nuestro molino", "The mill was here.": "Estuvo aquí."}
    book.human("index", own)
    path = book.src / "locale/es/LC_MESSAGES/index.po"
    before = path.read_bytes()
    ran = take()
    assert ran.code == 0, ran.err
    head, own_entries = before.rstrip().split(b"\n\n", 1)
    assert path.read_bytes().startswith(head + b'\n"Last-Translator: ')
    assert own_entries in path.read_bytes()
    assert read_human(path).items() >= own.items()
    assert "1 have a translation already, which stays" in ran.out
    after = path.read_bytes()
    assert take().code == 0
    assert path.read_bytes() == after


def test_only_what_people_wrote_becomes_human(book, take):
    ran = take(origin="unknown")
    assert ran.code == 0, ran.err
    assert catalogs(book) == {}
    entries = read_machine(book.src / "amts/catalogs/es/visit.po")
    assert entries["A visit"].origin == "machine"
    assert entries["A visit"].provenance.engine == "unknown"
    built = book.build()
    assert built.totals["messages"]["human"] == 0
    assert "Una visita" in book.body("visit")


def test_what_is_not_sure_is_shown_as_unconfirmed(book, take):
    """A paragraph about something else stands where the translation should."""
    book.edit(
        "es/visit.md",
        "Desde 1990 hay un café. Sus 30 sillas están **siempre** ocupadas.",
        "El horno se enciende a las cinco, y **entonces** nadie duerme en casa.",
    )
    ran = take()
    assert ran.code == 0, ran.err
    (msgid,) = read_machine(book.src / "amts/catalogs/es/visit.po")
    assert msgid.startswith("Since 1990")
    assert "as unconfirmed" in ran.out
    assert b"fuzzy" not in (book.src / "locale/es/LC_MESSAGES/visit.po").read_bytes()
    built = book.build("-W")
    assert built.code == 0, built.output
    assert built.totals["messages"]["unconfirmed"] == 1
    assert 'class="unconfirmed-translation"' in book.html("visit")


def test_a_fuzzy_entry_of_people_is_left_to_them(book, take):
    path = book.src / "locale/es/LC_MESSAGES/visit.po"
    book.human("visit", {"A visit": "Una excursión"})
    data = path.read_text("utf-8").replace('msgid "A', '#, fuzzy\nmsgid "A')
    path.write_text(data, "utf-8")
    assert take().code == 0
    head, own_entries = data.rstrip().split("\n\n", 1)
    assert path.read_text("utf-8").startswith(head)
    assert own_entries in path.read_text("utf-8")
    entries = read_machine(book.src / "amts/catalogs/es/visit.po")
    assert entries["A visit"].msgstr == "Una visita"
    assert entries["A visit"].origin == "unconfirmed"


def test_what_is_left_is_listed(book, take):
    book.edit("es/visit.md", "- Un pan", "Un párrafo que nadie ha pedido.\n\n- Un pan")
    listing = book.root / "left.csv"
    ran = take("--list", listing)
    assert ran.code == 1, ran.err  # somebody has written it
    rows = list(csv.DictReader(listing.read_text("utf-8").splitlines()))
    assert [(row["document"], row["text"], row["reason"]) for row in rows] == [
        (
            "visit",
            "Un párrafo que nadie ha pedido.",
            "the book has no counterpart of it",
        )
    ]


def test_a_dry_run_writes_nothing(book, take):
    ran = take("--dry-run")
    assert ran.code == 0, ran.err
    assert "would be added" in ran.out
    assert not (book.src / "locale").exists()
    assert not (book.src / "amts").exists()


def test_an_edition_of_another_book_is_refused(book, take):
    for path in (book.src / "es").iterdir():
        path.unlink()
    book.write(
        "es/otro.md",
        "# Jardines\n\nLas rosas florecen en mayo.\n\n1. Riega\n2. Poda\n3. Espera\n",
    )
    said = "these texts do not seem to be translations of each other"
    take().refused(book.src / "es", said, "%", code=1)
    assert not (book.src / "locale").exists()


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("vacio", None, "there is no such folder"),
        ("es", b"# T\xedtulo\n", "not UTF-8"),
    ],
)
def test_bad_editions(book, amts, name, data, part):
    if data is not None:
        (book.src / name / "visit.md").write_bytes(data)
    ran = amts(
        book,
        *("import-edition", book.src, "-l", "es", "--from", book.src / name),
        *("--origin", "human"),
    )
    ran.refused(name, part)


def test_english_is_no_spanish(book, take):
    write(book, ENGLISH, "es")
    ran = take("--list", "-")
    assert ran.code == 0, ran.err
    assert catalogs(book) == {}
    assert "it is the text of the source" in ran.out


COUNTED = """
from docutils import nodes
from sphinx.domains import Domain
from sphinx.util.docutils import SphinxDirective, SphinxRole


class Mills(Domain):
    name = "mills"
    initial_data = {"seen": []}

    def merge_domaindata(self, docnames, otherdata):
        self.data["seen"] += otherdata["seen"]


class Mill(SphinxRole):
    def run(self):
        self.env.get_domain("mills").data["seen"].append(self.text)
        return [nodes.strong(self.rawtext, self.text)], []


class Count(SphinxDirective):
    has_content = True

    def run(self):
        self.env.get_domain("mills").data["seen"].append("x")
        self.config.mill_name.upper()
        return [nodes.note("", *self.parse_content_to_nodes())]


def setup(app):
    app.add_domain(Mills)
    app.add_role("mill", Mill())
    app.add_directive("count", Count)
    app.add_config_value("mill_name", "old", "env")
    return {"parallel_read_safe": True}
"""

TEXT = """{title}
=====

{one} :mill:`Berg` {two}

.. count::

   {three}
"""
OWN = TEXT.format(
    title="Mills", one="Take the", two="road first.", three="Then cross the river."
)
BARE = TEXT.format(
    title="Molin", one="Toma la", two="carretera.", three="Luego cruza el río."
)


@pytest.mark.parametrize("settings", [{}, {"source_suffix": ".rst"}, {"x": 1}], ids=str)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_documents_alone_are_read_with_what_the_book_has(
    empty_project, amts, settings, jobs
):
    book = empty_project
    book.write("mills_ext.py", COUNTED)
    code = (
        "import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\n"
    )
    book.write("conf.py", code + (book.src / "conf.py").read_text("utf-8"))
    book.conf(extensions=["mills_ext", "sphinx_amts"], **settings)
    if settings.get("x"):
        book.conf(master_doc="contents", include_patterns=["*.rst"])
    name = "contents" if settings.get("x") else "index"
    book.write(f"{name}.rst", OWN)
    edition = book.root / "edition"
    edition.mkdir()
    (edition / f"{name}.rst").write_text(BARE, "utf-8")
    arguments = ("-l", "es", "--from", edition, "--origin", "human", "-j", jobs)
    ran = amts(book, "import-edition", book.src, *arguments)
    assert ran.code == 0, ran.err
    assert catalogs(book)[name] == {
        "Mills": "Molin",
        "Take the :mill:`Berg` road first.": "Toma la :mill:`Berg` carretera.",
        "Then cross the river.": "Luego cruza el río.",
    }


@pytest.mark.parametrize(
    "suffixes",
    [
        [".rst", ".txt"],
        {".rst": "restructuredtext", ".txt": "restructuredtext"},
    ],
    ids=["list", "mapping"],
)
def test_documents_alone_have_the_suffixes_of_the_book(empty_project, amts, suffixes):
    book = empty_project
    book.conf(source_suffix=suffixes)
    toctree = ".. toctree::\n\n   road\n"
    book.write("index.rst", f"Mills\n=====\n\n{toctree}")
    book.write("road.txt", "Roads\n=====\n\nTake the *old* road first.\n")
    edition = book.root / "edition"
    edition.mkdir()
    (edition / "index.rst").write_text(f"Molinos\n=======\n\n{toctree}", "utf-8")
    text = "Caminos\n=======\n\nToma primero la carretera *vieja*.\n"
    (edition / "road.txt").write_text(text, "utf-8")
    arguments = ("-l", "es", "--from", edition, "--origin", "human")
    ran = amts(book, "import-edition", book.src, *arguments)
    assert ran.code == 0, ran.err
    assert catalogs(book)["road"] == {
        "Roads": "Caminos",
        "Take the *old* road first.": "Toma primero la carretera *vieja*.",
    }


def test_documents_alone_in_markdown_for_a_book_without_it(empty_project, amts):
    book = empty_project
    book.write("index.rst", "Mills\n=====\n\nTake the *old* road first.\n")
    edition = book.root / "edition"
    edition.mkdir()
    (edition / "index.md").write_text("# Molinos\n\nToma la carretera *vieja*.\n")
    ran = amts(
        book,
        *("import-edition", book.src, "-l", "es", "--from", edition),
        *("--origin", "human"),
    )
    assert ran.code == 0, ran.err
    assert catalogs(book)["index"]["Mills"] == "Molinos"


def test_word_lists_of_the_book_and_the_command(book, take):
    """Terms and earlier translations of people are known, too; neither is a list."""
    book.conf(amts_lexicon=["words.tsv"], amts_terms="terms.csv")
    (book.src / "words.tsv").write_text("# License: CC0\nflour\tharina\n", "utf-8")
    (book.src / "terms.csv").write_text("en,es\nmill,molino\n", "utf-8")
    book.human("index", {"The Mill": "El molino"})
    more = book.root / "en-es.tsv"
    more.write_text("visit\tvisita\n", "utf-8")
    ran = take("--lexicon", more)
    assert ran.code == 0, ran.err
    assert "  word list: words (CC0)\n" in ran.out
    assert "  word list: en-es (it names no license)\n" in ran.out
    assert ran.out.count("word list") == 2
    found = catalogs(book)
    assert found["visit"]["A ticket costs 3 crowns."] == "Una entrada cuesta 3 coronas."
    take("--lexicon", book.root / "none.tsv").refused("none.tsv")
