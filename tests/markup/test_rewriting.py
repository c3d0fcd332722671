"""Translations from outside get the elements of their source, and no others."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("myst_parser")

from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from myst_parser.config.main import MdParserConfig

from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.markup.myst import MystCodec
from sphinx_amts.markup.rewriting import ForeignMarkup, Rewriter
from sphinx_amts.markup.rst import RstCodec

ALL = {"attrs_inline", "dollarmath", "linkify", "strikethrough", "substitution"}


@pytest.fixture(scope="module")
def codecs():
    return {
        "rst": RstCodec(get_default_settings(Parser)),
        "myst": MystCodec(MdParserConfig(enable_extensions=ALL)),
    }


def rewrite(codec, text, message, *, partial=False):
    source = codec.encode(message)
    rewriter = Rewriter(source, lambda: codec.encode(codec.decode(source)))
    return codec.decode(rewriter.rewritten(codec.encode(text), partial=partial))


# dialect, source message, translation, the same as written anew
KEPT = [
    ("rst", "A ``b`` c.", "Una ``b`` c.", "Una ``b`` c."),
    ("rst", "A *b* **c**.", "**C** y *b*.", "**C** y *b*."),
    ("rst", "See `a <b>`__.", "Vea `x <b>`__.", "Vea `x <b>`__."),
    ("rst", "See name_ here.", "Vea `x <name_>`__.", "Vea `x <name_>`__. # noqa"),
    ("rst", "A note [#n]_ here.", "Una nota [#n]_.", "Una nota [#n]_."),
    ("rst", "Plain.", ".. include:: /x", "\\.. include:: /x"),
    ("rst", "Plain.", ".. _x: y", "\\.. _x: y"),
    ("rst", "Plain.", "1. uno", "\\1. uno"),
    ("rst", "Plain.", "Uno::", "Uno:"),
    ("myst", "A `b` c.", "Una `b` c.", "Una `b` c."),
    ("myst", "A *b* and __c__.", "_B_ y **c**.", "*B* y __c__."),
    ("myst", "A {strong}`b` c.", "Una **b** c.", "Una {strong}`b` c."),
    ("myst", "A [b](c) d.", "Una [x](c) d.", "Una [x](c) d."),
    ("myst", "At example.com now.", "En [example\\.com](http://example.com).",
     "En [example\\.com](http://example.com)."),
    ("myst", "A $b$ c.", "Una $b$ c.", "Una $b$ c."),
    ("myst", "The {index}`water` is warm.", "El {index}`agua` templada.",
     "El {index}`agua <single: water>` templada."),
    ("myst", "Plain.", "# uno", "\\# uno"),
    ("myst", "Plain.", "```{x} y", "\\`\\`\\`{x} y"),
]  # fmt: skip

# dialect, source message, translation, what its refusal names
REFUSED = [
    ("rst", "Plain.", "Uno :raw:`x`.", "gained raw ':raw:`x`'"),
    ("rst", "Plain.", "Uno |today|.", "gained substitution_reference"),
    ("rst", "Plain.", "Uno _`x`.", "gained target"),
    ("rst", "Plain.", "Uno [#]_ [x]_.", "gained footnote_reference"),
    ("rst", "A ``b`` c.", "``b`` ``b``", "gained literal 'b'"),
    ("rst", "A ``b`` c.", "Una ``x`` c.", "lost literal 'b', gained literal 'x'"),
    ("rst", "See `a <b>`__.", "Vea `a <javascript:b>`__.", "javascript:b"),
    ("rst", "See `a <b>`__.", "Vea `a <b>`__ `a <b>`__.", "gained reference 'b'"),
    ("myst", "Plain.", "Uno {raw}`x`.", "gained role '{raw}`x`'"),
    ("myst", "Plain.", "Uno {{ x }}.", "gained substitution_reference"),
    ("myst", "Plain.", "Uno <b onclick=x>.", "gained raw"),
    ("myst", "Plain.", "Uno ![x](y).", "gained image"),
    ("myst", "Plain.", "Uno [x]{.y onclick=z}.", "gained role"),
    ("myst", "Plain.", "Uno example.com.", "gained reference"),
    ("myst", "Plain.", "Uno [^1].", "gained footnote_reference"),
    (
        "myst",
        "A [b](c) d.",
        "Una [x](d) d.",
        "lost pending_xref 'c', gained pending_xref 'd'",
    ),
    ("myst", "At example.com now.", "En [aquí](http://example.com).", "gained"),
]


@pytest.mark.parametrize(("dialect", "message", "text", "expected"), KEPT)
def test_elements_of_the_source_are_kept(codecs, dialect, message, text, expected):
    written = rewrite(codecs[dialect], text, message)
    assert written == expected
    again = rewrite(codecs[dialect], written.removesuffix(" # noqa"), message)
    assert again == written


@pytest.mark.parametrize(("dialect", "message", "text", "reason"), REFUSED)
def test_other_elements_are_refused(codecs, dialect, message, text, reason):
    with pytest.raises(ForeignMarkup, match=r"\A.*") as caught:
        rewrite(codecs[dialect], text, message)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("rst", "Pon ``x`` *muy* **alto**.", "Pon x muy alto."),
        ("myst", "Pon `x` *muy **más*** alto.", "Pon x muy más alto."),
    ],
)
def test_what_is_only_the_form_of_a_text_may_be_left_out(
    codecs, dialect, text, expected
):
    """Of what a person wrote for an earlier wording."""
    assert rewrite(codecs[dialect], text, "Set it high.", partial=True) == expected


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("rst", "Pon :ref:`x <y>`."),
        ("rst", "Pon `x <https://y.example>`__."),
        ("rst", "Pon :math:`x`."),
        ("myst", "Pon $x$."),
        ("myst", "Pon [x](y)."),
        ("myst", "Pon *[x](y)*."),
    ],
)
def test_what_leads_elsewhere_or_is_run_may_not(codecs, dialect, text):
    with pytest.raises(ForeignMarkup):
        rewrite(codecs[dialect], text, "Set it high.", partial=True)


def test_each_element_of_the_source_is_looked_at_once():
    """Calls grow as the elements do, also where all are alike."""

    def calls(count):
        source = [Placeable("literal", "``x``", "x"), Text(" ")] * count
        source += [Span("strong", "**", "**", (Text(f"{n}"),)) for n in range(count)]
        rewriter, found = Rewriter(source), 0

        def profile(_frame, event, _argument):
            nonlocal found
            found += event == "call"

        sys.setprofile(profile)
        try:
            rewriter.rewritten([*reversed(source)])
        finally:
            sys.setprofile(None)
        return found

    assert calls(4000) <= 5 * calls(1000)
