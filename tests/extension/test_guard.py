"""Nothing broken is ever shown, whatever catalogs and engines say."""

from __future__ import annotations

import re
from html import escape

import pytest

pytest.importorskip("myst_parser")

# source text, hostile translation, what the reason has to name
RST_CASES = {
    "target": ("Plain six.", ".. _llano: https://evil.example", "evil.example"),
    "heading": ("Plain twelve.", "Llano\n=====", "control character"),
    "two-blocks": ("Plain thirteen.", "Llano.\n\nLlano.", "control character"),
    "blank": ("Plain fourteen.", " ", "empty"),
    "literal-gained": ("Plain fifteen.", "Llano ``x``.", "gained literal 'x'"),
    "title-gained": ("Plain sixteen.", "Llano `x`.", "gained title_reference"),
    "bold-gained": ("Plain seventeen.", "**Llano**.", "gained strong"),
    "url-gained": ("Plain eighteen.", "Llano https://evil.example .", "evil.example"),
    "link-gained": ("Plain nineteen.", "`L <https://evil.example>`__.", "gained ref"),
    "half": ("Plain twenty.", "Llano ``x.", "gained problematic"),
    "unknown-role": ("Plain thirty.", "Llano :nada:`x`.", "gained role ':nada:`x`'"),
    "raw-gained": ("Plain forty.", "Llano |today|.", "gained substitution"),
    "literal-lost": ("Keep ``a`` here.", "Guarda aquí.", "lost literal 'a'"),
    "literal-changed": ("Keep ``b`` here.", "Guarda ``c`` aquí.", "lost literal 'b'"),
    "literal-glued": ("Keep ``d`` here.", "留``d``在。", "lost literal 'd'"),
    "bold-glued": ("Keep **bold one** here.", "留**粗**在。", "lost strong"),
    "link-changed": (
        "Keep `one <https://a.example>`__ here.",
        "Guarda `uno <https://b.example>`__ aquí.",
        "lost reference 'https://a.example'",
    ),
    "links-swapped": (
        "See `Alpha <https://a.example>`__ or `Beta <https://b.example>`__.",
        "Vea `Beta <https://a.example>`__ o `Alpha <https://b.example>`__.",
        "text of another",
    ),
    "role-lost": ("Keep :ref:`here` now.", "Guarda aquí ahora.", "lost pending_xref"),
    "role-changed": (
        "Keep :ref:`here` too.",
        "Guarda :ref:`otro`.",
        "lost pending_xref .*here",
    ),
    "role-of-another-kind": (
        "Keep :doc:`myst` too.",
        "Es :ref:`myst`.",
        "lost pending_xref .*myst",
    ),
    "role-translated": (
        "Run :command:`ls` now.",
        "Usa :comando:`ls`.",
        "gained role ':comando:",
    ),
    "term-changed": ("A :term:`crumb` now.", "Una :term:`miga`.", "'crumb'"),
    "footnote-lost": ("Noted [#n]_ here.", "Anotado aquí.", "lost footnote_ref"),
    "footnote-changed": ("Noted [#n]_ now.", "Anotado [#m]_.", "lost footnote_ref"),
    "footnote-doubled": ("Noted [#n]_ too.", "A [#n]_ [#n]_.", "gained footnote_ref"),
    "math-changed": ("Sum :math:`a+b` now.", "Suma :math:`a-b`.", r"lost math 'a\+b'"),
    "nesting": ("A *b* :sub:`c` now.", "Una *b* c.", "lost subscript"),
    "substitution": ("Has |sub| now.", "Tiene |sus| ahora.", "lost substitution"),
    "named-changed": ("See named_ now.", "Vea nombrado_ ahora.", "lost reference"),
}

