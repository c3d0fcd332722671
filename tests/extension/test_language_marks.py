"""What stays in the source language says so once, and nothing else changes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

PAGE = """
Harbour
=======

.. note:: Warm water.

.. admonition:: Own heading

   Cold water.

* First fish
* Second fish

1. Third fish

Harpoon
   A tool for whales.

:Owner: Somebody else
:Size: Very large

| A verse of four
| and another line

.. epigraph::

   All is calm.

   -- A sailor

.. table:: Table of boats

   ======= ========
   Name    Weight
   ======= ========
   Heron   Light
   ======= ========

.. figure:: x.png
   :alt: Boat

   A painted boat.

   Its legend here.

.. rubric:: Rubric of nets

.. topic:: Topic of ropes

   Knots are tied.

.. sidebar:: Sidebar of sails

   Sails are set.

.. code-block:: c
   :caption: Caption of code

   int main;

.. versionadded:: 2.0
   Lamps at night.

.. py:function:: row(boat)

   Moves the boat.

   :param boat: what is moved
   :returns: the distance

.. glossary::

   anchor
      Holds a ship.

-a    option of all

Text with a footnote [#]_ here.

.. [#] Footnote of tar.

.. seealso:: Another harbour.

``only_code``

.. container:: box

   In a box.

Deep part
---------

Last words of it.
"""


class Reader(HTMLParser):
    """Notes of each text of the main part of a page which languages are said of it."""

    def __init__(self, html):
        super().__init__()
        self.open = []
        self.found = []
        self.feed(html.partition('role="main"')[2].partition('class="clearer"')[0])

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            values = dict(attrs)
            self.open.append((tag, values.get("lang"), values.get("dir")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if text := " ".join(data.split()):
            said = [(lang, way) for _, lang, way in self.open if lang]
            self.found.append((text, said))


@pytest.fixture
def book(empty_project):
    empty_project.conf(numfig=True)
    empty_project.write("index.rst", PAGE)
    (empty_project.src / "x.png").write_bytes(b"\x89PNG")
    return empty_project


def said_of(book):
    return Reader(book.html("index")).found


def main(book):
    """The page without what stands beside it."""
    html = book.html("index").partition('role="main"')[2]
    return html.partition('class="sphinxsidebar"')[0]


def messages(book):
    """The messages of the page, as the gettext builder extracts them."""
    assert book.build("-d", str(book.root / "g"), builder="gettext").code == 0
    text = (book.root / "out/gettext/index.pot").read_text("utf-8")
    return [eval(m) for m in re.findall(r'^msgid ("[^"].*")$', text, re.M)]


def test_all_that_stays_is_said_to_be_in_the_source_language(book):
    assert book.build().code == 0
    found = said_of(book)
    for text in messages(book):
        if text.startswith("``") or text in {"Boat", "Parámetros", "Devuelve"}:
            continue
        places = [said for shown, said in found if text[:9] in shown]
        assert places, text
        assert all([lang for lang, _ in said] == ["en"] for said in places), text
    for word in ("Nota", "Ver también", "Figura 1", "Tabla 1", "Lista 1"):
        places = [said for shown, said in found if shown.startswith(word)]
        assert places, (word, [shown for shown, _ in found])
        assert places == [[]] * len(places), word
    assert re.search(r'<img [^>]*alt="Boat"[^>]* lang="en"', book.html("index"))
    (added,) = [said for text, said in found if "2.0" in text]
    assert added == []


def test_the_outermost_element_says_it(book):
    book.write(
        "index.rst",
        "Boats\n=====\n\nWater.\n\n* Fish\n* Birds\n\nPart\n----\n\nMore.\n",
    )
    book.human("index", {"Boats": "Barcos", "Water.": "Agua."})
    assert book.build().code == 0
    html = main(book)
    assert re.findall(r'<(\w+)[^>]* lang="en"', html) == ["ul", "section"]
    book.human("index", {"Boats": "Barcos", "Water.": "Agua.", "Fish": "Pez"})
    assert book.build().code == 0
    html = main(book)
    assert re.findall(r'<(\w+)[^>]* lang="en"', html) == ["li", "section"]


def test_a_page_of_which_nothing_is_translated(book):
    book.write("index.rst", "Boats\n=====\n\nWater.\n\nPart\n----\n\nMore.\n")
    assert book.build().code == 0
    assert re.findall(r'<(\w+)[^>]* lang="en"', main(book)) == ["section"]


def test_text_that_is_the_same_in_both_languages_is_translated(book):
    book.write("index.rst", "Boats\n=====\n\nRadar.\n")
    book.human("index", {"Boats": "Barcos", "Radar.": "Radar."})
    assert book.build().code == 0
    assert 'lang="en"' not in book.html("index")


def test_a_page_that_is_translated_whole_is_that_of_plain_sphinx(book):
    book.human("index", {text: f"es {text}" for text in messages(book)})
    plain = ("-D", "extensions=sphinx.ext.ifconfig", "-d", str(book.root / "plain"))
    assert book.build(*plain).code == 0
    expected = book.html("index")
    assert book.build("-a").code == 0
    assert book.html("index") == expected


def test_tables_of_contents_say_it_of_titles(book):
    book.write("index.rst", "Boats\n=====\n\n.. toctree::\n\n   one\n   two\n")
    book.write("one.rst", "Fish\n====\n\nWater.\n\nParts\n-----\n\nFins.\n")
    book.write("two.rst", "Birds\n=====\n\nAir.\n\nWings\n-----\n\nTwo.\n")
    book.human("index", {"Boats": "Barcos"})
    book.human("one", {"Fish": "Peces"})
    book.human("two", {"Wings": "Alas"})
    for _ in range(2):  # Sphinx keeps what it has noted
        assert book.build().code == 0
        said = {}
        for text, languages in said_of(book):
            said.setdefault(text, []).append([lang for lang, _ in languages])
        for text, language in (("Peces", []), ("Parts", ["en"]), ("Birds", ["en"])):
            assert said[text], text
            assert said[text] == [language] * len(said[text]), text
        assert said["Alas"] == [[]] * len(said["Alas"])
        book.write("index.rst", (book.src / "index.rst").read_text("utf-8") + "\n")


PIECES = """
Boats
=====

.. sidebar:: Sail
   :subtitle: Of old ships

   Wind.

.. tab-set::

   .. tab-item:: Mast
      :sync: mast

      Tall one.

   .. tab-item:: Keel

      Deep one.

.. dropdown:: Fold me

   Folded.

.. autosummary::

   json.dumps

Go to :ref:`far` or :doc:`more` or :ref:`at once <far>`.
"""
MORE = """
More boats
==========

.. _far:

Far *away* shores
-----------------

Sand.
"""


def test_pieces_that_extensions_and_sphinx_make_say_it(book):
    pytest.importorskip("sphinx_design")
    book.conf(
        extensions=["sphinx.ext.autosummary", "sphinx_design", "sphinx_amts"],
        html_sidebars={"**": []},
    )
    book.write("index.rst", PIECES + "\n.. toctree::\n\n   more\n")
    book.write("more.rst", MORE)
    translations = {
        "Boats": "Barcos",
        "Wind.": "Viento.",
        "Deep one.": "Hondo.",
        "Go to :ref:`far` or :doc:`more` or :ref:`at once <far>`.": (
            "Vaya a :ref:`far` o :doc:`more` o :ref:`ya <far>`."
        ),
    }
    book.human("index", {**translations, "Keel": "Quilla", "Folded.": "Doblado."})
    assert book.build().code == 0
    html = main(book)
    found = re.findall(r'<(\w+)[^>]* lang="en"[^>]*>\s*([^<]+)', html)
    assert ("p", "Of old ships") in found
    assert [text for tag, text in found if tag == "span"] == [
        "Mast",
        "Fold me",
        "Far away shores",
        "More boats",
    ]
    assert '<td lang="en"><p>Serialize <code' in html
    # all of a tab, whose label stands before it
    assert re.search(r'<div class="sd-tab-content[^>]* lang="en">\s*<p>Tall one', html)
    for text in ("Quilla", "Hondo.", "Doblado.", "Viento.", "ya"):
        assert text in html
        assert text not in [said for _, said in found]
    book.human("more", {"More boats": "Más barcos", "Far *away* shores": "*Lejos*"})
    assert book.build().code == 0
    found = re.findall(r'<(\w+)[^>]* lang="en"[^>]*>\s*([^<]+)', main(book))
    assert [text for tag, text in found if tag == "span"] == ["Mast", "Fold me"]


def test_tables_of_contents_say_it_of_what_they_say_themselves(book):
    """Here titles of documents are in another language than the entries for them."""
    entries = (
        "Fish soup <one>\n   Bird nests <two>\n   Web <https://w.example>\n   four"
    )
    book.write(
        "index.rst",
        "Boats\n=====\n\n.. toctree::\n   :caption: What swims\n\n   "
        f"{entries}\n\n.. toctree::\n   :caption: What flies\n\n   three\n",
    )
    titles = {"one": "Fish", "two": "Birds", "three": "Flies", "four": "Bees"}
    for name, title in titles.items():
        book.write(f"{name}.rst", f"{title}\n{'=' * len(title)}\n\nText.\n")
    book.conf(html_sidebars={"**": ["globaltoc.html"]})
    human = {"Boats": "Barcos", "Bird nests": "Nidos", "What flies": "Lo que vuela"}
    book.human("index", human)
    book.human("one", {"Fish": "Peces"})
    english = ("Fish soup", "Web", "Bees", "What swims")
    spanish = ("Nidos", "Lo que vuela")
    for _ in range(2):
        assert book.build().code == 0
        for page in ("index", "three"):
            html = book.html(page).partition('role="main"')[2]
            found = re.findall(r"(<[ap] [^>]*>)(?:<span[^>]*>)?([^<]+)<", html)
            for text in (*english, *spanish):
                tags = [tag for tag, shown in found if shown == text]
                assert tags, (page, text)
                for tag in tags:
                    assert ('lang="en"' in tag) is (text in english), (page, tag)
        book.write("index.rst", (book.src / "index.rst").read_text("utf-8") + "\n")


def test_links_to_other_pages_say_it_of_their_titles(book):
    book.write("index.rst", "Boats\n=====\n\n.. toctree::\n\n   one\n   two\n")
    book.write("one.rst", "Fish\n====\n\n.. toctree::\n\n   deep\n   flat\n")
    book.write("two.rst", "Birds\n=====\n\nAir.\n")
    book.write("deep.rst", "Sharks\n======\n\n.. toctree::\n\n   white\n")
    book.write("flat.rst", "*Rays*\n======\n\nWater.\n")
    book.write("white.rst", "White\n=====\n\nWater.\n")
    book.conf(html_sidebars={"**": ["relations.html"]})
    book.human("one", {"Fish": "Peces"})
    book.human("white", {"White": "Blanco"})
    assert book.build().code == 0
    white = book.html("white")
    said = ">{}</a>".format, '><span lang="en">{}</span></a>'.format
    assert white.count(said[0]("Peces")) == 2  # the path, above and below
    assert white.count(said[1]("Sharks")) == 3  # and the last page
    assert white.count(said[1]("<em>Rays</em>")) == 1
    deep = book.html("deep")
    assert deep.count(said[0]("Peces")) == 3
    assert said[1]("Blanco") not in deep
    assert said[0]("Blanco") in deep
    assert re.search(r'<link rel="next" title="Rays" ', white)


def test_other_builders_see_nothing_of_it(book):
    assert book.build(builder="pseudoxml").code == 0
    text = (book.root / "out/pseudoxml/index.pseudoxml").read_text("utf-8")
    assert "amts_" not in text
    assert "language-en" not in text


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_the_direction_is_said_where_it_is_another_one(book, builder):
    book.options["language"] = "ar"
    book.builder = builder
    book.human("index", {"Harbour": "ميناء"}, language="ar")
    assert book.build().code == 0
    html = book.html("index")
    assert "x-amts" not in html
    assert html.count(' dir="ltr" lang="en"') == html.count(' lang="en"') > 5
    for text, said in said_of(book):
        if text == "Cold water.":
            assert said == [("en", "ltr")]


def test_texts_that_are_kept_from_machines_are_marked_too(book):
    book.engine()
    book.write(
        "index.rst",
        "Boats\n=====\n\nWater.\n\n.. container:: notranslate\n\n   Stays as it is.\n",
    )
    assert book.build().code == 0
    found = dict(said_of(book))
    assert found["Stays as it is."] == [("en", None)]
    assert found["译Water."] == []


TWO_PAGES = {
    "index.rst": "Boats\n=====\n\nWater.\n\n.. toctree::\n\n   nets\n",
    "nets.rst": "Nets\n====\n\nThey hold fish.\n",
}


def begun(book):
    """Tags on which the page says that its text stays, but for links of a table."""
    return [
        tag for tag in re.findall(r'<(\w+)[^>]* lang="en"', main(book)) if tag != "a"
    ]


def test_a_table_of_contents_is_in_the_language_of_the_titles_that_it_shows(book):
    for name, text in TWO_PAGES.items():
        book.write(name, text)
    assert book.build().code == 0
    assert begun(book) == ["section"]
    assert "<p>Water.</p>" in book.html("index")
    book.human("nets", {"They hold fish.": "Cogen peces."})
    assert book.build().code == 0
    assert begun(book) == ["section"]
    book.human("nets", {"Nets": "Redes"})
    assert book.build().code == 0
    assert begun(book) == ["h1", "p"]
    book.human("index", {"Water.": "Agua."})
    assert book.build().code == 0
    assert begun(book) == ["h1"]


@pytest.mark.parametrize(
    ("entries", "texts", "own"),
    [
        ("   Own name <nets>\n", {}, True),
        ("   Own name <nets>\n", {"Own name": "Nombre"}, False),
        ("   :caption: Heading\n\n   nets\n", {}, True),
        ("   :caption: Heading\n\n   nets\n", {"Heading": "Encabezado"}, False),
        ("   :caption: Heading\n\n   self\n   nets\n", {}, True),
        ("   :caption: Heading\n\n   self\n   nets\n", {"Boats": "Barcos"}, False),
        ("   :caption: Heading\n\n   nets\n   search\n", {}, False),
        ("   Web <https://example.com/>\n   nets\n", {}, True),
        ("   nets\n", {}, False),
    ],
)
def test_what_a_table_of_contents_says_itself_counts(book, entries, texts, own):
    toctree = TWO_PAGES["index.rst"].replace("\n   nets\n", entries)
    if ":caption:" not in entries:
        toctree = toctree.replace("toctree::\n", "toctree::\n\n")
    book.write("index.rst", toctree)
    book.write("nets.rst", TWO_PAGES["nets.rst"])
    book.human("index", {"Water.": "Agua."} | texts)
    assert book.build().code == 0
    assert ("div" in begun(book)) is own


def test_a_field_whose_blocks_are_translated_is_in_the_language_of_the_page(
    empty_project,
):
    # Sphinx puts the blocks of a field into a paragraph, which is a message as well
    book = empty_project
    book.write(
        "index.rst",
        "Tea\n===\n\n.. py:function:: f(a, b)\n\n   :param a: Boil it.\n\n"
        "      Pour it.\n   :param b: Stays.\n",
    )
    book.human("index", {"Tea": "Té", "Boil it.": "Hiérvalo.", "Pour it.": "Viértelo."})
    book.build()
    marked = re.findall('lang="en".*', book.html("index"))
    assert "Stays." in "".join(marked)
    assert "Hiérvalo." in book.body("index")
    assert "Hiérvalo." not in "".join(marked)


def test_a_block_of_a_field_that_stays_is_said_to_be_in_the_source_language(
    empty_project,
):
    book = empty_project
    book.write(
        "index.rst",
        "Tea\n===\n\n.. py:function:: f(a)\n\n   :param a: Boil it.\n\n"
        "      Pour it.\n\n      .. note:: It is hot.\n",
    )
    book.human("index", {"Tea": "Té", "Boil it.": "Hiérvalo."})
    assert book.build().code == 0
    said = dict(said_of(book))
    assert said["Hiérvalo."] == []
    for text in ("Pour it.", "It is hot."):
        assert [lang for lang, _ in said[text]] == ["en"], text


def test_a_table_of_contents_on_the_page_says_it_of_titles(book):
    book.write(
        "index.rst",
        "Boats\n=====\n\n.. contents:: Here\n\nOn ``deck`` today\n"
        "---------------\n\nWater.\n\nBelow it\n~~~~~~~~\n\nRum.\n\n"
        "Sails\n-----\n\nWind.\n",
    )
    book.human("index", {"Boats": "Barcos", "Below it": "Debajo", "Here": "Aquí"})
    assert book.build().code == 0
    html = main(book).partition("<section")[2]
    (contents,) = re.findall(r"<nav.*?</nav>", html, re.DOTALL)
    said = [
        (text, [lang for lang, _ in languages])
        for text, languages in Reader(f'role="main"{contents}').found
    ]
    assert said == [
        ("Aquí", []),
        ("Barcos", []),
        ("On", ["en"]),
        ("deck", ["en"]),
        ("today", ["en"]),
        ("Debajo", []),
        ("Sails", ["en"]),
    ]
