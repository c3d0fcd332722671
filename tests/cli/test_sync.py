"""`sphinx-amts sync` and `forget`: human text outlives every edit of the source."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass

import pytest
from sphinx.cmd.build import build_main

from sphinx_amts.catalogs.entries import read_machine
from sphinx_amts.cli.main import main

BREW = "Grind the beans finely. Pour the hot water slowly. Wait for four minutes."
BREW_ES = "Muele los granos. Vierte el agua caliente. Espera cuatro minutos."
CLEAN = "Rinse the filter with care. Leave the parts to dry in the sun."
CLEAN_ES = "Enjuaga el filtro con cuidado. Deja secar las piezas al sol."
LINKED = (
    "Read :ref:`about beans <beans>` and the `big book <https://example.org/a>`_ "
    "before you set ``heat`` to *high*."
)
LINKED_ES = (
    "Pon ``heat`` en *alto* después de leer :ref:`sobre granos <beans>` y el "
    "`gran libro <https://example.org/a>`_."
)
PLAIN = {"Coffee": "Café", BREW: BREW_ES, CLEAN: CLEAN_ES, LINKED: LINKED_ES}
PAGE = f"""
.. _beans:

Coffee
======

{BREW}

{CLEAN}

{LINKED}
"""
INDEX = "Index\n=====\n\n.. toctree::\n\n   coffee\n"
MEMORY = "amts/human/es.jsonl"


@pytest.fixture
def book(empty_project):
    """A book whose only page people have translated, with a program for the rest."""
    empty_project.write("index.rst", INDEX)
    empty_project.write("coffee.rst", PAGE)
    empty_project.human("index", {"Index": "Índice"})
    empty_project.human("coffee", PLAIN)
    empty_project.engine()
    return empty_project


@dataclass
class Done:
    """What a command did in this process, which saves the start of another one."""

    code: int
    out: str
    err: str
    sent: list[str]


@pytest.fixture
def amts(monkeypatch, capsys):
    def run(project, *arguments):
        monkeypatch.setenv("XDG_CACHE_HOME", str(project.root / "cache"))
        project.log.unlink(missing_ok=True)
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(code, out, err, [t for call in project.calls() for t in call])

    return run


@pytest.fixture
def build(monkeypatch, capsys):
    def run(project, *options):
        monkeypatch.setenv("XDG_CACHE_HOME", str(project.root / "cache"))
        project.log.unlink(missing_ok=True)
        code = build_main(project.command(*options)[3:])
        assert (code, capsys.readouterr().err, project.calls()) == (0, "", [])
        report = json.loads((project.out / "_amts/report.json").read_text("utf-8"))
        return report["totals"]["messages"]

    return run


def sync(amts, book, *options):
    return amts(book, "sync", book.src, "-l", "es", *options)


def files(book):
    return {
        path.relative_to(book.src).as_posix(): path.read_bytes()
        for path in sorted(book.src.rglob("*"))
        if path.is_file()
    }


def records(book):
    lines = (book.src / MEMORY).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def pairs(book):
    return {record["source"]: record["target"] for record in records(book)}


def drop_catalog(book):
    """Do what `msgattrib --no-obsolete` and the like do: only the file's head stays."""
    book.human("coffee", {})


def test_keeps_every_pair_once(book, amts):
    before = files(book)
    done = sync(amts, book)
    assert (done.code, done.sent, done.err) == (0, [], "")
    assert "kept 5 translations in the human memory" in done.out
    assert f"wrote {book.src / MEMORY}" in done.out
    assert pairs(book) == PLAIN | {"Index": "Índice"}
    after = files(book)
    assert {name: after[name] for name in before} == before
    again = sync(amts, book)
    assert again.code == 0
    assert "kept" not in again.out
    assert "wrote" not in again.out
    assert files(book) == after


@pytest.fixture
def assert_carried(book, amts, build):
    def check():
        """Nothing is asked, all human text is on the page without a mark."""
        done = sync(amts, book)
        assert (done.code, done.err, done.sent) == (0, "", [])
        counts = build(book)
        assert counts["human"] + counts["memory"] == sum(counts.values())
        html = book.html("coffee")
        assert "outdated-translation" not in html
        assert "machine-translated" not in html
        body = book.body("coffee")
        for text in ("Café", BREW_ES, CLEAN_ES):
            assert text in body
        assert "Pon heat en alto después de leer sobre granos y el gran libro." in body

    return check


