"""What is known of words before: word lists, terms, what people have translated."""

from __future__ import annotations

import random

import pytest

from sphinx_amts.alignment.resources import Resources
from sphinx_amts.alignment.word_list import WordList
from sphinx_amts.editions.model import Block, BlockKind, Edition, Pair
from sphinx_amts.markup.model import Text
from sphinx_amts.model import Dialect, LanguagePair, MessageKind
from sphinx_amts.parallel_data.document_alignment import BlockPair, align_editions
from sphinx_amts.parallel_data.messages import message_translations
from sphinx_amts.parallel_data.sentence_pairs import sentence_pairs
from sphinx_amts.parallel_data.similarity import GivenWords, Similarity, words_of

EN_FI = LanguagePair(source="en", target="fi")
WORDS = (
    ("boat", "vene"),
    ("rope", "köysi"),
    ("anchor", "ankkuri"),
    ("wind", "tuuli"),
    ("rudder", "peräsin"),
    ("mast", "masto"),
    ("harbour", "satama"),
    ("storm", "myrsky"),
    ("map", "kartta"),
    ("whale", "valas"),
    ("island", "saari"),
    ("lamp", "lyhty"),
)
"""No word is like its translation."""


def block(text):
    return Block(
        kind=BlockKind.TEXT,
        text=text,
        inlines=(Text(text),),
        message_kind=MessageKind.BLOCK,
        dialect=Dialect.PLAIN,
    )


def texts(seed):
    """Return sentences of three words each, and the same in the other language."""
    draw = random.Random(seed)
    chosen = [draw.sample(WORDS, 3) for _ in range(6)]
    return [
        [" ".join(pair[side] for pair in sentence).capitalize() + "."
         for sentence in chosen]
        for side in (0, 1)
    ]  # fmt: skip


def similarity(given, pairs=()):
    source, target = map(list, zip(*WORDS, strict=True))
    words = [[word] for word in source], [[word] for word in target]
    return Similarity(*words, pairs, GivenWords(given, [*words[0], *words[1]]))


def test_a_list_and_what_people_wrote_are_known_from_the_start():
    for given in (
        Resources(words=WordList(WORDS)),
        Resources(known=(("Boat and boat.", "Vene ja vene."),)),
    ):
        found = similarity(given)
        assert found.of(["boat"], ["vene"]) > 0.9
        assert found.of(["boat"], ["köysi"]) == 0.0
    assert similarity(Resources()).of(["boat"], ["vene"]) == 0.0


def test_texts_overrule_a_list():
    wrong = WordList((("boat", "köysi"),))
    pairs = [(["boat", other], ["vene", own]) for other, own in WORDS[2:]]
    found = similarity(Resources(words=wrong), pairs)
    assert found.of(["boat"], ["vene"]) > 0.9


def test_characters_of_a_script_without_blanks_are_listed():
    words = words_of("锚很重。")
    given = GivenWords(
        Resources(words=WordList((("anchor", "锚"), ("heavy", "很重")))),
        [words, ("anchor", "heavy", "sail")],
    )
    found = Similarity([("anchor", "heavy"), ("sail",)], [words], (), given)
    assert found.of(("anchor", "heavy"), words) > found.of(("sail",), words) == 0.0


@pytest.mark.parametrize("given", ["list", "known"])
def test_chapters_of_an_edition_are_found_by_what_is_known(given):
    chapters = [texts(seed) for seed in range(8)]
    order = [5, 2, 7, 0, 3, 6, 1, 4]
    source = Edition(
        language="en",
        documents={f"a{n}": list(map(block, c[0])) for n, c in enumerate(chapters)},
    )
    target = Edition(
        language="fi",
        documents={f"z{n}": list(map(block, chapters[k][1]))
                   for n, k in enumerate(order)},
    )  # fmt: skip
    resources = {
        "list": Resources(words=WordList(WORDS)),
        "known": Resources(known=WORDS * 3),
    }[given]
    right = {pair for chapter in chapters for pair in zip(*chapter, strict=True)}
    found = [
        (" ".join(b.text for b in pair.source), " ".join(b.text for b in pair.target))
        for pair in align_editions(source, target, resources).pairs
    ]
    assert sum(pair in right for pair in found) >= 0.9 * len(right)
    blind = align_editions(source, target).pairs
    assert sum((p.source[0].text, p.target[0].text) in right for p in blind) < len(
        right
    )


def paragraphs():
    return [
        Pair(source=(Text(" ".join(a)),), target=(Text(" ".join(b)),), document="d")
        for a, b in map(texts, range(12))
    ]


def test_no_pair_raises_its_own_confidence():
    asked = paragraphs()
    known = tuple((pair.source_text, pair.target_text) for pair in asked)
    plain = sentence_pairs(asked, EN_FI)
    assert sentence_pairs(asked, EN_FI, Resources(known=known)) == plain


def test_sentences_are_paired_with_a_list():
    """A translation that leaves a sentence out: the list tells which."""
    (source, target), *_ = map(texts, range(20, 21))
    shortened = [*target[:2], *target[3:]]
    asked = [
        Pair(
            source=(Text(" ".join(source)),),
            target=(Text(" ".join(shortened)),),
            document="d",
        )
    ]
    found = {
        (pair.source_text, pair.target_text)
        for pair in sentence_pairs(asked, EN_FI, Resources(words=WordList(WORDS)))
    }
    right = set(zip(source, target, strict=True))
    assert len(found & right) >= 4


def test_one_paragraph_for_two_is_divided_with_a_list():
    source, target = texts(30)
    pair = BlockPair(
        document="d",
        source=(block(" ".join(source[:2])), block(" ".join(source[2:]))),
        target_document="d",
        target=(block(" ".join(target)),),
        confidence=0.9,
    )
    (found,) = message_translations([pair], EN_FI, Resources(words=WordList(WORDS)))
    shown = ["".join(part.text for part in one.target) for one in found]
    assert shown == [" ".join(target[:2]), " ".join(target[2:])]
