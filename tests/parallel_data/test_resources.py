"""What is known of words before: word lists, terms, what people have translated."""

from __future__ import annotations

import random

import pytest

from sphinx_amts.alignment.resources import Resources
from sphinx_amts.alignment.word_list import WordList
from sphinx_amts.editions.model import Block, BlockKind, Edition, Pair
from sphinx_amts.markup.model import Text, visible_text
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
    """Translations that leave a sentence out: the list tells which."""

    def right(resources):
        count = 0
        for seed in range(20):
            source, target = texts(seed)
            left = [text for n, text in enumerate(target) if n != 1 + seed % 4]
            asked = Pair(
                source=(Text(" ".join(source)),),
                target=(Text(" ".join(left)),),
                document="d",
            )
            true = set(zip(source, target, strict=True))
            found = sentence_pairs([asked], EN_FI, resources)
            count += sum((p.source_text, p.target_text) in true for p in found)
        return count

    listed = right(Resources(words=WordList(WORDS)))
    assert listed >= 0.85 * 20 * 5
    assert right(Resources()) < 0.75 * listed


def test_one_paragraph_for_two_is_divided_with_a_list():
    """A sentence was left out on the way: the list tells where the second begins."""

    def right(resources):
        count = 0
        for seed in range(20):
            source, target = texts(seed)
            at = 2 + seed % 3
            left = [text for n, text in enumerate(target) if n != at - 1]
            pair = BlockPair(
                document="d",
                source=(block(" ".join(source[:at])), block(" ".join(source[at:]))),
                target_document="d",
                target=(block(" ".join(left)),),
                confidence=0.9,
            )
            (found,) = message_translations([pair], EN_FI, resources)
            count += [visible_text(one.target) for one in found] == [
                " ".join(left[: at - 1]),
                " ".join(left[at - 1 :]),
            ]
        return count

    assert right(Resources()) <= 10
    assert right(Resources(words=WordList(WORDS))) >= 17
    assert right(Resources(known=WORDS * 3)) >= 17
