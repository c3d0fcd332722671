"""Catalogs of people that commands write into: every other byte stays as it is."""

from __future__ import annotations

import codecs
import difflib
from datetime import UTC, datetime

import pytest

from sphinx_amts.catalogs.credit import Credit
from sphinx_amts.catalogs.entries import read_human
from sphinx_amts.catalogs.human_writer import NewEntry, add_entries
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.errors import CatalogError

TIME = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)

ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
CATALOG = """\
# Spanish   translations, kept by hand\t
# Ana Pérez, 2021.
msgid ""
msgstr ""
"Content-Type: text/plain; charset={charset}\\n"
"Last-Translator: Ana Pérez\\n"
"Odd-Field:   yes \\n"


#: ../../z.rst:9
msgid    "Zebra"
msgstr   "Cebra"
  # an indented comment

#, no-wrap, fuzzy
#| msgid "Old milk."
msgid "Milk."
msgstr "Leche vieja."

#. empty until now
msgid "Empty."
msgstr ""

msgctxt "menu"
msgid "Menu"
msgstr "Menú"

msgid "page"
msgid_plural "pages"
msgstr[0] "hoja"
msgstr[1] "hojas"



# of what is gone
#~ msgid "Gone."
#~ msgstr "Ido."
"""
NEW = [
    NewEntry(msgid="Second.", msgstr="Segundo é.", locations=("../../b.rst:7",)),
    NewEntry(msgid="First.", msgstr="Primero.", locations=("../../a.rst:3",)),
    NewEntry(msgid="Empty.", msgstr="Lleno."),
    NewEntry(msgid="Milk.", msgstr="Leche."),
    NewEntry(msgid="Zebra", msgstr="No."),
    NewEntry(msgid="page", msgstr="No."),
]


def write(path, text=CATALOG, *, end="\n", mark=b"", charset="UTF-8"):
    text = text.replace("{charset}", charset).replace("\n", end)
    path.write_bytes(mark + text.encode(charset))
    return path.read_bytes()


def add(path, entries=NEW, **options):
    return add_entries(path, entries, language="es", project="B", **options)


@pytest.mark.parametrize(
    ("charset", "mark"),
    [
        ("UTF-8", b""),
        ("UTF-8", codecs.BOM_UTF8),
        ("ISO-8859-1", b""),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("tail", ["", "\n\n\n", "# last, without an end"])
def test_only_lines_of_changed_entries_change(tmp_path, charset, mark, end, tail):
    path = tmp_path / "page.po"
    before = write(path, CATALOG + tail, end=end, mark=mark, charset=charset)
    done = add(
        path,
        replace_fuzzy=True,
        credit=Credit(name="Luis", time=TIME),
    )
    assert [e.msgid for e in done.plural] == ["page"]
    assert [e.msgid for e in done.present] == ["Zebra"]
    after = path.read_bytes()
    assert after.startswith(mark)
    old, new = (data.decode(charset).split(end) for data in (before, after))
    changes = [x for x in difflib.ndiff(old, new) if x[0] in "+-"]
    assert [x for x in changes if x[0] == "-" and x.strip() != "-"] == [
        '- "Last-Translator: Ana Pérez\\n"',
        "- #, no-wrap, fuzzy",
        '- #| msgid "Old milk."',
        '- msgstr "Leche vieja."',
        '- msgstr ""',
    ]
    added = [x[2:] for x in changes if x[0] == "+" and x.strip() != "+"]
    at = added.index("#: ../../b.rst:7")
    assert added[at : at + 6] == [
        "#: ../../b.rst:7", 'msgid "Second."', 'msgstr "Segundo é."',
        "#: ../../a.rst:3", 'msgid "First."', 'msgstr "Primero."',
    ]  # fmt: skip
    assert "# Luis, 2024." in added
    assert new.index('msgid "First."') < new.index('#~ msgid "Gone."')
    shown = read_human(path)
    assert shown["Milk."] == "Leche."
    assert shown["Empty."] == "Lleno."
    assert shown["Zebra"] == "Cebra"
    for other in set(ENDS.values()) - {end}:
        assert other.encode() not in after.replace(end.encode(), b"")
    add(
        path,
        replace_fuzzy=True,
        credit=Credit(name="Luis", time=TIME),
    )
    assert path.read_bytes() == after


def test_a_file_with_ends_of_two_kinds_keeps_both(tmp_path):
    path = tmp_path / "page.po"
    text = CATALOG.replace("{charset}", "UTF-8").encode()
    head, tail = text[:200], text[200:].replace(b"\n", b"\r\n")
    path.write_bytes(head + tail)
    add(path, NEW[:1])
    after = path.read_bytes()
    assert after.startswith(head)
    assert after.count(b"\n") - after.count(b"\r\n") == head.count(b"\n")


@pytest.mark.parametrize(
    ("header", "entry"),
    [
        ("ISO-8859-1", NewEntry(msgid="New.", msgstr="新")),
        ("Shift_JIS", NewEntry(msgid="New.", msgstr="né")),
    ],
)
def test_what_cannot_be_written_leaves_every_byte(tmp_path, header, entry):
    path = tmp_path / "page.po"
    text = CATALOG if header == "ISO-8859-1" else CATALOG.replace("é", "e")
    text = text.replace("ú", "u") if header == "Shift_JIS" else text
    before = write(path, text, charset=header)
    good = [NewEntry(msgid="Empty.", msgstr="Lleno."), NewEntry(msgid="A", msgstr="B")]
    for entries, name in ((([*good, entry]), "Ana"), (good, entry.msgstr)):
        with pytest.raises(CatalogError, match=r"page\.po:\d+: .* written in"):
            add(
                path,
                entries,
                credit=Credit(name=name, time=TIME),
            )
        assert path.read_bytes() == before
    path = tmp_path / "other.po"
    write(path, "".join(CATALOG.partition("# of what")[:1]) + "\nmsgid half")
    before = path.read_bytes()
    with pytest.raises(CatalogError):
        add(path)
    assert path.read_bytes() == before


def test_new_entries_are_written_as_the_others_are(tmp_path):
    path = tmp_path / "page.po"
    long = "A text of many words that stands in one line, however long it becomes. " * 3
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    entry = NewEntry(msgid=f"New: {long}", msgstr="x", locations=("../../a.rst:1",))
    path.write_text(f'{header}msgid "{long}"\nmsgstr "y"\n', "utf-8")
    add(path, [entry])
    assert path.read_text("utf-8").endswith(f'\n\nmsgid "New: {long}"\nmsgstr "x"\n')
    path.write_text(f'{header}#: x\nmsgid ""\n"a "\n"b"\nmsgstr "y"\n', "utf-8")
    add(path, [entry])
    text = path.read_text("utf-8")
    assert '#: ../../a.rst:1\nmsgid ""\n"New: A text' in text
    assert max(map(len, text.splitlines())) < 90


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_flag_above_a_blank_line_goes_with_its_entry(tmp_path, end):
    path = tmp_path / "page.po"
    write(
        path,
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#, fuzzy\n\n# note\nmsgid "Milk."\nmsgstr "Leche?"\n',
        end=end,
    )
    add(path, [NewEntry(msgid="Milk.", msgstr="Leche.")], replace_fuzzy=True)
    entry = read_entries(path)[-1]
    assert (entry.msgstr, entry.fuzzy, entry.comments) == ("Leche.", False, (" note",))
