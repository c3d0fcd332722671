"""New entries in catalogs of people."""

from __future__ import annotations

import pytest

from sphinx_amts.catalogs.entries import read_human
from sphinx_amts.catalogs.human_writer import NewEntry, add_entries
from sphinx_amts.errors import CatalogError

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset={charset}\\n"\n'
OWN = '\n# mía\nmsgid "Coffee"\nmsgstr   "Café"\n'
NEW = NewEntry(msgid="Bread", msgstr="Pan señor", locations=("../../a.rst:1",))


def add(path, *entries):
    return add_entries(path, entries, language="es", project="Book")


def catalog(tmp_path, text, charset="UTF-8"):
    path = tmp_path / "a.po"
    path.write_bytes((HEADER.format(charset=charset) + text).encode(charset))
    return path


def test_a_catalog_is_made_where_there_is_none(tmp_path):
    path = tmp_path / "es" / "a.po"
    assert add(path, NEW).added == [NEW]
    assert read_human(path) == {"Bread": "Pan señor"}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_there_stays_to_the_byte(tmp_path, newline):
    old = '\n#, fuzzy\n#~ msgid "Old"\n#~ msgstr "Viejo"\n'
    path = catalog(tmp_path, (OWN + old).replace("\n", newline))
    before = path.read_bytes()
    add(path, NEW)
    after = path.read_bytes()
    start, end = before.split(old.replace("\n", newline).encode())
    assert after.startswith(start)
    assert after.endswith(old.replace("\n", newline).encode() + end)
    assert (b"\r\n" in after[len(start) :]) == (newline == "\r\n")
    assert read_human(path) == {"Coffee": "Café", "Bread": "Pan señor"}


def test_entries_with_and_without_a_translation(tmp_path):
    path = catalog(
        tmp_path,
        OWN + '\nmsgid "Bread"\nmsgstr ""\n\n#, fuzzy\nmsgid "Milk"\nmsgstr "Lecho"\n',
    )
    coffee = NewEntry(msgid="Coffee", msgstr="Un café")
    milk = NewEntry(msgid="Milk", msgstr="Leche")
    done = add(path, NEW, coffee, milk)
    assert (done.added, done.present, done.fuzzy) == ([NEW], [coffee], [milk])
    assert read_human(path) == {"Coffee": "Café", "Bread": "Pan señor"}
    assert 'msgstr "Lecho"' in path.read_text("utf-8")


def test_the_charset_of_the_catalog_is_kept(tmp_path):
    path = catalog(tmp_path, OWN, "ISO-8859-1")
    add(path, NEW)
    assert read_human(path) == {"Coffee": "Café", "Bread": "Pan señor"}
    before = path.read_bytes()
    with pytest.raises(CatalogError, match="'面' cannot be written in ISO-8859-1"):
        add(path, NewEntry(msgid="Flour", msgstr="面粉"))
    assert path.read_bytes() == before


def test_a_catalog_that_is_read_only_is_left_alone(tmp_path):
    path = catalog(tmp_path, OWN)
    path.chmod(0o444)
    before = path.read_bytes()
    with pytest.raises(CatalogError, match="read-only"):
        add(path, NEW)
    assert path.read_bytes() == before
