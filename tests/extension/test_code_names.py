"""Texts that are nothing but code, though no markup says so, stay as they are."""

from __future__ import annotations

import re

import pytest

from sphinx_amts.markup.code_shapes import is_name

KITCHEN = '''
"""A kitchen."""

def wash(*plates, hot=True):
    """Wash the plates."""

def boil_water(amount, /, *, lid=None):
    """Boil the water."""

class Oven:
    """An oven."""

    def heat(self, degrees):
        """Heat it."""

    #: The door.
    door = None
'''

INDEX = """
Kitchen
=======

.. autosummary::
   :toctree: gen

   kitchen.wash
   kitchen.boil_water
   kitchen.Oven
   kitchen

.. autosummary::

   kitchen.Oven.heat
   ~kitchen.Oven.door

The pages :doc:`gen/kitchen.wash` and :doc:`gen/kitchen`, see
:func:`wash <kitchen.wash>`, :meth:`heat() <kitchen.Oven.heat>`,
:class:`the oven <kitchen.Oven>`, :ref:`boil_water <place>`.

.. _place:

Oven
----

Text of the chapter.
"""

MYST = """# Kitchen

See {py:func}`wash <kitchen.wash>`, {py:meth}`heat() <kitchen.Oven.heat>`,
{py:class}`the oven <kitchen.Oven>`, {py:class}`Oven <kitchen.Oven>` and
{envvar}`HEAT=1 <HEAT>` or {ref}`boil_water <place>`.

```{eval-rst}
.. autosummary::

   kitchen.wash
```

(place)=
## kitchen.boil_water

```{py:function} boil_water(amount)
:module: kitchen

Boil the water.
```

## serve

```{py:function} serve(plate)
Serve it.
```

## Plate

Nothing but prose is here.
"""


@pytest.fixture
def kitchen(empty_project):
    project = empty_project
    project.conf(extensions=["sphinx.ext.autosummary", "sphinx_amts"])
    source = (project.src / "conf.py").read_text("utf-8")
    here = f"import sys\nsys.path.insert(0, {str(project.src)!r})\n"
    project.write("conf.py", here + source)
    project.write("kitchen.py", KITCHEN)
    project.engine()
    return project


def first_cells(project, docname):
    rows = re.findall(r"<tr.*?</tr>", project.html(docname), re.DOTALL)
    cells = [re.search(r"<td.*?</td>", row, re.DOTALL) for row in rows]
    return [re.sub(r"<[^>]+>|\s+", "", cell[0]) for cell in cells if cell]


def title(project, docname):
    (found,) = re.findall(r"<h1[^>]*>(.*?)<a", project.html(docname), re.DOTALL)
    return re.sub("<[^>]+>", "", found)


def test_signatures_in_tables_and_titles_of_stubs(kitchen):
    project = kitchen
    project.write("index.rst", INDEX)
    project.options["language"] = "en"
    assert project.build().code == 0
    own = first_cells(project, "index")
    assert "kitchen.boil_water(amount,/,*[,lid])" in own
    project.options["language"] = "es"
    built = project.build()
    assert built.code == 0, built.output
    assert first_cells(project, "index") == own
    for name in ("wash", "boil_water", "Oven"):
        assert title(project, f"gen/kitchen.{name}") == f"kitchen.{name}"
    assert title(project, "gen/kitchen") == "kitchen"
    body = project.body("index")
    assert "译The pageskitchen.wash译andkitchen译, see" in body
    assert "译Wash the plates." in body
    assert "译Oven¶ 译Text of the chapter." in body
    words = {word for text in built.sent for word in re.findall(r"\w+", text)}
    assert not {"plates_", "amount", "lid", "degrees", "boil_water"} & words
    texts = [state["text"] for d in built.report["documents"] for state in d["states"]]
    assert "Oven" in texts
    assert not [t for t in texts if t.startswith((":py:obj:", "kitchen"))]


