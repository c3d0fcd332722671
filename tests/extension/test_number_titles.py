"""Titles of references that Sphinx puts a number into: `:numref:` with a title.

A title that cannot be filled ends the build of Sphinx with a traceback.
"""

from __future__ import annotations

import json
import re

import pytest

from sphinx_amts.markup import placeholders
from sphinx_amts.markup.model import Placeable, Text

BLOCK = {
    "rst": """
Tea
===

.. code-block:: none
   :caption: Steps
   :name: steps

   boil

""",
    "md": """# Tea

```{code-block} none
:caption: Steps
:name: steps

boil
```

""",
}


def referring(dialect, *titles):
    """Return a page with a paragraph for each title."""
    role = {"rst": ":numref:`{} <steps>`", "md": "{{numref}}`{} <steps>`"}[dialect]
    paragraphs = [f"First {role.format(title)} here." for title in titles]
    return BLOCK[dialect] + "\n\n".join(paragraphs) + "\n"


def links(project):
    return [
        re.sub("<[^>]+>", "", found)
        for found in re.findall(
            r'<a [^>]*href="#steps">(.*?)</a>', project.html("index")
        )
    ]


def prepared(project, dialect, *titles):
    if dialect == "md":
        pytest.importorskip("myst_parser")
        project.conf(extensions=["myst_parser", "sphinx_amts"])
    project.conf(numfig=True)
    project.write(f"index.{dialect}", referring(dialect, *titles))
    return project


@pytest.mark.parametrize("dialect", ["rst", "md"])
def test_placeholders_are_filled_and_never_sent_as_words(empty_project, dialect):
    titles = ["Step %s now", "Step {number} named {name}", "{name} is 50 % of {number}"]
    titles += ["half, 50%% of %s"]
    project = prepared(empty_project, dialect, *titles)
    project.engine()
    built = project.build("-W")
    assert built.code == 0, built.output
    first, second, third, fourth = links(project)
    assert re.fullmatch("译Step ?1 ?译now", first)
    assert re.fullmatch("译Step ?1 ?译named ?译?Steps", second), second
    for shown in ("Steps", "1", "50 %"):
        assert shown in third
    assert re.fullmatch("译half, 50 ?% ?译of ?1", fourth)
    project.options["amts_engine"] = "pseudo"
    assert project.build("-W").code == 0
    assert all("1" in link for link in links(project))
    assert not re.search("[{}]|%s", "".join(links(project)))


@pytest.mark.parametrize("dialect", ["rst", "md"])
@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("Step %s half", " half</", " al 50 %</"),
        ("Step %s half", " half</", " al 50 % de</"),
        ("Step %s half", "Step ", "number "),
        ("Step {number} half", " half</", " {}</"),
        ("Step {number} half", " half</", " {x</"),
        ("Step {number} half", " half</", " {0:9999999999}</"),
        ("{name} half", " half</", " {number}</"),
    ],
)
def test_what_an_engine_adds_does_not_break_the_filling(
    empty_project, dialect, source, old, new
):
    project = prepared(empty_project, dialect, source)
    project.engine(json.dumps({old: new}), script="word_engine.py")
    built = project.build("-W")
    assert built.code == 0, built.output
    own = source.replace("%s", "1").replace("{number}", "1").replace("{name}", "Steps")
    assert links(project) == [own]
    ((state, reason),) = [
        found for text, found in built.findings.items() if "numref" in text
    ]
    assert state == "rejected"
    assert reason


@pytest.mark.parametrize(
    "msgstr",
    [
        "Primero :numref:`el paso <steps>` aquí.",
        "Primero :numref:`el paso %s al 50 % <steps>` aquí.",
        "Primero :numref:`el paso {number} <steps>` aquí.",
        "Primero :numref:`el paso {number:>99999999999} <steps>` aquí.",
        "Primero :numref:`el paso %999999999999s <steps>` aquí.",
    ],
)
def test_a_machine_catalog_with_another_placeholder_is_not_shown(empty_project, msgstr):
    project = prepared(empty_project, "rst", "step %s")
    project.committed("index", {"First :numref:`step %s <steps>` here.": msgstr})
    built = project.build("-W")
    assert built.code == 0, built.output
    assert links(project) == ["step 1"]


def test_a_machine_catalog_that_keeps_the_placeholder_is_shown(empty_project):
    project = prepared(empty_project, "rst", "5%% %s")
    project.committed(
        "index",
        {"First :numref:`5%% %s <steps>` here.": "Ya :numref:`a 5%% de %s <steps>`."},
    )
    assert project.build("-W").code == 0
    assert links(project) == ["a 5% de 1"]


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Fig. %s", ["Fig. ", ("%s",)]),
        ("{number}: {name}", [("{number}",), ": ", ("{name}",)]),
        ("50 % of {number}", ["50 % of ", ("{number}",)]),
        ("{number:>3} {{x}}", [("{number:>3}",), " ", ("{{",), "x", ("}}",)]),
        ("{x} %s", ["{x} ", ("%s",)]),
        ("words alone", ["words alone"]),
    ],
)
def test_the_parts_of_a_title(title, parts):
    found = [
        part.text if isinstance(part, Text) else (part.source,)
        for part in placeholders.fields(title)
        if isinstance(part, Text | Placeable)
    ]
    assert found == parts
