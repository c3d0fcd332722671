"""What is handed to engines, and what never is."""

from __future__ import annotations

import re

import pytest
from versions import MYST_MAJOR

pytest.importorskip("myst_parser")

RST = """
:author: Sent never one
:field: Sent never two

Sent title
==========

Sent paragraph.

* Sent item.

  * Sent nested item.

#. Sent numbered item.

Sent defined term
   Sent definition.

.. list-table:: Sent table caption
   :header-rows: 1

   * - Sent header cell
     - 42
   * - Sent cell
     - Sent other cell

=============  ===============
Sent column    Sent column two
=============  ===============
Sent grid one  7
=============  ===============

.. figure:: Never.png
   :alt: Sent figure alt
   :name: never-named

   Sent caption.

   Sent legend.

.. image:: Never.png
   :alt: Sent image alt
   :target: https://never.example

.. admonition:: Sent admonition title

   Sent admonition text.

.. note:: Sent note text.

.. glossary::

   Sent glossary term
      Sent glossary text.

A sent footnote [#]_ here.

.. [#] Sent footnote text.

.. epigraph::

   Sent quotation.

   -- Sent attribution

| Sent verse one
| Sent verse two

.. rubric:: Sent rubric

.. topic:: Sent topic title

   Sent topic text.

.. versionadded:: 1.0
   Sent version note.

.. seealso:: Sent see also.

.. code-block:: python
   :caption: Sent code caption

   never = "code"

::

   never literal

.. literalinclude:: never.py

>>> never("doctest")
1

.. parsed-literal::

   never *parsed*

.. math::
   :label: never-label

   never = \\frac{a}{b}

.. productionlist::
   never: "production"

.. py:function:: never_function(never_argument: int)

   Sent description.

   :param never_argument: Sent parameter.
   :returns: Sent return value.

.. |never| replace:: never substituted

.. |never image| image:: Never.png

Sent text with |never| here.

.. raw:: html

   <p>never raw</p>

.. comment that is never sent

.. index:: Sent index entry

.. only:: html

   Sent conditional text.

12345

.. toctree::
   :caption: Sent toctree caption

   Sent toctree title <myst>
   optout
   optout_document
   optout_myst
   optout_front
"""

MYST = """
---
never_key: never value
myst:
  html_meta:
    description: Sent meta description
---

# Sent MyST title

Sent MyST paragraph.

- Sent MyST item

| Sent MyST header | Numbers |
|------------------|---------|
| Sent MyST cell   | 7       |

![Sent MyST alt](Never.png)

:::{note}
Sent MyST note.
:::

:::{admonition} Sent MyST admonition
Sent MyST admonition text.
:::

> Sent MyST quotation.

Sent MyST term
: Sent MyST definition.

A sent MyST footnote[^n].

[^n]: Sent MyST footnote text.

$$
never = dollar
$$

\\begin{equation}
never = amsmath
\\end{equation}

```{math}
never = directive
```

```python
never = "fenced"
```

    never = "indented"

```{code-block} python
:caption: Sent MyST code caption
never = "directive"
```

% never a comment

<div>never html</div>

{{ sub }}

:::{figure} Never.png
:alt: Sent MyST figure alt
Sent MyST caption.
:::
"""

OPT_OUT_RST = """
Sent opt-out title
==================

.. rst-class:: notranslate

Kept paragraph.

Sent paragraph after it.

.. rst-class:: notranslate

- Kept item.

  Kept second paragraph of an item.

Sent paragraph after the list.

.. container:: notranslate

   Kept in a container.

.. note::
   :class: notranslate

   Kept note.

.. figure:: Never.png
   :figclass: notranslate
   :alt: Kept alt

   Kept caption.

.. rst-class:: notranslate

Kept section
------------

Kept text of a section.

Kept subsection
~~~~~~~~~~~~~~~

Kept text of a subsection. Human text follows.

.. index:: Kept index entry

Sent section
------------

Sent text of a section.
"""

OPT_OUT_DOCUMENT = """
:notranslate:

Kept document
=============

Kept text of a document.
"""

OPT_OUT_MYST = """
# Sent MyST opt-out

{.notranslate}
Kept MyST paragraph.

{.notranslate}
- Kept MyST item.

:::{container} notranslate
Kept MyST container.
:::

:::{note}
:class: notranslate
Kept MyST note.
:::

```{rst-class} notranslate
```

Kept after a class directive.

Sent last.
"""

OPT_OUT_FRONT = """---
notranslate: true
---

# Kept MyST document

Kept MyST text.
"""

