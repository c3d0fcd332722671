"""The source moves on: what people wrote stays, and is shown as the setting says."""

from __future__ import annotations

import json

import pytest

BREW = "Grind the beans finely. Pour the hot water slowly. Wait for four minutes."
BREW_ES = "Muele los granos. Vierte el agua caliente. Espera cuatro minutos."
EDITED = BREW.replace("hot", "boiling")
PAGE = "Coffee\n======\n\n{}\n"


@pytest.fixture
def book(empty_project):
    empty_project.write("index.rst", PAGE.format(BREW))
    empty_project.human("index", {"Coffee": "Café", BREW: BREW_ES})
    return empty_project


def committed(book, entry, comment):
    """Write a machine catalog of one entry with a comment."""
    book.committed("index", entry)
    path = book.src / "amts/catalogs/es/index.po"
    text = f"{comment}\nmsgid".join(path.read_text("utf-8").rsplit("msgid", 1))
    path.write_text(text, "utf-8")


def states(built):
    (document,) = built.report["documents"]
    return {m["text"]: m for m in document["states"]}


def test_an_edit_leaves_the_old_translation_with_a_mark(book):
    book.edit("index.rst", "hot", "boiling")
    built = book.build()
    assert built.code == 0, built.output
    assert BREW_ES in book.body("index")
    assert 'class="outdated-translation' in book.html("index")
    mark = '<small class="amts-mark" lang="es">(traducción de una versión anterior)'
    assert mark in book.html("index")
    assert states(built)[EDITED] == {
        "line": 4,
        "state": "outdated",
        "text": EDITED,
        "previous": BREW,
    }
    assert built.totals["messages"]["outdated"] == 1
    again = book.build()
    assert again.totals["documents_read"] == 0
    assert again.calls == []
    assert again.report["documents"] == built.report["documents"]


def test_only_the_changed_sentence_is_sent(book):
    book.edit("index.rst", "hot", "boiling")
    book.engine()
    built = book.build()
    assert built.sent == ["Pour the boiling water slowly."]
    assert BREW_ES in book.body("index")
    book.conf(amts_outdated="mended")
    built = book.build()
    assert built.calls == []
    body = book.body("index")
    assert "Muele los granos. " in body
    assert "Espera cuatro minutos." in body
    assert "Vierte el agua caliente." not in body
    assert "boiling" in body
    assert 'class="outdated-translation machine-translated' in book.html("index")
    assert "(en parte traducción automática)" in body
    book.conf(amts_outdated="source")
    built = book.build()
    assert EDITED in book.body("index")
    assert "outdated-translation" not in book.html("index")
    assert states(built)[EDITED]["state"] == "outdated"


def test_people_have_the_last_word(book):
    book.edit("index.rst", "hot", "boiling")
    book.build()
    new = BREW_ES.replace("caliente", "hirviendo")
    book.human("index", {"Coffee": "Café", BREW: BREW_ES, EDITED: new})
    built = book.build()
    assert new in book.body("index")
    assert states(built)[EDITED]["state"] == "human"


@pytest.mark.parametrize("mode", ["old", "mended"])
def test_old_text_never_breaks_the_page(book, mode):
    source = "Read :ref:`the page <top>` and set ``x`` at first. Then go on with it."
    target = "Lee :ref:`la página <top>` y pon ``x``. Luego sigue."
    new = "Read the manual and set ``x`` at first. Then go on with it."
    book.write("index.rst", ".. _top:\n\n" + PAGE.format(source))
    book.human("index", {source: target})
    book.edit("index.rst", source, new)
    book.edit("index.rst", ".. _top:\n\n", "")
    book.conf(amts_outdated=mode)
    built = book.build("-n")
    assert built.warnings == []
    assert "Lee la página y pon x. Luego sigue." in book.body("index")
    assert states(built)[new]["state"] == "outdated"


def test_what_would_break_the_page_falls_back_with_a_reason(book):
    book.edit("index.rst", "hot", "boiling")
    entry = {EDITED: "Mira :ref:`aquí <gone>` y vierte agua."}
    comment = f"#. amts: origin=outdated\n#| msgid {json.dumps(BREW)}"
    committed(book, entry, comment)
    built = book.build("-n")
    assert built.warnings == []
    assert EDITED in book.body("index")
    state, reason = built.findings[EDITED]
    assert state == "outdated"
    assert reason.startswith("points to what the source does not point to")


def test_a_wrong_choice_is_named(book):
    book.conf(amts_outdated="new")
    built = book.build()
    assert built.code == 2
    assert 'amts_outdated must be "old", "mended" or "source"' in built.output


def test_each_language_has_its_own_choice(book):
    book.edit("index.rst", "hot", "boiling")
    book.conf(amts_languages={"es": {"outdated": "source"}})
    book.build()
    assert EDITED in book.body("index")


def test_what_a_person_made_of_a_draft_is_known(book):
    draft = {BREW: BREW_ES.replace("caliente", "muy caliente")}
    committed(book, draft, "#. amts: origin=machine engine=x")
    assert states(book.build())[BREW]["state"] == "edited"
    book.human("index", {BREW: "Prepáralo como siempre se ha hecho en esta casa."})
    assert states(book.build())[BREW]["state"] == "human"


FUZZY = """
#, fuzzy
#| msgid {previous}
msgid {new}
msgstr {old}
"""


def test_fuzzy_text_is_text_of_its_previous_source(book):
    book.edit("index.rst", "hot", "boiling")
    entry = FUZZY.format(
        previous=json.dumps(BREW), new=json.dumps(EDITED), old=json.dumps(BREW_ES)
    )
    book.write("locale/es/LC_MESSAGES/index.po", entry)
    built = book.build()
    assert states(built)[EDITED]["previous"] == BREW
    assert BREW_ES in book.body("index")


def test_fuzzy_text_without_a_previous_source_is_marked(book):
    book.edit("index.rst", "hot", "boiling")
    entry = f"\n#, fuzzy\nmsgid {json.dumps(EDITED)}\nmsgstr {json.dumps(BREW_ES)}\n"
    book.write("locale/es/LC_MESSAGES/index.po", entry)
    built = book.build()
    assert states(built)[EDITED]["state"] == "outdated"
    assert "previous" not in states(built)[EDITED]
    assert 'class="outdated-translation' in book.html("index")
