"""Reading human catalogs strictly; reading and writing our own machine catalogs."""

from __future__ import annotations

import gettext
import io
import os
import pickle
import shutil
import subprocess
from dataclasses import replace

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from samples import CATALOGS, catalog_folder

from sphinx_amts.catalogs.digests import FileDigests
from sphinx_amts.catalogs.entries import MachineEntry, read_human, read_machine
from sphinx_amts.catalogs.machine_writer import write_machine, write_overlay
from sphinx_amts.catalogs.mo_reader import read_compiled
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.catalogs.verified import with_check
from sphinx_amts.errors import CatalogError
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.model import Origin, Provenance

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def po(tmp_path):
    def write(text, encoding="utf-8", header=HEADER):
        path = tmp_path / "book.po"
        path.write_bytes((header + text).encode(encoding))
        return path

    return write


def machine(msgid, msgstr, **changes):
    provenance = Provenance(
        engine=changes.pop("engine", "apertium"), route=changes.pop("route", "")
    )
    values = {"origin": Origin.MACHINE, "provenance": provenance, **changes}
    return MachineEntry(msgid, msgstr, **values)


ENTRIES = [
    with_check(machine("Zebra", "Cebra")),
    machine("Apple", "Manzana", origin=Origin.MEMORY, engine="memory", route=""),
    machine('Say "hi" \\ now', 'Di "hola" \\ ya', route="en es, 50% = half"),
    machine("多行\nText\twith\rcontrols", "línea\nuno", engine="ein Motor"),
]


def test_read_human_takes_what_sphinx_would_show(po):
    path = po(
        '#: a.rst:1\nmsgid "One"\nmsgstr "Uno"\n\n'
        'msgid ""\n"Two "\n"lines\\n"\nmsgstr ""\n"Dos "\n"l\\u00edneas \\"x\\"\\n"\n\n'
        'msgid "Empty"\nmsgstr ""\n\n'
        '#, python-format, fuzzy\n#| msgid "Old"\nmsgid "Fuzzy"\nmsgstr "Difuso"\n\n'
        'msgctxt "menu"\nmsgid "One"\nmsgstr "Uno del menú"\n\n'
        'msgid "page"\nmsgid_plural "pages"\nmsgstr[0] "hoja"\nmsgstr[1] "hojas"\n\n'
        '#~ msgid "Gone"\n#~ msgstr "Ido"\n'
    )
    shown = {"One": "Uno", "Two lines\n": 'Dos l\\u00edneas "x"\n'}
    assert read_human(path) == shown
    assert read_human(path, fuzzy=True) == shown | {"Fuzzy": "Difuso"}


def test_flags_of_an_obsolete_entry_do_not_reach_the_next(po):
    path = po('#, fuzzy\n#~ msgid "a"\n#~ msgstr "x"\n\nmsgid "b"\nmsgstr "y"\n')
    assert read_human(path) == {"b": "y"}


def test_a_fuzzy_header_does_not_kill_the_catalog(po):
    path = po('msgid "One"\nmsgstr "Uno"\n', header="#, fuzzy\n" + HEADER)
    assert read_human(path) == {"One": "Uno"}


def test_windows_line_ends_and_a_byte_order_mark(po):
    text = (HEADER + 'msgid "One"\nmsgstr "Uno"\n').replace("\n", "\r\n")
    assert read_human(po(text, header="\ufeff")) == {"One": "Uno"}


def test_a_catalog_without_header_or_last_line_end(po):
    assert read_human(po('msgid "One"\nmsgstr "Uno"', header="")) == {"One": "Uno"}


@pytest.mark.parametrize("name", ["ISO-8859-1", "windows-1252", "latin1"])
def test_the_charset_of_the_header_is_honoured(po, name):
    header = HEADER.replace("UTF-8", name)
    path = po('msgid "Spain"\nmsgstr "España"\n', "latin-1", header=header)
    assert read_human(path) == {"Spain": "España"}


