"""Numbers and negations are found in the languages that books are written in."""

from __future__ import annotations

import pytest

from sphinx_amts.languages.numbers_and_negations import negations_of, numbers_of


@pytest.mark.parametrize(
    ("code", "text", "before"),
    [
        ("en", "Do not open it. Never close it.", ["open", "close"]),
        ("en", "Don't do it without help.", ["do", "help"]),
        ("en", "Don’t do it.", ["do"]),
        ("en", "It cannot be, and nothing is.", ["be", "is"]),
        ("en_GB", "Notes on another knot.", []),
        ("de", "Öffnen Sie nicht den Deckel ohne Hilfe.", ["den", "hilfe"]),
        ("fr", "N'ouvrez pas le couvercle.", ["ouvrez", "le"]),
        ("es", "No abra nunca la tapa.", ["abra", "la"]),
        ("zh_CN", "请不要打开盖子。", ["要"]),
        ("ja", "開けないでください。", ["で"]),
        ("ru", "Не открывайте без помощи.", ["открывайте", "помощи"]),
        ("en", "Open it, not", [""]),
        ("tlh", "yIDoQo'", None),
    ],
)
def test_what_a_text_denies(code, text, before):
    assert negations_of(text, code) == before


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("en", "Wait five minutes.", "Wait four minutes."),
        ("en", "Use 3.5 V.", "Use 35 V."),
        ("en", "Use ٣ screws.", "Use 4 screws."),
        ("de", "Nehmen Sie zwei.", "Nehmen Sie drei."),
        ("zh_CN", "等三分钟。", "等五分钟。"),
    ],
)
def test_other_numbers_are_told_apart(code, one, other):
    assert numbers_of(one, code) != numbers_of(other, code)


def test_digits_of_all_scripts_are_the_same_numbers():
    assert numbers_of("Use ٣ screws.", "en") == numbers_of("Use 3 screws.", "en")
