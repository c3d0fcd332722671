"""Better texts for broken markup; the guard, which tries them, is not asked here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.checks.elements import words
from sphinx_amts.checks.proposals import Proposal, as_paragraph, proposals
from sphinx_amts.markup.myst_mending import add_separators
from sphinx_amts.model import Dialect


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("好**是（好）**的", "好**是（好）**&#8203;的"),
        ("看**“这个”**吧", "看&#8203;**“这个”**&#8203;吧"),
        ("看*“这个”*吧", "看&#8203;*“这个”*&#8203;吧"),
        ("一个_重要_的词", "一个*重要*的词"),
        ("一个__重要__的词", "一个**重要**的词"),
        # nothing to mend
        ("**好**的", "**好**的"),
        ("a `**b（c）**d` e", "a `**b（c）**d` e"),
        ("a \\*\\*b（c）\\*\\*d", "a \\*\\*b（c）\\*\\*d"),
        ("snake_case_name 的", "snake_case_name 的"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("`` ` ``**好（x）**的", "`` ` ``**好（x）**&#8203;的"),
    ],
)
def test_emphasis_gets_the_separators_that_it_needs(text, better):
    assert add_separators(text) == better
    assert add_separators(better) == better


signs = st.text(st.sampled_from("ab中（）“”，。*_`\\ 12"), max_size=40)


@given(signs)
def test_separators_change_no_character(text):
    def plain(written):
        return written.replace("&#8203;", "").replace("_", "*")

    assert plain(add_separators(text)) == plain(text)


@given(source=signs, text=signs, dialect=st.sampled_from(list(Dialect)))
def test_any_text_gets_other_texts_or_none(source, text, dialect):
    found = [proposal.text for proposal in proposals(source, text, dialect)]
    assert text not in found
    assert len(found) == len(set(found))
    for proposal in as_paragraph(text, dialect):
        assert words(proposal.text) == words(text)


def first(source, text, dialect=Dialect.RST):
    return next(iter(proposals(source, text, dialect)), None)


@pytest.mark.parametrize(
    ("source", "text", "proposal"),
    [
        # a name is marked if it stands as often as it is code in the source
        ("Call ``a`` and ``b``.", "调用 a 和 ``b``。",
         Proposal("调用 ``a`` 和 ``b``。", sure=False)),
        ("Call ``a``.", "调用 a 和 a。", None),
        ("Call ``a``.", 'Llame "a".', Proposal("Llame ``a``.", sure=False)),
        ("Call ``a``.", "调用 a.b。", None),
        # what cannot be told apart is left alone
        ("From ``a | b`` to ``a|b``.", "``a | b`` 到 ``a | b``。", None),
        # a role is not taken for code
        ("Use ``x`` and :func:`x`.", "用 ``x`` 和 :func:`x`。", None),
        ("Use :func:`f(x) <f>` here.", "用 :func:`f(x) <f>) 吧。",
         Proposal("用 :func:`f(x) <f>`) 吧。")),
        # backslashes in code are no escapes of a pattern
        (r"Use ``\g<1>``.", r"用``\g<1>``。", Proposal("用\\ ``\\g<1>``。")),
    ],
)  # fmt: skip
def test_what_is_proposed_first(source, text, proposal):
    assert first(source, text) == proposal


def test_a_missing_backquote_comes_back():
    source, text = r"Use ``\1`` here.", r"用 ``\1`。"
    assert Proposal(r"用 ``\1``。") in list(proposals(source, text, Dialect.RST))


def test_plain_text_has_no_markup_to_mend():
    assert first("``a``", "``a`", Dialect.PLAIN) is None
