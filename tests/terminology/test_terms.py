"""Terms found by their stems, and translations that lack them."""

from __future__ import annotations

import pytest

from sphinx_amts.terminology.terms import Term, TermBase, pattern_of


def base(*pairs, source="en", target="es"):
    terms = [Term(name, tuple(texts)) for name, *texts in pairs]
    return TermBase(terms, source=source, target=target)


@pytest.mark.parametrize(
    ("target", "pairs", "text", "translation", "missing"),
    [
        ("es", [("oven", "horno")], "Two ovens.", "Dos hornos.", []),
        ("es", [("oven", "horno")], "Two ovens.", "Dos casas.", ["oven"]),
        ("es", [("oven", "horno", "estufa")], "An oven.", "Una estufa.", []),
        ("es", [("oven", "horno")], "A microwaved oven-like box.", "x", ["oven"]),
        ("es", [("oven", "horno")], "Proven.", "Probado.", []),
        ("zh", [("gradient", "梯度")], "Gradients.", "这些梯度。", []),
        ("zh", [("gradient", "梯度")], "Gradients.", "这些坡度。", ["gradient"]),
        ("zh", [("deep learning", "深度学习")], "Deep learning", "深度 学习", []),
        (
            "zh",
            [("gradient", "梯度"), ("gradient descent", "下降法")],
            "Use gradient descent.",
            "用下降法。",
            [],
        ),
        ("vi", [("oven", "lò nướng")], "The oven.", "Lò nướng này.", []),
        ("vi", [("oven", "lò nướng")], "The oven.", "Bếp này.", ["oven"]),
        ("es", [("Sphinx", "Sphinx")], "With Sphinx.", "Con Esfinge.", ["Sphinx"]),
        ("es", [("...", "x")], "Well...", "Bien...", []),
    ],
)
def test_what_a_translation_lacks(target, pairs, text, translation, missing):
    found = base(*pairs, target=target).missing(text, translation)
    assert [term.source for term in found] == missing


def test_from_chinese():
    terms = base(("梯度下降", "gradient descent"), ("梯度", "gradient"), source="zh",
                 target="en")  # fmt: skip
    assert [t.source for t in terms.find("用梯度下降求梯度")] == ["梯度下降", "梯度"]
    assert terms.missing("用梯度下降", "Gradient descents are used.") == []


def test_terms_that_stay():
    assert base(("Sphinx", "Sphinx"), ("oven", "horno")).kept == ("Sphinx",)


def test_words_are_found_whole():
    pattern = pattern_of(["C++", "Read the Docs", "Read", " "])
    found = [
        match[0] for match in pattern.finditer("Reader, Read the Docs in C++ Read")
    ]
    assert found == ["Read the Docs", "C++", "Read"]
    assert pattern_of([]) is None
