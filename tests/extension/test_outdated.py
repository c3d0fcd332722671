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
        "file": "index.rst",
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


def test_fuzzy_text_without_a_previous_source_is_shown_in_no_form(book):
    """It is a guess of a tool: a translation of some other text that is similar."""
    page = f"{BREW}\n\nDo not open the lid while it is hot."
    book.write("index.rst", PAGE.format(page))
    guess = "Abre la tapa mientras arde."
    entry = (
        f"\n#, fuzzy\nmsgid {json.dumps('Do not open the lid while it is hot.')}\n"
        f"msgstr {json.dumps(guess)}\n"
    )
    path = book.src / "locale/es/LC_MESSAGES/index.po"
    path.write_text(path.read_text("utf-8") + entry, "utf-8")
    built = book.build()
    assert guess not in book.body("index")
    assert "Do not open the lid while it is hot." in book.body("index")
    state = states(built)["Do not open the lid while it is hot."]["state"]
    assert state == "untranslated"
    book.conf(gettext_allow_fuzzy_translations=True)
    book.build("-E")
    assert guess in book.body("index")


WARNED = "Wait {} minutes. Do not open the lid before the {} light is on."
WARNED_ES = "Espera cuatro minutos. No abras la tapa antes de que se encienda la luz."


def warned(book, kind, old, new, *, places=("index", "index"), option=""):
    """Translate a paragraph of an admonition, and edit it; or have it elsewhere."""
    first, second = places
    for name in {first, second, "index"}:
        book.write(f"{name}.rst", f":orphan:\n\n{name}\n=====\n\nIt begins.\n")
    text = f"\n.. {kind}:: {option}\n\n   {new}\n\nAnd so on.\n"
    path = book.src / f"{second}.rst"
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    entries = {"It begins.": "Empieza.", old: WARNED_ES, "And so on.": "Etcétera."}
    book.human(first, entries)
    book.build()
    return WARNED_ES in book.body(second)


EASY = WARNED.format("four", "green")


@pytest.mark.parametrize("kind", ["danger", "warning", "caution", "attention"])
def test_warnings_keep_an_old_translation_that_says_the_same(book, kind):
    assert warned(book, kind, EASY, EASY.replace("green", "red"))


@pytest.mark.parametrize(
    "new",
    [
        EASY.replace("four", "ten"),
        EASY.replace("Do not open", "Open"),
        EASY.replace("lid before", "``lid`` before"),
        EASY + " Never leave it alone.",
    ],
)
def test_warnings_show_no_other_number_negation_or_code(book, new):
    assert not warned(book, "danger", EASY, new)
    assert warned(book, "note", EASY, new)


def test_a_class_makes_a_warning_of_any_admonition(book):
    new = EASY.replace("four", "ten")
    option = "Look out\n   :class: danger"
    assert not warned(book, "admonition", EASY, new, option=option)


def test_likeness_alone_is_no_evidence_in_warnings(book):
    new = EASY.replace("green", "green or blue")
    places = ("other", "index")
    assert warned(book, "note", EASY, new, places=places)
    assert not warned(book, "danger", EASY, new, places=places)


def test_an_old_text_of_nobody_knows_what_is_not_shown(book):
    book.edit("index.rst", "hot", "boiling")
    book.human("index", {"Coffee": "Café"})
    committed(book, {EDITED: BREW_ES}, "#. amts: origin=outdated engine=human")
    book.build()
    assert EDITED in book.body("index")


def test_what_people_noted_as_obsolete_elsewhere_stands_for_no_paragraph(book):
    """One sentence of a paragraph is known; the other one must not be lost."""
    tip = "Rinse the filter. Never wash it with soap."
    book.write("index.rst", PAGE.format(f".. tip:: {tip}"))
    path = book.src / "locale/es/LC_MESSAGES/other.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#~ msgid "Rinse the filter."\n#~ msgstr "Enjuaga el filtro."\n',
        "utf-8",
    )
    book.build()
    assert tip in book.body("index")
    book.engine()
    assert book.build().sent == ["Never wash it with soap."]
    assert "Enjuaga el filtro." in book.body("index")


def test_an_old_text_is_shown_as_a_whole_or_not_at_all(book):
    old = "Beans are ground. It must have a button called :kbd:`run`. See the rest."
    new = "Beans are ground. It needs :kbd:`start` and :kbd:`stop`. See the rest."
    target = "Se muelen los granos. Debe tener un botón :kbd:`run`. Ve el resto."
    book.write("index.rst", PAGE.format(new))
    book.human("index", {"Coffee": "Café", old: target})
    book.build()
    assert "Se muelen" not in book.body("index")
    assert "Beans are ground." in book.body("index")
