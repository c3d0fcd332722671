"""What gettext tools keep of earlier translations is read, wherever they put it."""

from __future__ import annotations

import pytest

from sphinx_amts.catalogs.po_reader import read_entries, read_obsolete
from sphinx_amts.errors import CatalogError

CATALOG = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

#: a.rst:1
#, fuzzy
#| msgid ""
#| "Pour the hot "
#| "water."
msgid "Pour the boiling water."
msgstr "Vierte el agua caliente."

#, fuzzy
#| msgctxt "verb"
#| msgid "Old \\"quoted\\""
msgctxt "verb"
msgid "New"
msgstr "Nuevo"

msgid "Plain."
msgstr "Llano."

#. a note
#, fuzzy
#~| msgid "Even older."
#~ msgid "Gone and doubtful."
#~ msgstr "Ido y dudoso."

#~ msgid ""
#~ "Gone "
#~ "for good."
#~ msgstr "Ido del todo."

#~ msgid "Gone for good."
#~ msgstr "Otra vez ido."
"""


@pytest.fixture
def catalog(tmp_path):
    path = tmp_path / "a.po"
    path.write_text(CATALOG, "utf-8")
    return path


def test_the_previous_source_of_an_entry(catalog):
    entries = {entry.msgid: entry.previous for entry in read_entries(catalog)}
    assert entries["Pour the boiling water."] == "Pour the hot water."
    assert entries["New"] == 'Old "quoted"'
    assert entries["Plain."] == ""


def test_entries_of_texts_that_left_the_book(catalog):
    gone = [(e.msgid, e.msgstr, e.fuzzy, e.line) for e in read_obsolete(catalog)]
    assert gone == [
        ("Gone and doubtful.", "Ido y dudoso.", True, 26),
        ("Gone for good.", "Ido del todo.", False, 29),
        ("Gone for good.", "Otra vez ido.", False, 34),
    ]
    assert read_obsolete(catalog)[0].previous == "Even older."


def test_a_damaged_one_is_named_with_its_line(catalog):
    catalog.write_text(CATALOG + '#~ msgstr "No source."\n#~ nonsense\n', "utf-8")
    with pytest.raises(CatalogError, match=r"a\.po:36: a second msgstr"):
        read_obsolete(catalog)
    assert len(read_entries(catalog)) == 4