@pytest.mark.parametrize("name", ["CHARSET", "us-ascii"])
def test_utf_8_where_the_header_does_not_know_better(po, name):
    header = HEADER.replace("UTF-8", name)
    path = po('msgid "Spain"\nmsgstr "España"\n', header=header)
    assert read_human(path) == {"Spain": "España"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n', 5, "conflict marker"),
        ('msgid "a"\nmsgstr ""\n"b"\n=======\n"c"\n', 8, "conflict marker"),
        ('msgid "a"\nmsgstr "b"\n>>>>>>> theirs\n', 7, "conflict marker"),
        ('msgid "a"\nmsgstr "b"\n||||||| base\n', 7, "conflict marker"),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 8, "line 5 already"),
        (
            'msgid "a"\nmsgstr "b"\n\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n',
            9,
            "another mark",
        ),
        ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 9, "another"),
        ('msgid "a"\nmsgstr "b', 6, "closing quote"),
        ('msgid "a"\nmsgstr "b\\"', 6, "closing quote"),
        ('msgid "a"\nmsgstr "b"c"\n', 6, "closing quote"),
        ('msgid "a"\nmsgstr "\n', 6, "closing quote"),
        ('msgid "a"\n', 5, "without its msgstr"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 5, "without its msgstr"),
        ('msgid "a"\n# note\nmsgstr "c"\n', 5, "without its msgstr"),
        ('msgctxt "c"\n\n# next\nmsgid "a"\nmsgstr "b"\n', 7, "without its msgid"),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 7, "second msgstr"),
        ('msgstr "b"\n', 5, "msgstr"),
        ('# note\n"text"\n', 6, "belongs to no entry"),
        ('msgid "a"\nmsgst', 6, "no line of a PO file"),
        ('msgid "a"\nmsgstr "b"\n\0\0\0\0', 7, "no line of a PO file"),
    ],
)
def test_damage_is_named_with_file_and_line(po, text, line, words):
    path = po(text)
    with pytest.raises(CatalogError) as caught:
        read_human(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    assert words in message
    assert "\n" not in message


def test_an_empty_file_is_damage(po):
    with pytest.raises(CatalogError, match="empty"):
        read_human(po("\n", header=""))


def test_two_headers_are_damage(po):
    with pytest.raises(CatalogError, match=r"book\.po:5: .*line 1 already"):
        read_human(po(HEADER))


def test_a_wrong_encoding_names_byte_and_line(po):
    path = po('msgid "Spain"\nmsgstr "España"\n', "latin-1")
    position = path.read_bytes().index(b"\xf1")
    with pytest.raises(CatalogError, match=rf"book\.po:6: byte {position} \(0xf1\)"):
        read_human(path)


@pytest.mark.parametrize("name", ["klingon-1", "rot13", "hex"])
def test_an_unknown_charset_is_named(po, name):
    with pytest.raises(CatalogError, match=rf'book\.po:3: unknown charset "{name}"'):
        read_human(po("", header=HEADER.replace("UTF-8", name)))


def test_an_unreadable_catalog(tmp_path):
    with pytest.raises(CatalogError, match=r"missing\.po: cannot be read"):
        read_human(tmp_path / "missing.po")
    with pytest.raises(CatalogError, match="cannot be read"):
        read_human(tmp_path)


@pytest.mark.parametrize("fuzzy", [False, True])
@pytest.mark.parametrize("name", CATALOGS)
def test_real_catalogs_read_as_gettext_shows_them(name, fuzzy):
    paths = sorted(catalog_folder(name).rglob("*.po"))
    assert len(paths) > 20
    for path in paths:
        compiled = io.BytesIO()
        with path.open(encoding="utf-8") as stream:
            write_mo(compiled, read_po(stream), use_fuzzy=fuzzy)
        compiled.seek(0)
        shown = gettext.GNUTranslations(compiled)
        found = read_human(path, fuzzy=fuzzy)
        assert found
        assert {text: shown.gettext(text) for text in found} == found
        header = 1
        assert len(shown._catalog) - header == len(found)


def test_machine_catalog_round_trip(tmp_path):
    path = tmp_path / "es/guide/page.po"
    assert write_machine(path, "es", ENTRIES) is True
    assert read_machine(path) == {entry.msgid: entry for entry in ENTRIES}
    assert read_human(path) == {entry.msgid: entry.msgstr for entry in ENTRIES}
    assert list(path.parent.iterdir()) == [path]


def test_machine_catalog_is_deterministic_and_sorted(tmp_path):
    path = tmp_path / "page.po"
    write_machine(path, "es", ENTRIES)
    first = path.read_bytes()
    stamp = path.stat().st_mtime_ns
    assert write_machine(path, "es", reversed(ENTRIES)) is False
    assert path.stat().st_mtime_ns == stamp
    msgids = [line for line in first.decode().splitlines() if line[:5] == "msgid"]
    assert msgids == sorted(msgids)
    check = ENTRIES[0].check
    assert f"#. amts: origin=machine engine=apertium check={check}\n" in first.decode()
    assert b"POT-Creation-Date" not in first


def test_one_changed_entry_changes_one_line(tmp_path):
    path = tmp_path / "page.po"
    write_machine(path, "es", ENTRIES)
    before = path.read_text("utf-8").splitlines()
    changed = replace(ENTRIES[1], msgstr="La manzana")
    assert write_machine(path, "es", [changed, ENTRIES[0], *ENTRIES[2:]]) is True
    after = path.read_text("utf-8").splitlines()
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ('msgstr "Manzana"', 'msgstr "La manzana"')
    ]


def test_no_entries_remove_the_machine_catalog(tmp_path):
    path = tmp_path / "page.po"
    assert write_machine(path, "es", []) is False
    write_machine(path, "es", ENTRIES)
    assert write_machine(path, "es", [machine("a", "")]) is True
    assert not path.exists()