MYST_CASES = {
    "html": ("Flat eleven.", "<div>Llano</div>", "gained HTML '<div>'"),
    "script": ("Flat twelve.", "Llano <b>x</b>.", "gained HTML '<b>'"),
    "math-block": ("Flat thirteen.", "$$x$$", "gained math"),
    "literal-gained": ("Flat fourteen.", "Llano `x`.", "gained literal 'x'"),
    "bold-gained": ("Flat fifteen.", "Llano **x**.", "gained strong"),
    "link-gained": ("Flat sixteen.", "[L](https://evil.example)", "gained reference"),
    "autolink": ("Flat seventeen.", "L <https://evil.example>", "gained reference"),
    "role-gained": ("Flat eighteen.", "Llano {ref}`use`.", "gained pending_xref"),
    "unknown-role": ("Flat nineteen.", "Llano {nada}`x`.", "gained role '{nada}`x`'"),
    "math-gained": ("Flat twenty.", "Llano $x$.", "gained math 'x'"),
    "footnote-gained": ("Flat thirty.", "Llano [^n].", "gained footnote_reference"),
    "image-gained": ("Flat forty.", "Llano ![x](x.png).", "gained image"),
    "literal-lost": ("Save `a` here.", "Guarda aquí.", "lost literal 'a'"),
    "literal-changed": ("Save `b` here.", "Guarda `c` aquí.", "lost literal 'b'"),
    "bold-glued": ("Save **bold** here.", "留**粗（x）**在。", "lost strong"),
    "link-changed": (
        "Save [one](https://a.example) here.",
        "Guarda [uno](https://b.example) aquí.",
        "lost reference 'https://a.example'",
    ),
    "links-swapped": (
        "See *[Alpha](https://a.example)* or **[Beta](https://b.example)**.",
        "Vea *[Una](https://b.example)* o **[Otra](https://a.example)**.",
        "lost emphasis",
    ),
    "role-changed": (
        "Save {ref}`here` now.",
        "Guarda {ref}`otro`.",
        "lost pending_xref .*here",
    ),
    "role-translated": (
        "Run {command}`ls` now.",
        "Usa {comando}`ls`.",
        "gained role '{comando}",
    ),
    "footnote-changed": ("Noted[^n] here.", "Anotado[^m] aquí.", "lost footnote_ref"),
    "math-changed": ("Sum $a+b$ here.", "Suma $a-b$ aquí.", r"lost math 'a\+b'"),
    "substitution": ("Has {{ sub }} now.", "Tiene {{ sus }}.", ""),
    "emptied": ("A *word* [link](#flat) now.", "Una *palabra* [](#flat).", "lost"),
}

# source text, text that only looks like markup of blocks; it is shown as characters
RST_AS_TEXT = {
    "list": ("Plain one.", "1. Llano."),
    "bullet": ("Plain two.", "- Llano."),
    "star": ("Plain three.", "* Llano."),
    "directive": ("Plain four.", ".. note:: Llano"),
    "comment": ("Plain five.", ".. Llano"),
    "field": ("Plain seven.", ":llano: uno"),
    "line-block": ("Plain eight.", "| Llano"),
    "doctest": ("Plain nine.", ">>> llano"),
    "option": ("Plain ten.", "-l  llano"),
    "literal-block": ("Plain eleven.", "Llano::"),
}

MYST_AS_TEXT = {
    "list": ("Flat one.", "1. Llano."),
    "bullet": ("Flat two.", "- Llano."),
    "heading": ("Flat three.", "# Llano"),
    "quote": ("Flat four.", "> Llano"),
    "rule": ("Flat five.", "----"),
    "fence": ("Flat six.", "```Llano"),
    "directive": ("Flat seven.", ":::{note} Llano"),
    "comment": ("Flat eight.", "% Llano"),
    "target": ("Flat nine.", "(llano)="),
    "definition": ("Flat ten.", "[llano]: https://evil.example"),
    "attributes": ("Flat fifty.", "{#llano}"),
    "definition-elsewhere": ("Save [site][s] now.", "Guarda [sitio][s]."),
}

RST_FRAME = """
.. _here:

Plain
=====

1. Numbered title
-----------------

{paragraphs}

.. |sub| replace:: substituted

.. _named: https://named.example

.. glossary::

   crumb
      What is inside a loaf.

.. [#n] The note.

.. toctree::

   myst
"""

MYST_FRAME = """
# Flat

## 1. Numbered heading

{paragraphs}

[s]: https://s.example

[^n]: The note.
"""