def test_a_wrapped_paragraph(book, amts, assert_carried):
    sync(amts, book)
    book.edit("coffee.rst", BREW, BREW.replace(" ", "\n"))
    book.edit("coffee.rst", LINKED, LINKED.replace(" before", "   \nbefore"))
    drop_catalog(book)
    assert_carried()


def test_other_white_space(book, assert_carried):
    book.edit("coffee.rst", BREW, BREW.replace(". ", ".  "))
    book.edit("coffee.rst", LINKED, LINKED.replace(" ", "  ", 4))
    assert_carried()


def test_a_renamed_label(book, assert_carried):
    book.edit("coffee.rst", ".. _beans:", ".. _all-beans:")
    book.edit("coffee.rst", "<beans>", "<all-beans>")
    assert_carried()
    assert 'href="#all-beans"' in book.html("coffee")


def test_a_changed_address(book, assert_carried):
    book.edit("coffee.rst", "example.org/a", "example.com/b")
    assert_carried()
    assert 'href="https://example.com/b"' in book.html("coffee")


def test_a_moved_section(book, amts, build):
    section = f"\nPart\n----\n\n{LINKED}\n"
    book.edit("coffee.rst", LINKED, "The end.")
    book.human("coffee", PLAIN | {"The end.": "Fin."})
    book.write("index.rst", f"{INDEX}\n{section}")
    book.human("index", {"Index": "Índice", "Part": "Parte"})
    done = sync(amts, book)
    assert (done.code, done.sent) == (0, [])
    build(book)
    assert "Pon heat en alto después de leer sobre granos" in book.body("index")


def test_a_renamed_file(book, amts, build):
    (book.src / "coffee.rst").rename(book.src / "tea.rst")
    book.edit("index.rst", "coffee", "tea")
    done = sync(amts, book)
    assert (done.code, done.sent) == (0, [])
    catalog = book.src / "locale/es/LC_MESSAGES/coffee.po"
    assert f"{catalog}: the book has no document for it" in done.out
    catalog.unlink()
    (book.src / "amts/catalogs/es/tea.po").unlink()
    build(book)
    assert BREW_ES in book.body("tea")
    assert "Pon heat en alto después de leer sobre granos" in book.body("tea")


def test_rst_turned_myst(book, assert_carried):
    pytest.importorskip("myst_parser")
    book.conf(extensions=["myst_parser", "sphinx_amts"])
    (book.src / "coffee.rst").unlink()
    linked = (
        "Read {ref}`about beans <beans>` and the [big book](https://example.org/a) "
        "before you set `heat` to *high*."
    )
    book.write("coffee.md", f"(beans)=\n# Coffee\n\n{BREW}\n\n{CLEAN}\n\n{linked}\n")
    assert_carried()


def test_removed_text_comes_back_with_its_source(book, amts, assert_carried):
    sync(amts, book)
    book.edit("coffee.rst", CLEAN, "")
    drop_catalog(book)
    book.human("coffee", {"Coffee": "Café", BREW: BREW_ES, LINKED: LINKED_ES})
    done = sync(amts, book)
    assert "1 translation of text that has left the book" in done.out
    assert pairs(book)[CLEAN] == CLEAN_ES
    book.write("coffee.rst", PAGE)
    assert_carried()


def test_an_edit_is_found_and_only_its_sentence_sent(book, amts, build):
    book.edit("coffee.rst", "hot", "boiling")
    done = sync(amts, book)
    assert done.sent == ["Pour the boiling water slowly."]
    assert "1 message edited, translation outdated:" in done.out
    place = f"{book.src / 'coffee.rst'}:7: "
    assert f"{place}Grind the beans finely. Pour the [-hot-]{{+boiling+}}" in done.out
    catalog = (book.src / "amts/catalogs/es/coffee.po").read_text("utf-8")
    (identity,) = (r["id"] for r in records(book) if r["source"] == BREW)
    edited = BREW.replace("hot", "boiling")
    assert f"#. amts: origin=outdated engine=human human={identity} " in catalog
    assert "evidence=place check=" in catalog
    assert f'#| msgid "{BREW}"\nmsgid "{edited}"\nmsgstr "{BREW_ES}"\n' in catalog
    assert f'msgctxt "mended"\nmsgid "{edited}"\nmsgstr "Muele los granos. ' in catalog
    before = files(book)
    assert sync(amts, book).sent == []
    assert files(book) == before
    clone = type(book)(book.root / "clone", options=dict(book.options))
    shutil.copytree(book.src, clone.src)
    build(clone)
    assert BREW_ES in clone.body("coffee")