def test_a_machine_catalog_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogError, match=r"page\.po: cannot be written"):
        write_machine(tmp_path / "file/page.po", "es", ENTRIES)


def test_a_failed_write_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "page.po"
    path.mkdir()
    with pytest.raises(CatalogError, match="cannot be written"):
        write_overlay(path, "es", ENTRIES)
    with pytest.raises(CatalogError, match="cannot be read"):
        write_machine(path, "es", ENTRIES)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("", (Origin.MACHINE, "unknown")),
        ("#. amts: origin=memory\n", (Origin.MEMORY, "unknown")),
        ("#. amts: origin=sorcery engine=x\n", (Origin.MACHINE, "x")),
        ("# looked at this\n#. seen\n#. amts: engine=x\n", (Origin.MACHINE, "x")),
        ("#. amts: origin=human\n#. engine=x\n", (Origin.HUMAN, "x")),
        ("#. amts:\n#. nonsense =\n", (Origin.MACHINE, "unknown")),
    ],
)
def test_provenance_that_people_or_tools_changed(po, comment, expected):
    entry = read_machine(po(f'{comment}msgid "a"\nmsgstr "b"\n'))["a"]
    assert (entry.origin, entry.provenance.engine) == expected


def test_fuzzy_machine_entries_are_not_taken(po):
    assert read_machine(po('#, fuzzy\nmsgid "a"\nmsgstr "b"\n')) == {}


def test_machine_catalog_survives_polib(tmp_path):
    polib = pytest.importorskip("polib")
    path = tmp_path / "page.po"
    entries = [*ENTRIES, machine("Long", "Largo", route="pivot " * 30, check="ff")]
    write_machine(path, "es", entries)
    catalog = polib.pofile(str(path))
    assert {e.msgid for e in catalog} == {e.msgid for e in entries}
    catalog.save()
    assert read_machine(path) == {entry.msgid: entry for entry in entries}


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
def test_machine_catalog_survives_gnu_gettext(tmp_path):
    path = tmp_path / "page.po"
    entries = [entry for entry in ENTRIES if "\r" not in entry.msgid]
    write_machine(path, "es", entries)
    subprocess.run(["msgfmt", "-c", "-o", os.devnull, path], check=True)
    subprocess.run(["msgcat", "-w", "20", "-o", path, path], check=True)
    assert read_machine(path) == {entry.msgid: entry for entry in entries}


def test_digest_follows_contents_names_and_presence(tmp_path):
    first, second = tmp_path / "a.po", tmp_path / "b.po"
    first.write_text("1")
    one = FileDigests().of_files([first, second])
    second.write_text("")
    two = FileDigests().of_files([first, second])
    second.write_text("2")
    three = FileDigests().of_files([first, second])
    first.write_text("12")
    second.write_text("")
    four = FileDigests().of_files([first, second])
    assert len({one, two, three, four, FileDigests().of_files([])}) == 5
    copy = tmp_path / "elsewhere"
    copy.mkdir()
    for path in (first, second):
        shutil.copy(path, copy)
    assert FileDigests().of_files([copy / "a.po", copy / "b.po"]) == four


def test_digest_of_what_is_not_a_file(tmp_path):
    (tmp_path / "empty" / "a.po").mkdir(parents=True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.po").touch()
    places = [tmp_path / name / "a.po" for name in ("empty", "full", "none")]
    assert len({FileDigests().of_files([path]) for path in places}) == 3


def test_an_entry_that_stands_twice_with_one_translation_is_no_fault(po):
    twice = 'msgid "a"\nmsgstr "b"\n\n'
    assert read_human(po(twice + 'msgid "c"\nmsgstr "d"\n\n' + twice)) == {
        "a": "b",
        "c": "d",
    }


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("page.po", b'msgid ""\nmsgstr ""\n\nmsgid "Boil', 4),
        ("page.po", b"", 1),
        ("page.po", b'msgid ""\nmsgstr "charset=klingon"\n"\xff"\n', 3),
        ("page.po", None, 0),
        ("page.mo", b"no catalog", 0),
        ("page.mo", None, 0),
        ("es.jsonl", b"\n{ no record", 2),
        ("es.jsonl", b"\n\n\xff", 3),
    ],
)
def test_an_error_knows_its_file_and_line_apart_from_its_text(
    tmp_path, name, content, line
):
    path = tmp_path / "old.po:7: drafts" / name
    path.parent.mkdir()
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    read = {".po": read_entries, ".mo": read_compiled, ".jsonl": HumanMemory.load}
    with pytest.raises(CatalogError) as caught:
        read[path.suffix](path)
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert (error.path, error.line) == (path, line)
        assert str(error) == f"{path}:{line}: {error.text}".replace(":0: ", ": ")
        assert str(tmp_path) not in error.text
