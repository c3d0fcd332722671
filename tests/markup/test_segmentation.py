"""Messages cut into sentences and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.markup.segmentation import (
    Sentences,
    join_segments,
    join_sentences,
    split_sentences,
)

CODE = Placeable("literal", "``x``", "x")
NOTE = Placeable("footnote", "[1]_", "1")


def strong(*children):
    return Span("strong", "**", "**", children)


def test_one_sentence_is_the_message_itself():
    message = (Text("Only "), CODE, Text(" here."))
    assert split_sentences(message, "en") == Sentences((message,), ())


def test_an_empty_message_has_no_sentences():
    assert split_sentences((), "en") == Sentences((), ())


def test_white_space_between_sentences_goes_to_the_separators():
    message = (Text(" First one.  \n"), CODE, Text(" is second. Third "))
    assert split_sentences(message, "en") == Sentences(
        ((Text(" First one."),), (CODE, Text(" is second.")), (Text("Third "),)),
        ("  \n", " "),
    )


def test_chinese_sentences_have_nothing_between_them():
    message = (Text("第一句。"), CODE, Text("是第二句。第三句"))
    assert split_sentences(message, "zh") == Sentences(
        ((Text("第一句。"),), (CODE, Text("是第二句。")), (Text("第三句"),)), ("", "")
    )


def test_a_placeable_may_end_a_sentence():
    message = (Text("Use "), CODE, Text(". Then "), CODE, Text("! Done"))
    assert split_sentences(message, "en").segments == (
        (Text("Use "), CODE, Text(".")),
        (Text("Then "), CODE, Text("!")),
        (Text("Done"),),
    )


def test_no_cut_inside_a_span():
    inner = strong(Text("One. Two."))
    message = (Text("Zero. "), inner, Text(" Three here. Four."))
    assert split_sentences(message, "en").segments == (
        (Text("Zero."),),
        (inner,),
        (Text("Three here."),),
        (Text("Four."),),
    )


def test_a_span_may_begin_a_sentence_and_be_one():
    message = (strong(Text("注意。")), Text("请看。"), strong(), Text("完"))
    assert split_sentences(message, "zh").segments == (
        (strong(Text("注意。")),),
        (Text("请看。"),),
        (strong(), Text("完")),
    )


@pytest.mark.parametrize("blank", ["", " "])
def test_a_footnote_stays_with_the_sentence_before_it(blank):
    message = (Text("It is so." + blank), NOTE, Text(" But not here."))
    assert split_sentences(message, "en").segments == (
        message[:2],
        (Text("But not here."),),
    )


def test_an_abbreviation_before_a_placeable():
    message = (Text("As shown in fig. "), CODE, Text(" and sec. "), CODE, Text("."))
    assert split_sentences(message, "en").segments == (message,)


def test_white_space_at_the_end_of_a_span_stays_in_it():
    message = (strong(Text("One thing. ")), Text("Two things."))
    assert split_sentences(message, "en") == Sentences(
        ((message[0],), (message[1],)), ("",)
    )


@pytest.mark.parametrize(
    ("language", "texts", "joined"),
    [
        ("zh", ["一。", "二！", "三"], "一。二！三"),
        ("zh", ["一。”", "二"], "一。”二"),
        ("zh", ["版本 1.", "二"], "版本 1. 二"),
        ("zh", ["没有", "标点"], "没有 标点"),
        ("ja", ["一。", "二。"], "一。二。"),
        ("ko", ["일。", "이."], "일。 이."),
        ("es", ["Uno.", "Dos."], "Uno. Dos."),
        ("es", ["Uno. ", "Dos."], "Uno. Dos."),
        ("es", ["Uno.", " Dos."], "Uno. Dos."),
        ("es", ["", "Dos."], "Dos."),
        ("es", ["Uno.", "", "Dos."], "Uno. Dos."),
    ],
)
def test_joining_follows_the_script_of_the_target(language, texts, joined):
    separators = ["  "] * (len(texts) - 1)
    inlines = [(Text(text),) for text in texts]
    assert join_sentences(inlines, separators, language) == (Text(joined),)


def test_joining_looks_into_spans():
    sentences = [(strong(Text("一。")),), (CODE,), (Text("二。"), NOTE), (CODE,)]
    assert join_sentences(sentences, ["", "", ""], "zh") == (
        strong(Text("一。")),
        CODE,
        Text(" 二。"),
        NOTE,
        CODE,
    )


def test_joining_nothing():
    assert join_sentences([], [], "zh") == ()
    with pytest.raises(ValueError, match="2 sentences do not fit 0 separators"):
        join_sentences([(CODE,), (CODE,)], [], "zh")


texts = st.text(alphabet="aB.!。” \n", min_size=1, max_size=8).map(Text)
inlines = st.recursive(
    texts | st.sampled_from([CODE, NOTE]),
    lambda children: st.lists(children, max_size=3).map(lambda c: strong(*c)),
    max_leaves=8,
)


def merged(message):
    return join_segments(Sentences((tuple(message),), ()))


@given(st.lists(inlines, max_size=6), st.sampled_from(["en", "zh", "de", "ko"]))
def test_join_of_the_segments_is_the_message(message, language):
    sentences = split_sentences(message, language)
    assert len(sentences.separators) == max(len(sentences.segments) - 1, 0)
    assert join_segments(sentences) == merged(message)
    assert all(not s.strip() for s in sentences.separators)
    if message:
        assert all(sentences.segments)
