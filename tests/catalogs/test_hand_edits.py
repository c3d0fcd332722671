"""What people put into machine catalogs, which are written anew as a whole."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from sphinx_amts.catalogs.entries import MachineEntry, read_machine
from sphinx_amts.catalogs.machine_writer import write_machine
from sphinx_amts.catalogs.verified import with_check
from sphinx_amts.errors import CatalogError
from sphinx_amts.model import Origin, Provenance


def draft(msgid, msgstr, **changes):
    values = {
        "origin": Origin.MACHINE,
        "provenance": Provenance(engine="apertium"),
        **changes,
    }
    return with_check(MachineEntry(msgid, msgstr, **values))


OLD = replace(
    draft("Old.", "Viejo.", origin=Origin.OUTDATED, previous="Older.", human="ab12"),
    draft=draft("Old.", "Menos viejo."),
)
ENTRIES = [draft("Bread.", "Pan."), draft("Milk.", "Leche."), OLD]

FUZZY = '''\
# Ana: ask Luis
#. amts: origin=machine engine=apertium
#, fuzzy, no-wrap
#| msgid "Salt, fine."
msgid ""
"Salt, "
"coarse."
msgstr "Sal de Ana."'''
OBSOLETE = '''\
# Ana, on what is gone
#, fuzzy
#~| msgid "Gone long ago."
#~ msgctxt "x"
#~ msgid ""
#~ "Gone."
#~ msgstr "Ido de Ana."'''
PLURAL = 'msgid "a page"\nmsgid_plural "pages"\nmsgstr[0] ""\nmsgstr[1] "hojas de Ana"'
CONTEXT = 'msgctxt "menu"\nmsgid "Bread."\nmsgstr "Panes de Ana."'
EMPTY_CONTEXT = 'msgctxt ""\nmsgid "Bread."\nmsgstr "Pan vacío de Ana."'


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "page.po"
    write_machine(path, "es", ENTRIES)
    return path


def work_in(path, *blocks, **replaced):
    text = path.read_text("utf-8")
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text("\n\n".join([text.rstrip("\n"), *blocks]) + "\n", "utf-8")


@pytest.mark.parametrize(
    "block", [FUZZY, OBSOLETE, PLURAL, CONTEXT, EMPTY_CONTEXT, "# Ana, at the end"]
)
@pytest.mark.parametrize("entries", [ENTRIES, ENTRIES[:1], []])
def test_what_a_person_added_stays_as_it_is(path, block, entries):
    work_in(path, block)
    write_machine(path, "es", entries)
    assert block in path.read_text("utf-8")
    before = path.read_bytes()
    assert write_machine(path, "es", entries) is False
    assert path.read_bytes() == before
    assert read_machine(path) == {entry.msgid: entry for entry in entries}


@pytest.mark.skipif(not shutil.which("msgcat"), reason="GNU gettext is not installed")
def test_all_of_it_together_is_a_catalog_to_gettext(path):
    work_in(path, FUZZY, OBSOLETE, PLURAL, CONTEXT, "# Ana, at the end")
    write_machine(path, "es", ENTRIES)
    done = subprocess.run(["msgcat", path], check=True, capture_output=True, text=True)
    for text in ("Sal de Ana", "Ido de Ana", "hojas de Ana", "Panes de Ana"):
        assert text in done.stdout


def test_a_text_edited_by_hand_stays_whatever_is_written(path):
    text = path.read_text("utf-8").replace('"Leche."', '"Leche de Ana."')
    path.write_text(text.replace('"Menos viejo."', '"Menos viejo, de Ana."'), "utf-8")
    for entries in (ENTRIES, [draft("Milk.", "La leche.")], []):
        write_machine(path, "es", entries)
        found = read_machine(path)
        assert found["Milk."].msgstr == "Leche de Ana."
        assert found["Old."].draft.msgstr == "Menos viejo, de Ana."
        assert found["Old."].msgstr == "Viejo."
    write_machine(path, "es", [], forgotten={"Milk.", "Old."})
    assert not path.exists()


def test_comments_and_flags_stay_with_their_message(path):
    text = path.read_text("utf-8")
    first, *blocks = text.split("\n\n")
    blocks = [f"# Ana on {n}\n#, no-wrap\n#\n{block}" for n, block in enumerate(blocks)]
    header = '"Last-Translator: Ana <a@x.org>\\n"\n"PO-Revision-Date: 2024\\n"'
    text = "\n\n".join([f"# The team\n{first}\n{header}", *blocks])
    path.write_text(text, "utf-8")
    write_machine(path, "es", [draft("Milk.", "La leche."), draft("New.", "Nuevo.")])
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "# The team"
    assert '"Last-Translator: Ana <a@x.org>\\n"' in lines
    assert "2024" not in "".join(lines)
    for n in range(4):
        assert f"# Ana on {n}" in lines
    assert lines.count("#, no-wrap") == 4
    at = lines.index("# Ana on 1")
    assert lines[at + 4 : at + 6] == ['msgid "Milk."', 'msgstr "La leche."']
    assert set(read_machine(path)) == {"Milk.", "New."}
    before = path.read_bytes()
    assert not write_machine(path, "es", read_machine(path).values())
    assert path.read_bytes() == before


def test_an_unfinished_text_keeps_drafts_of_its_message_out(path):
    text = path.read_text("utf-8")
    for old, new in (
        ('msgid "Milk."\nmsgstr "Leche."', '#, fuzzy\nmsgid "Milk."\nmsgstr "Ana?"'),
        ('#| msgid "Older."', '#, fuzzy\n#| msgid "Older."'),
    ):
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    write_machine(path, "es", ENTRIES)
    text = path.read_text("utf-8")
    assert 'msgstr "Ana?"' in text
    assert "Leche" not in text
    assert "Menos viejo" not in text
    assert text.count("fuzzy") == 2
    assert read_machine(path).keys() == {"Bread."}


def test_a_draft_without_its_outdated_text_goes_unless_it_was_edited(path):
    whole = path.read_text("utf-8")
    start = whole.index("#. amts: origin=outdated")
    alone = whole[:start] + whole[whole.index("#. amts", start + 9) :]
    assert "Menos viejo" in alone
    path.write_text(alone, "utf-8")
    write_machine(path, "es", ENTRIES[:2])
    assert "Menos viejo" not in path.read_text("utf-8")
    path.write_text(alone.replace("Menos viejo", "Ana"), "utf-8")
    write_machine(path, "es", ENTRIES)
    assert 'msgstr "Ana."' in path.read_text("utf-8")


def test_a_damaged_catalog_is_not_written_over(path):
    path.write_text(path.read_text("utf-8") + "\nmsgid no quote\n", "utf-8")
    before = path.read_bytes()
    with pytest.raises(CatalogError, match=r"page\.po:"):
        write_machine(path, "es", ENTRIES)
    assert path.read_bytes() == before


def test_line_ends_of_other_systems(path):
    work_in(path, FUZZY, OBSOLETE)
    lf = path.read_bytes()
    for end in (b"\r\n", b"\r"):
        path.write_bytes(b"\xef\xbb\xbf" + lf.replace(b"\n", end))
        write_machine(path, "es", ENTRIES)
        text = path.read_text("utf-8")
        assert FUZZY in text
        assert OBSOLETE in text


def test_obsolete_entries_are_sorted_and_each_there_once(path):
    one = '#~ msgid "A"\n#~ msgid_plural "As"\n#~ msgstr[0] "a"'
    two = f'#~ msgid "B"\n#~ msgstr "b"\n{one}'
    work_in(path, two, '# note\n\n#~ msgid "B"\n#~ msgstr "b"')
    write_machine(path, "es", ENTRIES)
    blocks = path.read_text("utf-8").rstrip("\n").split("\n\n")[-3:]
    assert blocks == [
        one,
        '# note\n#~ msgid "B"\n#~ msgstr "b"',
        '#~ msgid "B"\n#~ msgstr "b"',
    ]
