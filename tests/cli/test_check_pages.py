"""`sphinx-amts check` where only the whole page shows that a translation is broken."""

from __future__ import annotations

import pytest

PAGE = """
Ferry
=====

See the `time table`_ today, and the `time table`_ of `next year`_ too.

.. _time table: https://times.example/
.. _next year: https://next.example/

Tides [#]_ come [#last]_ twice, says [Fisher]_ here [*]_ also.

.. [#] One.
.. [#last] Two.
.. [*] Three.
.. [Fisher] Four.

Written by |author| alone.

.. |author| replace:: Ana

A `broken name`_ of the source.

.. parsed-literal::

   row **boat**

.. parsed-literal::

   no markup
"""
TABLE = "See the `time table`_ today, and the `time table`_ of `next year`_ too."
NOTES = "Tides [#]_ come [#last]_ twice, says [Fisher]_ here [*]_ also."
AUTHOR = "Written by |author| alone."
BROKEN = "A `broken name`_ of the source."


@pytest.fixture
def book(empty_project):
    empty_project.conf(gettext_additional_targets=["literal-block"])
    empty_project.write("index.rst", PAGE)
    return empty_project


def check(book, amts, source, translation):
    book.human("index", {source: translation})
    return amts(book, "check", book.src, "-l", "es")


@pytest.mark.parametrize(
    ("source", "translation", "rule"),
    [
        (
            TABLE,
            "Ve el `horario`_ hoy, y el `horario`_ del `next year`_.",
            "unparsed-markup",
        ),
        (
            NOTES,
            "Las mareas [*]_ vienen [#last]_ dos veces, según [Fisher]_ aquí [#]_.",
            "footnote",
        ),
        (AUTHOR, "Escrito por |autora| sola.", "substitution"),
        ("row **boat**", "rema **barco**", "unparsed-markup"),
        ("row **boat**", "rema barco", "markup"),
    ],
)
def test_what_the_page_shows_broken_is_found(book, amts, source, translation, rule):
    ran = check(book, amts, source, translation)
    assert ran.code == 1
    assert f": {rule}: " in ran.out, ran.out


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        (TABLE, "El `time table`_ hoy, y el `time table`_ del `next year`_."),
        (TABLE, "Del `next year`_, el `time table`_, y hoy el `time table`_."),
        (NOTES, "Mareas [#]_ hay [#last]_ dos, según [Fisher]_ aquí [*]_ también."),
        (AUTHOR, "Solo |author| lo ha escrito."),
        (BROKEN, "Un `broken name`_ de la fuente."),
        ("row **boat**", "row **boat**"),
        ("no markup", "sin *marcas*"),
    ],
)
def test_what_the_page_shows_whole_is_not(book, amts, source, translation):
    ran = check(book, amts, source, translation)
    assert ran.out == "nothing found\n"
    assert ran.code == 0


FIGURES = """
Harbour
=======

.. _pier:

.. figure:: pier.png

   The pier

At :numref:`berth %s <pier>` boats lie.

See :numref:`picture {number}, {name} <pier>` too.

And :numref:`pier` is long.
"""
BERTH = "At :numref:`berth %s <pier>` boats lie."
PICTURE = "See :numref:`picture {number}, {name} <pier>` too."
LONG = "And :numref:`pier` is long."


def test_titles_into_which_no_number_can_be_put_are_found(book, amts):
    book.conf(numfig=True)
    book.write("index.rst", FIGURES)
    (book.src / "pier.png").write_bytes(b"\x89PNG")
    book.human(
        "index",
        {
            BERTH: "En el :numref:`puesto {number} <pier>` hay barcos.",
            PICTURE: "Ver también la :numref:`imagen %s, 5 %% <pier>`.",
            LONG: "Y la :numref:`figura {name} <pier>` es larga.",
        },
    )
    ran = amts(book, "check", book.src, "-l", "es")
    assert (ran.code, ran.out) == (0, "nothing found\n")
    for wrong in (
        {
            BERTH: "En el :numref:`puesto %d <pier>` hay barcos.",
            PICTURE: "Ver también la :numref:`imagen {number}, {nombre} <pier>`.",
            LONG: "Y la :numref:`figura %(number)s <pier>` es larga.",
        },
        {
            BERTH: "En el :numref:`puesto 100 % %s <pier>` hay barcos.",
            PICTURE: "Ver también la :numref:`imagen {number <pier>`.",
            LONG: "Y la :numref:`figura <pier>` es larga.",
        },
    ):
        book.human("index", wrong)
        ran = amts(book, "check", book.src, "-l", "es")
        assert ran.code == 1
        assert ran.out.splitlines()[-1] == "3 findings: reference 3", ran.out
        assert ran.out.count("into the title") + ran.out.count("for the number") == 3
