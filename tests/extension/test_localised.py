"""Words that are in the reader's language already are neither sent nor counted."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from sphinx_amts.extension.messages.localised import LocalisedTexts

GARDEN = '''
"""A garden.

Note
----
Water it.
"""

class Base:
    """A base."""

class Bed(Base):
    """A bed.

    Notes
    -----
    Keep it wet.

    Examples
    --------
    Dig in spring.
    """

Plot = Bed
'''

EXTENSION = """
from docutils import nodes
from pathlib import Path
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

_ = get_translation("garden_words")

class Season(SphinxDirective):
    required_arguments = 1

    def run(self):
        rubric = nodes.rubric("", _("Best season"))
        line = _("Best sown in %s") % self.arguments[0]
        paragraph = nodes.paragraph(line, line)
        for node in (rubric, paragraph):
            self.set_source_info(node)
        return [rubric, paragraph]

def setup(app):
    app.add_message_catalog("garden_words", str(Path(__file__).parent / "words"))
    app.add_directive("season", Season)
"""

INDEX = """
Garden
======

.. contents::

.. automodule:: garden
   :members:
   :show-inheritance:

.. todo:: Dig more.

.. season:: May

.. admonition:: Best month

   It is June.

Best season
-----------

Bases: those of the walls.
"""

WORDS = {
    "es": {"Best season": "Mejor estación", "Best sown in %s": "Se siembra en %s"},
    "fr": {"Best season": "Meilleure saison", "Best sown in %s": "Se sème en %s"},
}


PLAIN = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.todo", "seasons"]


@pytest.fixture
def garden(empty_project):
    project = empty_project
    project.conf(
        extensions=[*PLAIN, "sphinx_amts"],
        todo_include_todos=True,
    )
    source = (project.src / "conf.py").read_text("utf-8")
    here = f"import sys\nsys.path.insert(0, {str(project.src)!r})\n"
    project.write("conf.py", here + source)
    project.write("garden.py", GARDEN)
    project.write("seasons.py", EXTENSION)
    for language, words in WORDS.items():
        catalog = Catalog(locale=language)
        for text, translation in words.items():
            catalog.add(text, translation)
        stream = io.BytesIO()
        write_mo(stream, catalog)
        path = project.src / "words" / language / "LC_MESSAGES" / "garden_words.mo"
        path.parent.mkdir(parents=True)
        path.write_bytes(stream.getvalue())
    project.write("index.rst", INDEX)
    project.engine()
    return project


def blocks(project):
    html = project.html("index").partition('role="main"')[2]
    kinds = "rubric|admonition-title|topic-title"
    found = re.findall(rf'<p class="(?:[^"]* )?(?:{kinds})">(.*?)</p>', html)
    return [re.sub("<[^>]+>", "", text) for text in found]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "fr", "zh_CN"])
def test_words_of_extensions_stay(garden, language):
    project = garden
    project.options["language"] = language
    project.conf(extensions=PLAIN)
    plain = project.build()
    assert plain.code == 0, plain.output
    own = blocks(project)
    bases = re.findall(
        r"<p>[^<]*<a[^>]*><code[^>]*>.*?</code></a></p>", project.html("index")
    )
    project.conf(extensions=[*PLAIN, "sphinx_amts"])
    built = project.build("-E")
    assert built.code == 0, built.output
    shown = blocks(project)
    mine = {"Best month", "Best season"}
    expected = ["译" + text if text in mine else text for text in own]
    assert shown == expected
    assert bases
    for text in bases:
        assert text in project.html("index")
    texts = [state["text"] for d in built.report["documents"] for state in d["states"]]
    for text in {*own} - mine:
        assert text not in built.sent
        assert text not in texts
    assert "Best season" in built.sent  # the title of a chapter
    assert "Bases: those of the walls." in built.sent
    assert not [text for text in built.sent if "Se s" in text]


def test_translate_does_not_pay_for_them_in_advance(garden, amts):
    project = garden
    done = amts(project, "translate", project.src, "-l", "es", "-l", "fr")
    assert done.code == 0, done.err
    sent = set(done.sent)
    assert "Keep it wet." in sent
    assert (
        not {"Notes", "Examples", "Todo", "Contents", "Notas", "Best sown in May"}
        & sent
    )


PAIRS = [
    ("Notes", "Note"),
    ("Note", "Nota"),
    ("Danger", "Danger"),
    ("Season", "Stagione"),
    ("Sown in %s", "Seminato in %s"),
    ("Bases: %s", "Basi: %s"),
    ("%s", "%s"),
]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Stagione", True),
        ("Season", False),
        ("Note", False),  # of the source language it may be as well
        ("Danger", False),
        ("Seminato in maggio", True),
        ("Sown in May", False),
        ("Basi: tre", False),
        ("Anything", False),
    ],
)
def test_what_can_be_no_text_of_the_source(text, sure):
    from docutils import nodes

    assert (
        LocalisedTexts.of(PAIRS).is_localised(nodes.paragraph(text, text), text) is sure
    )


@pytest.mark.parametrize(
    ("text", "generated"),
    [
        ("Note", True),
        ("Danger", True),
        ("Basi: :py:class:`object`, :py:class:`list`", True),
        ("Basi: tre", False),
        ("Anything", False),
    ],
)
def test_what_is_told_by_its_place(text, generated):
    from docutils import nodes

    node = nodes.paragraph(text, text)
    node.source = "/src/garden.py:docstring of garden"
    assert LocalisedTexts.of(PAIRS).is_localised(node, text) is generated


def test_they_are_not_said_to_be_in_the_language_of_the_source(garden):
    project = garden
    project.conf(amts_engine="memory")
    assert project.build().code == 0
    html = project.html("index")
    for text in ("Contenido", "Notas", "Por hacer", "Mejor estación"):
        (tag,) = re.findall(rf"<p [^>]*>{text}</p>", html)
        assert "lang" not in tag
    assert re.search(r'<p[^>]* lang="en">It is June\.</p>', html) or re.search(
        r'<div [^>]*lang="en">\s*<p[^>]*>Best month', html
    )
