"""Typography: what each rule changes and what it leaves alone; nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.markup.model import Placeable, Span, Text, elements, visible_text
from sphinx_amts.settings.values import TYPOGRAPHY_RULES
from sphinx_amts.typography.typesetting import RULES, typeset

CODE = Placeable("literal", "``x``", "x")


def read(form):
    """Read ``‹x›`` as a placeable and ``‹…›`` as a span; no nesting."""
    found = []
    for part in form.replace("‹", "\0‹").replace("›", "›\0").split("\0"):
        if part == "‹x›":
            found.append(CODE)
        elif part.startswith("‹"):
            found.append(Span("strong", "**", "**", (Text(part[1:-1]),)))
        elif part:
            found.append(Text(part))
    return tuple(found)


def write(inlines):
    return "".join(
        i.text
        if isinstance(i, Text)
        else "‹x›"
        if isinstance(i, Placeable)
        else f"‹{write(i.children)}›"
        for i in inlines
    )


def done(form, language, **switches):
    names = {name.replace("_", "-"): on for name, on in switches.items()}
    return write(typeset(read(form), language, names))


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("zh", "使用 ‹x› 函数, 然后 ‹注意› 这里.", "使用‹x›函数，然后‹注意›这里。"),
        ("zh_TW", "請用 ‹x› !", "請用‹x›！"),
        ("zh_CN", "Python 3.11 (新), 见 a,b.", "Python 3.11 (新)，见 a,b."),
        ("zh", "见 (图 1) 。", "见（图 1）。"),
        ("zh", "1.5 秒... 12:30 在 http://a.b/?c=1", "1.5 秒... 12:30 在 http://a.b/?c=1"),
        ("zh", "例如::", "例如::"),
        ("zh", "使用 Python 和 ‹x›", "使用 Python 和‹x›"),
        ("ja", "‹x› です, はい.", "‹x›です、はい。"),
        ("ko", "‹x› 를, 씁니다.", "‹x› 를, 씁니다."),
        ("es", "Qué es ‹x›? Hola!", "¿Qué es ‹x›? ¡Hola!"),
        ("es", "‹x› sirve?", "¿‹x› sirve?"),
        ("es", "‹Qué› es? ‹Cómo?›", "¿‹Qué› es? ‹¿Cómo?›"),
        ("es_MX", "(Por qué?) ¿Ya? a/?b=c (?)", "(¿Por qué?) ¿Ya? a/?b=c (?)"),
        ("es", "Sí. Entonces, por qué no?", "Sí. ¿Entonces, por qué no?"),
        ("fr", "Quoi ? Non! Ici: ‹x›;", "Quoi\u202f? Non\u202f! Ici\xa0: ‹x›\u202f;"),
        ("fr", "«a» et « b », 12:30, a:b", "«\xa0a\xa0» et «\xa0b\xa0», 12:30, a:b"),
        ("fr_CA", "Quoi? Ici : b", "Quoi? Ici\xa0: b"),
        ("de", "Was? Hier: ‹x› !", "Was? Hier: ‹x› !"),
    ],
)  # fmt: skip
def test_what_a_language_gets(language, before, after):
    assert done(before, language) == after
    assert done(after, language) == after


def test_each_rule_can_be_switched():
    assert done("用 ‹x›, 好", "zh", full_width_punctuation=False) == "用‹x›, 好"
    assert done("用 ‹x›, 好", "zh", cjk_blanks=False) == "用 ‹x›，好"
    house = {"cjk_blanks": False, "blanks_around_latin": True}
    assert done("用Python和‹x›吧3次", "zh", **house) == "用 Python 和 ‹x› 吧 3 次"
    assert done("Qué?", "es", spanish_opening_marks=False) == "Qué?"
    assert done("Quoi ?", "fr", french_blanks=False) == "Quoi ?"


def test_the_setting_knows_every_rule():
    assert tuple(RULES) == TYPOGRAPHY_RULES


TEXTS = st.text(
    st.sampled_from("的是。，（）aZ1 .,:;?!()«»¿¡'\"/\\-\u202f\xa0\n\ufffc\ufff9אب한"),
    max_size=12,
)
INLINES = st.recursive(
    st.one_of(TEXTS.map(Text), st.just(CODE)),
    lambda inner: st.lists(inner, max_size=4).map(
        lambda children: Span("emphasis", "*", "*", tuple(children))
    ),
    max_leaves=8,
)
LETTERS = set("的是aZ1אب한")


@given(
    st.lists(INLINES, max_size=5),
    st.sampled_from(["zh", "ja", "es", "fr", "fr_CA", "de", "he"]),
    st.dictionaries(st.sampled_from(TYPOGRAPHY_RULES), st.booleans()),
)
def test_elements_and_letters_stay(inlines, language, switches):
    after = typeset(inlines, language, switches)
    kinds = [(type(e), e.kind) for e in elements(inlines)]
    assert [(type(e), e.kind) for e in elements(after)] == kinds

    def letters(part):
        return [c for c in visible_text(part) if c in LETTERS]

    assert letters(after) == letters(inlines)