@pytest.fixture(scope="module")
def hostile(new_project, tmp_path_factory):
    """Pages before and after committed catalogs of nothing but hostile text."""
    project = new_project(tmp_path_factory.mktemp("hostile"))
    project.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_heading_anchors=3,
        myst_enable_extensions=[
            "dollarmath", "colon_fence", "attrs_block", "substitution",
        ],
        myst_substitutions={"sub": "substituted"},
        html_copy_source=False,
        smartquotes=False,
        amts_banner="never",
        amts_marks=False,
    )  # fmt: skip
    for name, frame, cases, as_text in (
        ("index.rst", RST_FRAME, RST_CASES, RST_AS_TEXT),
        ("myst.md", MYST_FRAME, MYST_CASES, MYST_AS_TEXT),
    ):
        hostile = {source: text for source, text, _ in cases.values()}
        hostile |= dict(as_text.values())
        paragraphs = "\n\n".join(hostile)
        project.write(name, frame.format(paragraphs=paragraphs))
        project.committed(name.partition(".")[0], hostile)
    catalogs = project.src / "amts"
    catalogs.rename(project.root / "amts")
    assert project.build("-W", "-n").code == 0
    project.before = {name: project.html(name) for name in ("index", "myst")}
    (project.root / "amts").rename(catalogs)
    project.built = project.build("-W", "-n")
    return project


def test_hostile_catalogs_bring_nothing_but_characters(hostile):
    assert hostile.built.code == 0, hostile.built.output
    assert hostile.built.totals["documents_read"] == 2
    for name, as_text in (("index", RST_AS_TEXT), ("myst", MYST_AS_TEXT)):
        expected = _without_languages(hostile.before[name])
        for source, text in as_text.values():
            paragraph = f"<p>{source}</p>"
            if paragraph not in expected:
                continue  # one with a link, see below
            words = escape(text, quote=False).removesuffix(":" * text.endswith("::"))
            shown = f'<p class="machine-translated">{words}</p>'
            expected = expected.replace(paragraph, shown)
        expected = expected.replace(*LINK)
        shown = _without_languages(hostile.html(name))
        assert shown.split("\n") == expected.split("\n")
    addresses = re.findall(r'(?:href|src)="[^"]*', hostile.html("index"))
    addresses += re.findall(r'(?:href|src)="[^"]*', hostile.html("myst"))
    assert not any("evil.example" in address for address in addresses)


def _without_languages(html):
    """Return a page without what says that a part of it stays in English."""
    return html.replace(' lang="en"', "")


# what a definition of the page stands for is a link of the source
LINK = (
    '<p>Save <a class="reference external" href="https://s.example">site</a> now.</p>',
    '<p class="machine-translated">Guarda '
    '<a class="reference external" href="https://s.example">sitio</a>.</p>',
)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(source, reason, id=f"{dialect}-{name}")
        for dialect, cases in (("rst", RST_CASES), ("myst", MYST_CASES))
        for name, (source, _, reason) in cases.items()
    ],
)
def test_hostile_entry_is_reported_with_its_reason(hostile, source, reason):
    state, said = hostile.built.findings[source]
    assert state == "rejected"
    assert re.search(reason, said), said
    assert said.strip()


# what the engine does, text around markup; the answer is rejected
REJECTED = {
    "Empty": "Empty: plain text.",
    "Backticks": "Backticks: plain text.",
    "Literal": "Literal: plain text.",
    "Bold": "Bold: plain text.",
    "Link": "Link: plain text.",
    "Anchor": "Anchor: plain text.",
    "Code": "Code: plain text.",
    "Script": "Script: plain text.",
    "Fence": "Fence: plain text.",
    "Role": "Role: plain text.",
}

