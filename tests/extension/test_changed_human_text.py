"""What people change in one catalog shows on each page, as in a build from nothing."""

from __future__ import annotations

import shutil

import pytest
from kept_book import KeptBook

SALT = "Salt slows the dough down. A stone keeps the heat."
SALT_ES = "La sal frena la masa. Una piedra guarda el calor."
KNEAD = "Knead the wet dough for ten long minutes by hand."
PAGES = {
    "a": [SALT, "The crust is dark."],
    "b": ["A stone keeps the heat. Bread rises in a warm place.", "Water is cold."],
    "c": ["The crust is dark.", KNEAD, "Salt."],
    "d": [
        "Nothing else is here.",
        "Please wait. Salt. Then eat.",
        "Rinse ``cup`` :ref:`twice <b>`. Dry it.",
    ],
}


@pytest.fixture(scope="module")
def bakery(tmp_path_factory, new_project):
    """A book that was built, of which people have translated one paragraph."""
    project = new_project(tmp_path_factory.mktemp("bakery") / "book")
    toctree = "".join(f"   {name}\n" for name in PAGES)
    project.write("index.rst", f"Book\n====\n\n.. toctree::\n\n{toctree}")
    for name, paragraphs in PAGES.items():
        body = "\n\n".join(paragraphs)
        project.write(f"{name}.rst", f".. _{name}:\n\n{name.upper()}\n=\n\n{body}\n")
    project.human("a", {SALT: SALT_ES})
    project.engine()
    assert project.build().code == 0
    return KeptBook(project)


@pytest.fixture
def book(bakery):
    return bakery.restored()


def pages(book):
    return {name: book.html(name) for name in PAGES}


def corrected(book):
    book.edit("locale/es/LC_MESSAGES/a.po", "Una piedra", "Toda piedra")


def removed(book):
    (book.src / "locale/es/LC_MESSAGES/a.po").unlink()


def translated_elsewhere(book):
    book.human("a", {SALT: SALT_ES, "The crust is dark.": "La corteza es oscura."})


def a_sentence_of_a_paragraph(book):
    paragraph = "Por favor espera. Sal. Luego come."
    book.human("d", {"Please wait. Salt. Then eat.": paragraph})


def of_an_earlier_wording(book):
    earlier = "Knead the dough for ten long minutes by hand."
    book.human("old", {earlier: "Amasa la masa diez largos minutos a mano."})


def an_earlier_wording_that_is_stated(book):
    book.human("c", {KNEAD: "Amasa la masa a mano."})
    entry = f'#, fuzzy\n#| msgid "Knead the wet dough by hand."\nmsgid "{KNEAD}"'
    book.edit("locale/es/LC_MESSAGES/c.po", f'msgid "{KNEAD}"', entry)


def with_other_code(book):
    book.human("d", {"Rinse ``it`` :ref:`twice <a>`.": "Lava ``it`` :ref:`dos <a>`."})


def of_many_texts(book):
    texts = {f"Loaf number {n} is done.": f"La hogaza {n} está." for n in range(150)}
    book.human("old", {**texts, "Water is cold.": "El agua está fría."})


CHANGES = {
    corrected: ("b", "Toda piedra guarda el calor. 译Bread rises"),
    removed: ("b", "译A stone keeps the heat. 译Bread rises"),
    translated_elsewhere: ("c", "La corteza es oscura."),
    a_sentence_of_a_paragraph: ("c", "Sal."),
    of_an_earlier_wording: ("c", "Amasa la masa diez largos minutos a mano."),
    an_earlier_wording_that_is_stated: ("c", "Amasa la masa a mano."),
    with_other_code: ("d", "Lava cup dos."),
    of_many_texts: ("b", "El agua está fría."),
}


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("change", CHANGES)
def test_pages_are_those_of_a_build_from_nothing(book, change, jobs):
    book.jobs = jobs
    change(book)
    built = book.build()
    assert built.code == 0, built.output
    name, text = CHANGES[change]
    assert text in book.body(name)
    assert set(built.sent) <= {"Salt slows the dough down.", "A stone keeps the heat."}
    warm = pages(book)
    again = book.build()
    assert (again.totals["documents_read"], again.sent) == (0, [])
    for folder in ("doctrees", "out", "cache"):
        shutil.rmtree(book.root / folder)
    assert book.build().code == 0
    assert pages(book) == warm


def test_documents_with_other_text_are_not_read_for_it(book):
    book.human("b", {"Water is cold.": "El agua está fría."})
    built = book.build()
    assert built.totals["documents_read"] == 1
    assert built.sent == []


@pytest.mark.parametrize("file", ["state.json", "pairs.kept", "human.kept"])
def test_a_lost_file_beside_the_doctrees_hides_no_change(book, file):
    (book.root / "doctrees/amts/es" / file).unlink()
    corrected(book)
    built = book.build()
    assert built.sent == []
    assert "Toda piedra guarda el calor. 译Bread rises" in book.body("b")


def test_what_was_paid_for_and_the_memory_has_lost_stays(book):
    book.conf(amts_command_metered=True, amts_command_price=1.0)
    assert book.build(AMTS_SPEND="1").sent == []
    shutil.rmtree(book.root / "cache")
    corrected(book)
    assert book.build().sent == []
    assert "译Bread rises in a warm place." in book.body("b")


def test_fuzzy_entries_count_as_soon_as_the_book_allows_them(book):
    book.human("a", {SALT: SALT_ES, "The crust is dark.": "La corteza es oscura."})
    entry = 'msgid "The crust is dark."'
    book.edit("locale/es/LC_MESSAGES/a.po", entry, f"#, fuzzy\n{entry}")
    book.build()
    assert "译The crust is dark." in book.body("c")
    book.conf(gettext_allow_fuzzy_translations=True)
    book.build()
    for name in ("a", "c"):
        assert "La corteza es oscura." in book.body(name)
    book.conf(gettext_allow_fuzzy_translations=False)
    book.build()
    assert "译The crust is dark." in book.body("c")