def test_code_names_in_roles_with_titles(kitchen):
    project = kitchen
    project.write("index.rst", INDEX)
    project.build()
    links = re.findall(r"<code[^>]*>(.*?)</code>", project.html("index"))
    shown = [re.sub("<[^>]+>", "", link) for link in links]
    assert {"wash", "heat()", "译the oven"} <= set(shown)


def test_the_same_in_myst(kitchen):
    pytest.importorskip("myst_parser")
    project = kitchen
    project.conf(
        extensions=["sphinx.ext.autosummary", "myst_parser", "sphinx_amts"],
        autosummary_generate=False,
    )
    project.write("index.md", MYST)
    built = project.build()
    assert built.code == 0, built.output
    assert first_cells(project, "index") == ["kitchen.wash(*plates[,hot])"]
    links = re.findall(r"<code[^>]*>(.*?)</code>", project.html("index"))
    shown = [re.sub("<[^>]+>", "", link) for link in links]
    assert {"wash", "heat()", "译the oven", "Oven", "HEAT=1"} <= set(shown)
    titles = re.findall(r"<h2[^>]*>(.*?)<a", project.html("index"))
    assert titles == ["kitchen.boil_water", "serve", "译Plate"]
    words = {word for text in built.sent for word in re.findall(r"\w+", text)}
    assert not {"boil_water", "HEAT", "hot", "serve"} & words


def test_a_person_may_translate_a_name(kitchen):
    project = kitchen
    project.write("index.rst", "kitchen.fire_place\n==================\n\nText.\n")
    project.human("index", {"kitchen.fire_place": "cocina.chimenea"})
    built = project.build()
    assert title(project, "index") == "cocina.chimenea"
    assert built.totals["messages"]["human"] == 1


def test_a_name_stays_where_the_same_text_is_a_paragraph(kitchen):
    project = kitchen
    project.write(
        "index.rst", "kitchen\n=======\n\n.. py:module:: kitchen\n\nkitchen\n"
    )
    project.build()
    assert title(project, "index") == "kitchen"
    assert "译kitchen" in project.body("index")


@pytest.mark.parametrize(
    "text",
    [
        "shop.open_door",
        "open_door",
        "tea::cup",
        "Shop.Basket()",
        "open()",
        "f()",
        "~shop.x",
    ],
)
def test_names(text):
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    ["Basket", "U.S.A", "open door", "e.g", "Stop.", "and/or", "1.2", "café.bar", ""],
)
def test_words(text):
    assert not is_name(text)


TYPES = '''
"""Scales."""

def weigh(bag):
    """Weigh a bag.

    :return: int
    """

def sort(bag):
    """Sort a bag.

    :var count: :obj:`int` | None
    :return: *never* | nothing
    """

def pour(bag):
    """Pour a bag.

    Returns:
        **size** (*dict[str, float]*)

    Yields:
        tuple[str, int]: the pairs
    """

def lift(bag):
    """Lift a bag.

    Returns
    -------
    np.ndarray
    """
'''


def test_types_alone_in_fields_of_docstrings_are_names(empty_project):
    book = empty_project
    book.write("scales.py", TYPES)
    book.conf(extensions=["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_amts"])
    book.edit(
        "conf.py",
        "project =",
        "import sys; sys.path.insert(0, __file__[:-8])\nproject =",
    )
    book.write("index.rst", "Scales\n======\n\n.. automodule:: scales\n   :members:\n")
    book.engine()
    built = book.build("-W")
    assert built.code == 0, built.output
    (document,) = built.report["documents"]
    texts = {message["text"] for message in document["states"]}
    assert texts == {
        *("Scales", "Scales.", "Weigh a bag.", "Sort a bag.", "Pour a bag."),
        *("Lift a bag.", "*never* | nothing", "*tuple[str, int]* -- the pairs"),
    }
    body = book.body("index")
    assert "np.ndarray" in body
    assert "size (dict[str, float])" in body