# the same; the answer is text, and is shown as nothing but text
SHOWN = {
    "Bell": "译Bell: text.",
    "Url": "译Url: text. https://evil.example",
    "Dollars": "译Dollars: text. $x^2$ y {{ house }}",
    "Footnote": "译Footnote: text. [^1] y [1] y |house|",
    "Tag": "译Tag: text. &lt;b&gt;negrita&lt;/b&gt; &amp;amp; &lt;!-",
    "Literalblock": "译Literalblock: text.::",
    "Number": "1. 译Number: text.",
    "Dash": "- 译Dash: text.",
    "Star": "* 译Star: text.",
    "Hash": "# 译Hash: text.",
    "Pipe": "| 译Pipe: text.",
    "Quote": "&gt; 译Quote: text.",
    "Prompt": "&gt;&gt;&gt; 译Prompt: text.",
    "Option": "-v 译Option: text.",
    "Directive": ".. note:: 译Directive: text.",
    "Colon": ":campo: 译Colon: text.",
}

# what happens to elements is mended by asking again in pieces
MENDED_RST = """
Swap: `Alpha <https://a.example>`__ or `Beta <https://b.example>`__ it is.

Lose: a ``literal`` and a :ref:`link <end>` here.

Double: a ``literal`` and a :ref:`link <end>` here.

Rename: a ``literal`` and :command:`ls` here.
"""

MENDED_MYST = """
Swap: [Alpha](https://a.example) or [Beta](https://b.example) it is.

Lose: a `literal` and a {ref}`link <end>` here.

Double: a `literal` and a {ref}`link <end>` here.

Rename: a `literal` and {command}`ls` here.
"""


@pytest.fixture(scope="module")
def engine(new_project, tmp_path_factory):
    """Pages translated by an engine that does what their paragraphs ask for."""
    project = new_project(tmp_path_factory.mktemp("engine"))
    project.jobs = "2"
    project.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_enable_extensions=["dollarmath", "colon_fence", "substitution"],
        suppress_warnings=["myst.header"],
    )
    project.engine(script="hostile_engine.py")
    plain = [*REJECTED.values(), *(f"{name}: text." for name in SHOWN)]
    body = "\n\n".join(plain)
    project.write(
        "index.rst",
        f"Start\n=====\n\n{body}\n{MENDED_RST}\n.. _end:\n\n"
        "Number: title\n-------------\n\nText.\n\n.. toctree::\n\n   flat\n",
    )
    project.write("flat.md", f"# Flat\n\n{body}\n{MENDED_MYST}\n## Number: title\n")
    project.built = project.build("-W", "-n")
    assert project.built.code == 0, project.built.output
    return project


@pytest.mark.parametrize("name", REJECTED)
def test_what_an_engine_invents_is_not_shown(engine, name):
    source = REJECTED[name]
    state, reason = engine.built.findings[source]
    assert state == "rejected"
    assert reason
    for page in ("index", "flat"):
        assert f'<p lang="en">{source}</p>' in engine.html(page)


@pytest.mark.parametrize("name", SHOWN)
def test_what_only_looks_like_markup_is_shown_as_text(engine, name):
    """Number, dash, star and hash at the start would make a list or a heading."""
    for page in ("index", "flat"):
        pattern = rf'<p class="machine-translated">{re.escape(SHOWN[name])}</p>'
        assert re.search(pattern, engine.html(page)), name


def test_titles_that_look_like_lists_are_shown_as_text(engine):
    for page in ("index", "flat"):
        assert "1. 译Number: title<" in engine.html(page)


def test_no_invented_markup_reaches_a_page(engine):
    for page in ("index", "flat"):
        html = engine.html(page)
        assert 'href="https://evil.example"' not in html
        assert "<script>alert" not in html
        assert "file.py" not in html


def test_elements_that_an_engine_damages_are_mended_or_left(engine):
    for page in ("index", "flat"):
        html = engine.html(page)
        assert re.search(r'href="https://a.example">(译?Alpha)<', html)
        assert re.search(r'href="https://b.example">(译?Beta)<', html)
        assert html.count('<span class="pre">literal</span>') == 3
        assert len(re.findall(r'href="[^"]*#end"><span[^>]*>译link<', html)) == 2


def test_content_of_placeables_is_restored(engine):
    for page in ("index", "flat"):
        assert "comando" not in engine.html(page)
        assert engine.html(page).count('<strong class="command">ls</strong>') == 1