def test_split_and_merged_paragraphs_keep_all(book, amts, build):
    sync(amts, book)
    first, rest = BREW.split(". ", 1)
    book.edit("coffee.rst", BREW, f"{first}.\n\n{rest}")
    book.edit("coffee.rst", f"{CLEAN}\n\n", f"{CLEAN} ")
    book.edit("coffee.rst", "*high*", "*low*")
    drop_catalog(book)
    done = sync(amts, book)
    assert done.code == 0
    assert len(done.sent) == 1
    assert "(1 merged)" in done.out
    build(book)
    body = book.body("coffee")
    assert "Muele los granos." in body
    assert "Vierte el agua caliente. Espera cuatro minutos." in body
    assert f"{CLEAN_ES} Pon heat en" in body


def test_a_dry_run_writes_and_sends_nothing(book, amts):
    book.edit("coffee.rst", "hot", "boiling")
    before = files(book)
    done = sync(amts, book, "--dry-run")
    assert done.sent == []
    assert "would keep 5 translations" in done.out
    assert files(book) == before


def test_the_memory_knows_where_a_text_stood(book, amts, build):
    """Without the catalog it is still found by its neighbours, and only there."""
    sync(amts, book)
    (brew,) = (r for r in records(book) if r["source"] == BREW)
    assert list(brew["in"]) == ["coffee"]
    drop_catalog(book)
    longer = BREW.replace("four", "ten") + " Then enjoy it with somebody."
    book.edit("coffee.rst", BREW, longer)
    book.write("index.rst", f"{INDEX}\n{longer.replace('ten', 'six')}\n")
    sync(amts, book, "-D", "amts_engine=memory")
    build(book, "-Damts_engine=memory")
    assert BREW_ES in book.body("coffee")
    assert BREW_ES not in book.body("index")
    assert "Wait for six minutes." in book.body("index")


def test_a_warning_elsewhere_does_not_get_the_text_of_an_edited_paragraph(
    book, amts, build
):
    """Both begin with the same sentence, and nobody has translated the warning."""
    start = "Rinse the filter with care."
    warning = f"{start} Never touch the hot plate."
    book.write("index.rst", f"{INDEX}\n.. danger:: {warning}\n")
    book.edit("coffee.rst", "in the sun", "in the shade")
    for _ in range(2):
        sync(amts, book, "-D", "amts_engine=memory")
        build(book, "-Damts_engine=memory")
        assert CLEAN_ES in book.body("coffee")
        assert warning in book.body("index")
        assert "Deja secar" not in book.body("index")


def test_the_memory_notes_another_place_once(book, amts):
    sync(amts, book)
    book.write("tea.rst", f":orphan:\n\nTea\n===\n\n{BREW}\n")
    book.human("tea", {"Tea": "Té", BREW: BREW_ES})
    sync(amts, book)
    (brew,) = (r for r in records(book) if r["source"] == BREW)
    assert list(brew["in"]) == ["coffee", "tea"]
    before = files(book)
    sync(amts, book)
    assert files(book) == before


def test_a_correction_counts_from_then_on(book, amts, build):
    sync(amts, book)
    book.human("coffee", PLAIN | {CLEAN: "Enjuaga. Deja secar."})
    sync(amts, book)
    assert len(records(book)) == 6
    drop_catalog(book)
    build(book)
    assert "Enjuaga. Deja secar." in book.body("coffee")


GETTEXT = pytest.mark.skipif(
    not (shutil.which("msgmerge") and shutil.which("msgattrib")),
    reason="the programs of gettext are not installed",
)


@GETTEXT
def test_after_gettext_tools_in_a_shallow_clone(book, amts, build):
    sync(amts, book)
    book.edit("coffee.rst", "hot", "boiling")
    book.build("-Dlanguage=en", builder="gettext")
    template = book.root / "out/gettext/coffee.pot"
    catalog = book.src / "locale/es/LC_MESSAGES/coffee.po"

    def run(*command, cwd=book.src):
        subprocess.run([*map(str, command)], check=True, capture_output=True, cwd=cwd)

    run("msgmerge", "--no-fuzzy-matching", "--update", catalog, template)
    run("msgattrib", "--no-obsolete", "-o", catalog, catalog)
    assert "Vierte el agua caliente" not in catalog.read_text("utf-8")
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
    run(*git, "init", "-q")
    run(*git, "add", ".")
    run(*git, "commit", "-qm", "one")
    clone = type(book)(book.root / "clone", options=dict(book.options))
    run("git", "clone", "-q", "--depth=1", f"file://{book.src}", clone.src)
    counts = build(clone, "-Damts_engine=memory")
    assert BREW_ES in clone.body("coffee")
    assert CLEAN_ES in clone.body("coffee")
    assert counts["outdated"] == 1
    done = amts(clone, "sync", clone.src, "-l", "es", "-D", "amts_engine=memory")
    assert done.code == 0
    for name in ("coffee", "index"):
        path = f"locale/es/LC_MESSAGES/{name}.po"
        assert (clone.src / path).read_bytes() == (book.src / path).read_bytes()


