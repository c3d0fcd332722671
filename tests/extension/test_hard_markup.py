"""Markup that tools of translation are known to break, on pages in both dialects.

Numbered titles, markup beside Chinese, definitions elsewhere on the page, links without
text, markup of other dialects, roles of one page, references that change places.
"""

from __future__ import annotations

import re

import pytest

pytest.importorskip("myst_parser")

HARD_RST = """
.. _start:

1. Setting up
=============

Use ``code``, **bold words**, *words*, :ref:`start`, :math:`x^2` and :guilabel:`OK` now.

See `the site <https://site.example>`_ and |sub| here.

Again see `the site`_ from here.

The first\\ [#one]_ and the second\\ [#]_ and the third\\ [#]_ note, a citation [C1]_.

Reverse: the `first <https://first.example>`__ then `second <https://second.example>`__.

Reverse: an anonymous link__ then another link__ here.

__ https://anonymous-one.example
__ https://anonymous-two.example

Reverse: the note [#three]_ then the note [#four]_ here.

Reverse: the unnamed note [#]_ then ``code`` here.

A *default role*: `x + y` in the text.

.. default-role:: math

In it `a^2` is a formula.

.. default-role::

.. role:: snippet(code)
   :language: python

Of a local role :snippet:`print(1)` shows code.

.. |sub| replace:: substituted text

.. |img| image:: sub-image.png

An image |img| in the text.

.. image:: pixel.png

.. only:: html

   Only on pages.

.. only:: latex

   Only on paper.

.. [#one] Note one.
.. [#] Note two.
.. [#] Note three.
.. [#three] Note four.
.. [#four] Note five.
.. [#] Note six.
.. [C1] The citation.

.. toctree::

   flat
   module
   book
"""

HARD_MYST = """
# 1. Flat page

Use `code`, **bold (words)**, *words*, {ref}`start`, $x^2$ and {guilabel}`OK` now.

See [](#a-part), [](flat.md#a-part), [](project:#a-part) and [own text](#a-part) there.

A [reference][s], a [collapsed][], a note[^n] and {{ sub }}.

Reverse: the [first](https://first.example) then [second](https://second.example).

Reverse: the note[^n] then the note[^m].

[s]: https://s.example
[collapsed]: https://collapsed.example
[^n]: Note en.
[^m]: Note em.

## A part

Text.

```{eval-rst}
Plain text in a block of reStructuredText.

Markup ``in a block`` of :ref:`start`.
```
"""

MODULE = '''
"""Module that is documented."""


def plain():
    """Return nothing at all."""


def marked():
    """Return ``None`` and call :func:`plain`."""
'''

BOOK = """
(log)=
# Logbook

A cell with **bold** text, `code` and {ref}`log`.

```{code-cell}
print("never executed")
```
"""


@pytest.fixture(scope="module")
def book(new_project, tmp_path_factory):
    """Pages in the source language, and translated in two processes."""
    pytest.importorskip("myst_nb")
    project = new_project(tmp_path_factory.mktemp("hard"))
    project.jobs = "2"
    project.conf(
        extensions=["myst_nb", "sphinx.ext.autodoc", "sphinx_amts"],
        nb_execution_mode="off",
        suppress_warnings=["myst-nb.lexer"],
        myst_heading_anchors=3,
        myst_enable_extensions=["dollarmath", "substitution"],
        myst_substitutions={"sub": "substituted"},
        gettext_additional_targets=["image"],
        html_permalinks=False,
    )
    project.engine(script="hostile_engine.py")
    conf = (project.src / "conf.py").read_text()
    project.write(
        "conf.py", f"import sys\nsys.path.insert(0, {str(project.src)!r})\n" + conf
    )
    project.write("documented_module.py", MODULE)
    project.write("index.rst", HARD_RST)
    project.write("flat.md", HARD_MYST)
    project.write(
        "module.md",
        "# Module\n\n```{eval-rst}\n.. automodule:: documented_module\n"
        "   :members:\n```\n",
    )
    front = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"
    project.write("book.md", front + BOOK)
    for name in ("sub-image.png", "pixel.png"):
        (project.src / name).write_bytes(b"\x89PNG")
    language = project.options.pop("language")
    plain = project.build("-W", "-n")
    assert plain.code == 0, plain.output
    project.english = {
        name: project.html(name) for name in ("index", "flat", "module", "book")
    }
    project.options["language"] = language
    project.built = project.build("-W", "-n")
    assert project.built.code == 0, project.built.output
    return project


PAGES = ("index", "flat", "module", "book")


def body(html):
    return html.partition('role="main"')[2].partition('<div class="clearer">')[0]


def paragraph(project, page, start):
    """Return the HTML of the translated paragraph that starts with *start*."""
    found = re.search(
        rf'<p class="machine-translated">(译{start}.*?)</p>', project.html(page)
    )
    assert found, start
    return found[1]


@pytest.mark.parametrize("page", PAGES)
def test_ids_and_urls_stay_in_the_source_language(book, page):
    for pattern in (r'\bid="([^"]*)"', r'\b(?:href|src)="([^"]*)"'):
        found = [
            sorted(re.findall(pattern, body(html)))
            for html in (book.english[page], book.html(page))
        ]
        assert found[0] == found[1]
    assert "<section" in body(book.html(page))


def test_numbered_titles_are_translated(book):
    for page, title in (("index", "1. Setting up"), ("flat", "1. Flat page")):
        assert f'<h1 class="machine-translated">译{title}<' in book.html(page)


