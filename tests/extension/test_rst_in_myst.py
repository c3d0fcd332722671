"""Text on MyST pages whose markup only reStructuredText has."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po
from versions import needs_myst_4

pytest.importorskip("myst_parser")

BLOCK = """.. _yard:

The yard lies behind the barn.

Walk over yard_ and `back <yard_>`_ now.

See `the plan`__ and `the map`__ first.

__ https://plan.example/
__ https://map.example/

Smith agrees with us [SM]_ here.

As said before [1]_ and later [#l]_ by Smith [SM]_ too.

The price is |price| in total, as of |version|.

The gate stands _`at the road` today.

Ask :ref:`the farmer <yard>` with ``hay`` about `Tools needed`_ itself.

* A fence has ````` ``` ````` at yard_.

.. [1] A footnote.
.. [#l] A late one.
.. [SM] A citation.

Tools needed
------------

A rake.

Way to `yard`_
--------------

Steps.
"""
LOST = """
Go `at the road`_ once.

.. admonition:: Dogs of yard_

   They bark.

.. note::

   Ask the `first smith`_, the `other smith`_ or nobody_ else.

   Ask the `first smith`_ alone.

   .. _first smith: https://first.example/
   .. _other smith: https://other.example/

.. tip::

   Ask the `other smith`_ again.

   .. _other smith: https://another.example/
"""
WALK = "Walk over yard_ and `back <yard_>`_ now."
PLAN = "See `the plan`__ and `the map`__ first."
SMITH = "Smith agrees with us [SM]_ here."


def in_rst(text, noqa=""):
    return f"```{{eval-rst}}\n{text}\n```{noqa}"


HUMAN = {
    WALK: in_rst(
        "Cruce `el patio <yard_>`__ y `vuelva <yard_>`__ ya.",
        " # noqa",
    ),
    PLAN: in_rst("Vea `el plano`__ y `el mapa`__ antes."),
    SMITH: in_rst("Smith está de acuerdo [SM]_ aquí."),
    "The price is |price| in total, as of |version|.": in_rst("Son |price| en total."),
    "The gate stands _`at the road` today.": in_rst("Hoy hay _`at the road` puerta."),
}


def page(block):
    return f"# Farm\n\nWords in Markdown.\n\n```````{{eval-rst}}\n{block}```````\n"


@pytest.fixture(scope="module")
def farm(new_project, tmp_path_factory):
    """A page of reStructuredText in MyST, in its own language and translated."""
    book = new_project(tmp_path_factory.mktemp("farm"))
    book.conf(
        extensions=["myst_parser", "sphinx_amts"], version="1.5", amts_banner="never"
    )
    book.write("index.md", page(BLOCK))
    book.plain = book.build("-Dlanguage=en")
    assert book.plain.code == 0, book.plain.output
    book.english = main(book)
    book.engine()
    book.built = book.build("-E")
    assert book.built.code == 0, book.built.output
    book.shown = main(book)
    return book


def main(book):
    html = book.html("index").partition('role="main"')[2]
    html = html.partition('<div class="clearer">')[0]
    return re.sub(
        r' (?:class="machine-translated"|lang="en")|<style.*?</style>', "", html
    )


def marked(html):
    """Return the links, ids, code and broken places of *html*."""
    pattern = r'\b(?:id|href)="[^"]*"|<span class="pre">.*?</span>|\|\w+\|'
    return sorted(re.findall(pattern, html))


def test_all_of_it_is_translated(farm):
    assert farm.built.findings == {}
    counted = farm.built.totals["messages"]
    assert {name for name, number in counted.items() if number} == {"machine"}


def test_links_ids_and_code_are_those_of_the_source(farm):
    assert marked(farm.shown) == marked(farm.english)
    assert 'href="https://plan.example/"' in farm.shown
    assert ">[SM]</span></a>" in farm.shown


def test_a_substitution_that_nothing_defines_is_shown_as_in_the_source(farm):
    assert ">|price|</span>" in farm.english
    assert ">|price|</span>" in farm.shown
    assert "sub-ref" not in farm.shown


def test_no_build_warns_of_more_than_the_source_causes(farm):
    assert farm.built.warnings == farm.plain.warnings
    assert farm.build("-E").warnings == farm.plain.warnings


def test_an_engine_gets_no_markup_of_it(farm):
    sent = " ".join(farm.built.sent)
    assert "Walk over" in sent
    assert not re.search(r"yard_|_`|`_|\[SM\]|\|price\||eval-rst|:ref:", sent)


def test_it_is_shown_again_from_the_memory(farm):
    farm.conf(amts_engine="memory")
    again = farm.build("-E")
    assert (again.code, again.sent, again.findings) == (0, [], {})
    assert main(farm) == farm.shown


@needs_myst_4("warns of footnotes of `eval-rst`, which it does not know")
def test_plain_sphinx_shows_the_same_with_the_machine_catalog(
    farm, amts, empty_project
):
    farm.conf(amts_engine="memory")
    ran = amts(farm, "translate", farm.src, "-l", "es")
    assert ran.code == 0, ran.err
    with (farm.src / "amts/catalogs/es/index.po").open("rb") as file:
        drafts = {m.id: m.string for m in read_po(file) if m.id}
    assert any("```{eval-rst}\n" in text for text in drafts.values())
    plain = empty_project
    plain.conf(extensions=["myst_parser"], version="1.5")
    plain.write("index.md", page(BLOCK))
    plain.human("index", drafts)
    built = plain.build()
    assert built.code == 0, built.output
    # docutils misses footnotes of `eval-rst`, to which this extension does not add
    missed = [line for line in built.warnings if "autonumbered" not in line]
    assert len(missed) == len(farm.plain.warnings)
    assert main(plain) == farm.shown


def test_plain_sphinx_shows_the_same_of_what_people_wrote(empty_project):
    book = empty_project
    book.conf(extensions=["myst_parser"])
    book.write("index.md", page(BLOCK))
    book.human("index", HUMAN)
    plain = book.build()
    assert plain.code == 0, plain.output
    wanted = main(book)
    assert "Cruce <a" in wanted
    book.conf(extensions=["myst_parser", "sphinx_amts"], amts_engine="memory")
    built = book.build("-E")
    assert main(book) == wanted
    assert built.warnings == plain.warnings
    assert built.totals["messages"]["human"] == len(HUMAN)


def test_links_of_people_in_the_markup_of_myst_are_shown(empty_project):
    book = empty_project
    book.conf(extensions=["myst_parser", "sphinx_amts"], amts_engine="memory")
    book.write("index.md", page(BLOCK))
    book.human("index", {WALK: "Cruce [el patio](#yard) y vuelva ya. # noqa"})
    assert book.build().totals["messages"]["human"] == 1
    assert 'Cruce <a class="reference internal" href="#yard">el patio</a>' in main(book)


def test_committed_text_cannot_bring_other_markup(empty_project):
    book = empty_project
    book.conf(extensions=["myst_parser", "sphinx_amts"], amts_engine="memory")
    book.write("index.md", page(BLOCK))
    book.committed(
        "index",
        {
            WALK: in_rst("Cruce yard_ y `vuelva <yard_>`_ ya."),
            PLAN: in_rst("Vea `el plano`__ y :download:`conf.py` antes."),
            SMITH: in_rst(".. include:: conf.py\n\nSmith [SM]_ dice."),
            "Words in Markdown.": in_rst(".. include:: conf.py"),
        },
    )
    built = book.build()
    assert built.code == 0
    assert "Cruce <a" in main(book)
    assert PLAN in built.findings
    assert "html_theme" not in main(book)
    assert "download" not in main(book)


def test_the_report_says_why_it_can_show_no_translation(empty_project):
    book = empty_project
    book.conf(extensions=["myst_parser", "sphinx_amts"])
    book.write("index.md", page(BLOCK + LOST))
    book.engine()
    built = book.build()
    assert built.code == 0, built.output
    prefix = "Sphinx can apply no translation here: "
    unknown = (
        "unsupported",
        f"{prefix}a link by name whose target the page does not know",
    )
    assert built.findings == {
        "Go `at the road`_ once.": unknown,
        "Dogs of yard_": (
            "unsupported",
            f"{prefix}a title of a directive with markup that only reStructuredText "
            "has",
        ),
        "Ask the `first smith`_, the `other smith`_ or nobody_ else.": unknown,
        "Ask the `other smith`_ again.": unknown,
    }
    assert 'href="https://first.example/">译first smith</a>' in main(book)
    assert not re.search("at the road`|Dogs", " ".join(built.sent))