def test_after_tools_that_note_no_previous_source(book, amts, build):
    """As `sphinx-intl update` leaves a catalog that was never synchronised."""
    book.edit("coffee.rst", "hot", "boiling")
    edited = BREW.replace("hot", "boiling")
    book.human("coffee", {edited: BREW_ES, CLEAN: CLEAN_ES})
    path = book.src / "locale/es/LC_MESSAGES/coffee.po"
    path.write_text(
        path.read_text("utf-8").replace('msgid "Grind', '#, fuzzy\nmsgid "Grind'),
        "utf-8",
    )
    before = path.read_bytes()
    assert sync(amts, book).code == 0
    assert pairs(book)[""] == BREW_ES
    assert path.read_bytes() == before
    assert build(book)["outdated"] == 0  # it is kept, and shown in no form
    assert BREW_ES not in book.body("coffee")
    again = files(book)
    assert sync(amts, book).code == 0
    assert files(book) == again


@GETTEXT
def test_our_catalogs_survive_gettext_tools(book, amts):
    book.edit("coffee.rst", "hot", "boiling")
    sync(amts, book)
    path = book.src / "amts/catalogs/es/coffee.po"
    entries = read_machine(path)
    subprocess.run(["msgfmt", "--check", "-o", "/dev/null", path], check=True)
    subprocess.run(["msgcat", "-o", path, path], check=True)
    assert read_machine(path) == entries


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<<<<<<< ours\n", 5, "conflict marker of a merge"),
        ('msgid "Twice"\nmsgstr "a"\n\nmsgid "Twice"\nmsgstr "b"\n', 8, "line 5"),
        ("no line of a catalog\n", 5, "no line of a PO file"),
    ],
)
def test_what_is_not_understood_is_named_and_left_alone(book, amts, text, line, said):
    book.edit("coffee.rst", "hot", "boiling")
    bad = "locale/es/LC_MESSAGES/index.po"
    book.write(bad, (book.src / bad).read_text("utf-8").partition('msgid "Index')[0])
    book.write(bad, (book.src / bad).read_text("utf-8") + text)
    before = files(book)
    done = sync(amts, book)
    assert done.code == 1
    assert f"sphinx-amts: es: {book.src / bad}:{line}: " in done.err
    assert said in done.err
    assert done.sent == ["Pour the boiling water slowly."]
    assert pairs(book) == PLAIN
    after = files(book)
    assert {name: after[name] for name in before} == before
    assert "amts/catalogs/es/index.po" not in after


def test_a_damaged_human_memory_is_named_and_left_alone(book, amts):
    sync(amts, book)
    path = book.src / MEMORY
    path.write_text("<<<<<<< ours\n" + path.read_text("utf-8"), "utf-8")
    before = files(book)
    done = sync(amts, book)
    assert done.code == 1
    assert f"sphinx-amts: es: {path}:1: conflict marker of a merge" in done.err
    assert files(book) == before


def test_a_catalog_where_sphinx_does_not_look_is_named(book, amts):
    book.write("locale/es/stray.po", 'msgid "a"\nmsgstr "b"\n')
    done = sync(amts, book)
    assert done.code == 1
    assert f"{book.src}/locale/es/stray.po: Sphinx looks for catalogs in" in done.err


def test_forget_is_the_only_way_out(book, amts):
    book.edit("coffee.rst", "hot", "boiling")
    sync(amts, book)
    (identity,) = (r["id"] for r in records(book) if r["source"] == BREW)
    refused = amts(book, "forget", book.src, "-l", "es", identity)
    assert refused.code == 2
    assert f"coffee.po:8: {identity} stands here" in refused.err
    unknown = amts(book, "forget", book.src, "-l", "es", "000000000000")
    assert (unknown.code, unknown.out) == (2, "")
    drop_catalog(book)
    done = amts(book, "forget", book.src, "-l", "es", identity)
    assert done.code == 0
    assert f"forgot {identity}: Grind the beans" in done.out
    assert BREW_ES.encode() not in b"".join(files(book).values())
