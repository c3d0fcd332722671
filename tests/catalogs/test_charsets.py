"""Encodings of catalogs, and compiled catalogs, of strangers."""

from __future__ import annotations

import struct

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from sphinx_amts.catalogs.charsets import codec_name
from sphinx_amts.catalogs.human_editor import Edit, HumanCatalog
from sphinx_amts.catalogs.mo_reader import read_compiled
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.errors import CatalogError

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset={}\\n"\n\n'
ENTRY = 'msgid "Tea"\nmsgstr "Té"\n'


@pytest.mark.parametrize(
    "name",
    [
        *("utf-7", "UTF-16", "utf_32_be", "idna", "punycode", "rot13", "unknown-8bit"),
        *(
            "base64",
            "zlib",
            "bz2",
            "hex",
            "uu",
            "quopri",
            "unicode_escape",
            "undefined",
        ),
        *(
            "raw_unicode_escape",
            "hz",
            "iso2022_jp",
            "cp037",
            "cp875",
            "mbcs",
            "charmap",
        ),
        *("x" * 300, "os", "../x", "a\0b", "ascii.x", "é"),
    ],
)
def test_what_is_no_encoding_of_catalogs(tmp_path, name):
    assert codec_name(name) is None
    path = tmp_path / "index.po"
    path.write_text(HEADER.format(name) + ENTRY, "utf-8")
    with pytest.raises(CatalogError) as caught:
        read_entries(path)
    assert str(caught.value).startswith(f"{path}:2: unknown charset")
    assert len(str(caught.value)) < len(str(path)) + 160


@pytest.mark.parametrize(
    "name",
    [
        *(
            "UTF-8",
            "utf8",
            "ISO-8859-1",
            "iso-8859-15",
            "latin1",
            "windows-1252",
            "cp850",
        ),
        *("CHARSET", "ASCII", "us-ascii", "utf-8-sig", "GB18030"),
    ],
)
def test_what_is_one(tmp_path, name):
    path = tmp_path / "index.po"
    encoding = "utf-8" if name.lower() in {"charset", "ascii", "us-ascii"} else name
    path.write_bytes((HEADER.format(name) + ENTRY).encode(encoding))
    assert read_entries(path)[-1].msgstr == "Té"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('msgid "a', "closing quote"),
        ('msgid "a\\"', "closing quote"),
        ('msgid "' + '\\"' * 300_000, "closing quote"),
        ('msgid "' + 'x"' * 300_000, "closing quote"),
        ("msgid_plural[" * 20_000, "no line of a PO file"),
        ("# x\nmsgstr[" + "9" * 5000 + '] "a"', "without a msgid"),
    ],
)
def test_odd_lines_of_catalogs(tmp_path, line, what):
    path = tmp_path / "index.po"
    path.write_text(HEADER.format("UTF-8") + line + "\n", "utf-8")
    with pytest.raises(CatalogError, match=what) as caught:
        read_entries(path)
    assert len(str(caught.value)) < len(str(path)) + 200


def test_headers_of_a_megabyte_and_plurals_that_nobody_can_count(tmp_path):
    path = tmp_path / "index.po"
    plural = "Plural-Forms: nplurals=999999999; plural=" + "(" * 500_000 + "n;\\n"
    forms = "".join(f'msgstr[{n}] "x"\n' for n in range(20_000))
    text = HEADER.format("UTF-8").replace('\\n"', f'\\n{plural}"')
    path.write_text(f'{text}msgid "a"\nmsgid_plural "b"\n{forms}\n{ENTRY}', "utf-8")
    assert [entry.msgid for entry in read_entries(path)] == ["", "a", "Tea"]


def compiled(tmp_path, charset="UTF-8"):
    catalog = Catalog(locale="es", charset=charset)
    catalog.add("Tea", "Té")
    catalog.add(("One", "Many"), ("Uno", "Muchos"))
    catalog.add("Here", "Aquí", context="place")
    catalog.add("None", "")
    path = tmp_path / "index.mo"
    with path.open("wb") as stream:
        write_mo(stream, catalog)
    return path


@pytest.mark.parametrize("charset", ["UTF-8", "ISO-8859-1"])
def test_a_compiled_catalog(tmp_path, charset):
    assert read_compiled(compiled(tmp_path, charset)) == {"Tea": "Té"}


def test_the_other_order_of_bytes(tmp_path):
    path = tmp_path / "index.mo"
    texts = b"Tea\0" + "Té\0".encode()
    head = struct.pack(">7I", 0x950412DE, 0, 1, 28, 36, 0, 0)
    tables = struct.pack(">4I", 3, 44, 3, 48)
    path.write_bytes(head + tables + texts)
    assert read_compiled(path) == {"Tea": "Té"}


def test_small_files_that_stand_for_gigabytes(tmp_path):
    """A thousand entries that are all the same megabyte."""
    path = tmp_path / "index.mo"
    count, size = 1000, 1_000_000
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    start = 28 + 16 * count
    tables = b"".join(struct.pack("<2I", size - n, start + n) for n in range(count))
    path.write_bytes(head + tables * 2 + b"x" * size)
    with pytest.raises(CatalogError, match="beyond its end"):
        read_compiled(path)


@pytest.mark.parametrize("cut", [0, 3, 19, 40, -2])
def test_a_compiled_catalog_that_breaks_off(tmp_path, cut):
    path = compiled(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(CatalogError, match=f"{path}: not a compiled catalog"):
        read_compiled(path)


@pytest.mark.parametrize("parts", [[1_000_001], [600_000, 600_000]])
def test_a_text_that_no_message_is_as_long_as(tmp_path, parts):
    path = tmp_path / "index.po"
    strings = "\n".join('"' + "x" * part + '"' for part in parts)
    path.write_text(HEADER.format("UTF-8") + f'msgid {strings}\nmsgstr "b"\n', "utf-8")
    with pytest.raises(CatalogError, match=rf"{path}:4: a text of more than 1,000,000"):
        read_entries(path)


@pytest.mark.parametrize("place", ["#. charset=zlib\n", '#, fuzzy\n#| msgid "x"\n'])
def test_a_catalog_is_written_in_the_encoding_it_is_read_in(tmp_path, place):
    """What the header says besides of encodings is no encoding."""
    path = tmp_path / "index.po"
    header = HEADER.format('ISO-8859-1\\n"\n"X-Old: charset=idna')
    path.write_text(header + place + ENTRY, "latin-1")
    edit = Edit(msgid="Tea", old="Té", new="El té")
    if place.startswith("#."):
        assert HumanCatalog(path).edit([edit]) == [edit]
        assert "El té" in path.read_text("latin-1")
    assert read_entries(path)[-1].msgid == "Tea"


def test_a_catalog_of_nothing_but_obsolete_entries_gets_a_new_one(tmp_path):
    path = tmp_path / "index.po"
    path.write_text('#~ msgid "Gone."\n#~ msgstr "Ido."\n', "utf-8")
    HumanCatalog(path).insert(['msgid "Tea"', 'msgstr "Té"'])
    assert read_entries(path)[-1].msgstr == "Té"
    assert '#~ msgid "Gone."' in path.read_text("utf-8")