PAGES = {
    "index.rst": RST,
    "myst.md": MYST.lstrip(),
    "optout.rst": OPT_OUT_RST,
    "optout_document.rst": OPT_OUT_DOCUMENT,
    "optout_myst.md": OPT_OUT_MYST,
    "optout_front.md": OPT_OUT_FRONT,
}


@pytest.fixture(
    scope="module",
    params=[[], ["index", "image", "literal-block", "raw", "doctest-block"]],
    ids=["default", "additional-targets"],
)
def book(request, new_project, tmp_path_factory):
    project = new_project(tmp_path_factory.mktemp("book"))
    project.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_enable_extensions=[
            "amsmath",
            "attrs_block",
            "colon_fence",
            "deflist",
            "dollarmath",
            "html_image",
            "substitution",
        ],
        myst_substitutions={"sub": "Sent block of text from settings."},
        gettext_additional_targets=request.param,
    )
    project.engine()
    for name, text in PAGES.items():
        project.write(name, text)
    project.write("never.py", 'never = "included"\n')
    (project.src / "Never.png").write_bytes(b"\x89PNG")
    project.human("optout", {"Kept paragraph.": "Párrafo humano."})
    project.human("optout_document", {"Kept document": "Documento humano"})
    project.built = project.build("-W")
    assert project.built.code == 0, project.built.output
    project.targets = request.param
    return project


UNKNOWN_TO_MYST = {"Sent meta description"} if 0 < MYST_MAJOR < 4 else set()


def expected(*pages, word="Sent"):
    """Return what the sources mark as to be sent, line by line."""
    return {
        found
        for page in pages
        for found in re.findall(rf"\b{word} [A-Za-z](?:[\w-]| (?! ))*\w", PAGES[page])
        if "never" not in found.lower() and found not in UNKNOWN_TO_MYST
    }


@pytest.mark.parametrize("page", ["index.rst", "myst.md"])
def test_all_text_is_sent(book, page):
    sent = "\n".join(book.built.sent)
    missing = {text for text in expected(page) if text not in sent}
    assert missing == (set() if book.targets or page != "index.rst" else {INDEX_ENTRY})


INDEX_ENTRY = "Sent index entry"


def test_index_entries_are_sent_only_if_the_book_asks_for_it(book):
    asked = "index" in book.targets
    assert (INDEX_ENTRY in book.built.sent) is asked
    assert (f"译{INDEX_ENTRY}" in book.html("genindex")) is asked


def test_code_math_names_and_what_only_looks_like_text_are_never_sent(book):
    assert not [text for text in book.built.sent if "never" in text.lower()]
    assert "Sent text with  here." in book.built.sent
    assert not [text for text in book.built.sent if not re.search("[a-z]", text)]


def test_display_math_is_left_alone(book):
    for page, formulas in (("index", 1), ("myst", 3)):
        html = book.html(page)
        assert len(re.findall(r'<div class="[^"]*\bmath\b', html)) >= formulas
        assert not re.search(r"^\W*::\W*$", re.sub("<[^>]+>", "", html), re.MULTILINE)
    overlays = (book.root / "doctrees").rglob("*.po")
    assert not [path for path in overlays if "never =" in path.read_text("utf-8")]


def test_labels_that_sphinx_has_localised_are_left_alone(book):
    assert not {"Parámetros", "Devuelve", "Nota", "Parameters", "Note"} & set(
        book.built.sent
    )
    html = book.html("index")
    assert "Parámetros" in html
    assert "译Parámetros" not in html


def test_what_is_sent_is_shown(book):
    html = book.html("index") + book.html("myst") + book.html("optout")
    for text in ("Sent figure alt", "Sent image alt", "Sent MyST alt"):
        assert f'alt="译{text}"' in html
    for text in expected("index.rst", "myst.md") - {INDEX_ENTRY}:
        assert f"译{text}" in html, text


def test_opt_outs_keep_text_from_machines(book):
    assert [text for text in book.built.sent if "Kept" in text] == []
    shown = "".join(
        book.html(page)
        for page in ("optout", "optout_document", "optout_myst", "optout_front")
    )
    assert "译Kept" not in shown


def test_what_follows_an_opt_out_is_sent(book):
    sent = "\n".join(book.built.sent)
    missing = {
        text for text in expected("optout.rst", "optout_myst.md") if text not in sent
    }
    assert missing == set()


def test_human_text_shows_inside_opted_out_parts(book):
    assert "Párrafo humano." in book.html("optout")
    assert "<h1>Documento humano<" in book.html("optout_document")


def test_opted_out_text_is_not_counted_as_missing(book):
    counts = {
        document["docname"]: document["messages"]
        for document in book.built.report["documents"]
    }
    assert sum(counts["optout_front"].values()) == 0
    assert counts["optout_document"]["human"] == 1
    assert counts["optout_document"]["untranslated"] == 0