@pytest.mark.parametrize(("page", "bold"), [("index", "words"), ("flat", "(words)")])
def test_markup_next_to_chinese_without_blanks(book, page, bold):
    text = paragraph(book, page, "Use")
    for part in (
        r'译Use<code [^>]*><span class="pre">code</span></code>译,',
        rf"译,<strong>译bold {re.escape(bold)}</strong>译,",
        r"译,<em>译words</em>译,",
        r'译,<a [^>]*href="[^"]*#start"><span [^>]*>译1. Setting up</span></a>译,',
        r"译,<span [^>]*>\\\(x\^2\\\)</span>译and",
        r'译and<span class="guilabel">OK</span>译now',
    ):
        assert re.search(part, text), (part, text)


def test_definitions_elsewhere_on_the_page(book):
    text = paragraph(book, "flat", "A<")
    for url, shown in (("s", "reference"), ("collapsed", "collapsed")):
        assert f'href="https://{url}.example">译{shown}</a>' in text
    assert 'href="#n"' in text
    assert "substituted" in text
    assert "[" not in re.sub(r'<span class="fn-bracket">.</span>', "", text)


def test_links_without_text_show_the_translated_title(book):
    text = paragraph(book, "flat", "See")
    assert re.findall(r'href="#a-part">(?:<span [^>]*>)?([^<]*)<', text) == [
        "译A part",
        "译A part",
        "译A part",
        "译own text",
    ]


def test_text_notebooks_are_parsed_by_their_own_parser(book):
    text = paragraph(book, "book", "A cell")
    assert "<strong>译bold</strong>" in text
    assert '<span class="pre">code</span>' in text
    assert 'print("never executed")' in re.sub(r"<[^>]+>", "", book.html("book"))


def test_substitutions_images_and_only(book):
    assert not [
        text
        for text in book.built.sent
        if ".png" in text or text in {"substituted text", "img"} or "image::" in text
    ]
    text = paragraph(book, "index", "An image")
    assert re.search(r'译An image<img alt="img" src="[^"]*sub-image.png" />译in', text)
    assert "substituted text" in paragraph(book, "index", "See")
    assert paragraph(book, "index", "Only on pages") == "译Only on pages."
    assert "Only on paper" not in book.html("index")


@pytest.mark.parametrize("page", ["index", "flat"])
def test_links_in_another_order(book, page):
    found = re.findall(
        r'href="https://(\w+)\.example">译(\w+)<',
        paragraph(book, page, "Reverse: the<"),
    )
    assert found == [("second", "second"), ("first", "first")]


def test_footnotes_in_another_order(book):
    rst = paragraph(book, "index", "Reverse: the note<")
    assert re.findall(r'href="#(\w+)"', rst) == ["four", "three"]
    unnamed = paragraph(book, "index", "Reverse: the unnamed note<")
    assert re.search(r"<code .*<a ", unnamed)
    # each note still leads back to its place
    for ident, target in re.findall(r'href="#(\w+)" id="(\w+)"', rst + unnamed):
        note = book.html("index").partition(
            f'<aside class="footnote brackets" id="{ident}"'
        )
        assert (
            f'<a role="doc-backlink" href="#{target}">'
            in note[2].partition("</aside>")[0]
        )
    myst = paragraph(book, "flat", "Reverse: the note<")
    assert re.findall(r'href="#(\w+)"', myst) == ["m", "n"]


def test_anonymous_links_keep_their_targets(book):
    """They are matched by their order, so a new order is refused or mended."""
    found = re.findall(
        r'href="https://anonymous-(\w+)\.example">译?link<', book.html("index")
    )
    assert found == ["one", "two"]


def test_a_link_that_another_paragraph_uses_by_name(book):
    for start in ("See", "Again see"):
        text = paragraph(book, "index", start)
        assert 'href="https://site.example">译the site</a>' in text


def test_roles_of_one_page(book):
    text = paragraph(book, "index", "Of a local role")
    assert re.search(r"译Of a local role<code [^>]*python[^>]*>.*</code>译shows", text)
    assert "<cite>译x + y</cite>" in paragraph(book, "index", "A<em>")
    state, reason = book.built.findings["In it `a^2` is a formula."]
    assert state == "unsupported"
    assert "lost math 'a^2'" in reason
    assert "In it `a^2` is a formula." not in book.built.sent


@pytest.mark.parametrize(
    ("page", "plain", "marked"),
    [
        (
            "flat",
            "Plain text in a block of reStructuredText.",
            "Markup ``in a block`` of :ref:`start`.",
        ),
        ("module", "Return nothing at all.", "Return ``None`` and call :func:`plain`."),
    ],
)
def test_rst_inside_myst(book, page, plain, marked):
    """It is translated in the dialect of the page, whose parser reads translations."""
    html = book.html(page)
    assert f'<p class="machine-translated">译{plain}</p>' in html
    assert marked not in book.built.findings
    first, last = marked.split()[0], {"flat": "start", "module": "plain"}[page]
    shown = re.search(rf'<p class="machine-translated">译{first}.*?</p>', html)
    assert shown is not None
    assert re.search(r"<code [^>]*><span class=.pre.>(in|None)<", shown[0])
    assert re.search(rf'<a [^>]*href="[^"]*{last}"', shown[0])
    assert ":func:" not in shown[0]
    assert "`" not in shown[0]
