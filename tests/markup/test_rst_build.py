"""Pages with translations that move and rename references, really built."""

from __future__ import annotations

import contextlib
import io
import random
import re
from collections import Counter
from dataclasses import replace

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.nodes import extract_messages

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.model import Span, Text
from sphinx_amts.markup.rst import RstCodec

BOOK = """
Title with *more* and ``code``
==============================

See `Python home`_, then sphinx_, the `docs <https://docs.python.org>`_ and [#a]_.

First [#a]_, second [#b]_, third [1]_, fourth [CIT2002]_, `the other <sphinx_>`_.

A :term:`word` and ``code``, :ref:`here <label>`, :ref:`label`, :abbr:`LIFO (last in)`.

Go `one`__ or `two`__, or see |name| and https://example.org/a_b.

.. _label:

Part
----

As *Part* says, 1. is no list.

.. glossary::

   word
      Its *meaning*.

.. [#a] Note one.
.. [#b] Note two.
.. [1] Note three.
.. [CIT2002] A book.
.. _Python home: https://www.python.org
.. _sphinx: https://www.sphinx-doc.org
.. |name| replace:: value
__ https://example.org/one
__ https://example.org/two
"""


def build(folder, language, catalog):
    """Build the book; return what it holds and how Sphinx took it."""
    folder.joinpath("conf.py").write_text("html_theme = 'basic'\n", "utf-8")
    folder.joinpath("index.rst").write_text(BOOK, "utf-8")
    messages = Catalog(locale=language)
    for message, translation in catalog.items():
        messages.add(message, translation)
    path = folder / "locales" / language / "LC_MESSAGES" / "index.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, messages)
    warnings = io.StringIO()
    out = folder / "_build"
    messages = {}
    codecs = []

    def collect(_, tree):
        codecs.append(RstCodec(tree.settings))
        for _, message in extract_messages(tree):
            messages[message] = codecs[0].encode(message)

    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            folder,
            folder,
            out,
            out / "doctrees",
            "html",
            confoverrides={"language": language, "gettext_auto_build": False},
            status=None,
            warning=warnings,
            freshenv=True,
        )
        app.connect("doctree-read", collect)
        app.build()
    html = (out / "index.html").read_text("utf-8")
    body = html[html.index('<div class="body"') : html.index('<div class="clearer"')]
    return {
        "codec": codecs[0],
        "messages": messages,
        "warnings": warnings.getvalue(),
        "links": Counter(re.findall(r'href="([^"]*)"', body)),
        "text": re.sub("<[^>]*>", "", body),
    }


def chinese(inlines):
    return [
        Text("译文" if any(c.isalpha() for c in inline.text) else inline.text)
        if isinstance(inline, Text)
        else replace(inline, children=tuple(chinese(inline.children)))
        if isinstance(inline, Span)
        else inline
        for inline in inlines
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_page_in_another_order_has_the_same_links_and_no_warning(tmp_path, seed):
    rng = random.Random(seed)
    english = build(tmp_path, "en", {})
    assert english["warnings"] == ""
    assert len(english["messages"]) > 10
    catalog = {}
    for message, source in english["messages"].items():
        while message not in catalog:
            inlines = chinese(source)
            rng.shuffle(inlines)
            # links that must keep their order: try another one
            with contextlib.suppress(PlaceableError):
                catalog[message] = english["codec"].decode(inlines)
    page = build(tmp_path, "es", catalog)
    assert page["warnings"] == ""
    assert page["links"] == english["links"]
    for word in ("Python home", "See", "second", "anonymous", "meaning", "noqa"):
        assert word not in page["text"]
