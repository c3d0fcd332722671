"""Sentences of a book: aligned as texts, and as sure as they are right."""

from __future__ import annotations

import random

import pytest

from sphinx_amts.editions.model import Pair
from sphinx_amts.markup.model import Text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.expectation import expected_wrong
from sphinx_amts.parallel_data.sentence_pairs import CERTAIN_SENTENCE, sentence_pairs
from sphinx_amts.parallel_data.text_sentences import ENOUGH_SENTENCES

EN_FI = LanguagePair(source="en", target="fi")
NOUNS = {
    "sea": "meri", "crew": "miehistö", "sail": "purje", "rope": "köysi",
    "anchor": "ankkuri", "boat": "vene", "lamp": "lamppu", "deck": "kansi",
    "chart": "kartta", "mast": "masto", "oar": "airo", "port": "satama",
    "storm": "myrsky", "cook": "kokki",
}  # fmt: skip
VERBS = {"sees": "näkee", "takes": "ottaa", "finds": "löytää", "holds": "pitää"}


def sentence(rng):
    """Return three words of each language, in another order, without a cognate."""
    (a, x), (b, y) = rng.sample(sorted(NOUNS.items()), 2)
    verb, other = rng.choice(sorted(VERBS.items()))
    return f"The {a} {verb} the {b}.", f"{x.capitalize()} {other} nyt {y}."


@pytest.fixture(scope="module")
def book():
    """Return paragraphs of three sentences; in each tenth one its translator erred.

    In these, two sentences are one in the translation.
    """
    rng = random.Random(7)
    paragraphs, right, moved = [], set(), set()
    for number in range(ENOUGH_SENTENCES // 2):
        units = [sentence(rng) for _ in range(3)]
        sources, targets = map(list, zip(*units, strict=True))
        if number % 10 == 9:
            joined = f"{targets[0][:-1]}, {targets[1].lower()}"
            targets[:2] = [joined]
            moved.add((" ".join(sources[:2]), joined))
            right |= {*moved, units[2]}
        else:
            right |= set(units)
        pair = Pair(
            source=(Text(" ".join(sources)),),
            target=(Text(" ".join(targets)),),
            document=f"d{number // 50}",
            line=number,
        )
        paragraphs.append(pair)
    return paragraphs, right, moved


@pytest.fixture(scope="module")
def found(book):
    return sentence_pairs(book[0], EN_FI)


def texts_of(pairs):
    return {(pair.source_text, pair.target_text) for pair in pairs}


def test_what_is_sure_is_right(book, found):
    _, right, moved = book
    sure = [pair for pair in found if pair.confidence >= CERTAIN_SENTENCE]
    wrong = [pair for pair in sure if not texts_of([pair]) & right]
    assert len(texts_of(sure) & right) >= 0.95 * len(right)
    assert len(wrong) <= max(2 * expected_wrong(sure), 2)
    assert len(texts_of(sure) & moved) >= 0.7 * len(moved)


def test_a_paragraph_of_another_text_is_not_sure(book):
    paragraphs, _, _ = book
    rng = random.Random(8)
    source, target = sentence(rng)[0], "Tänään kaikki juoksevat metsään marjaan."
    alien = Pair(source=(Text(source),), target=(Text(target),), document="d0", line=9)
    given = [*paragraphs[:30], alien, *paragraphs[30:]]
    (found,) = [p for p in sentence_pairs(given, EN_FI) if p.target_text == target]
    assert found.confidence < CERTAIN_SENTENCE


@pytest.mark.parametrize("count", [1, ENOUGH_SENTENCES + 10])
def test_paragraphs_without_text_are_never_sure(count):
    rng = random.Random(9)
    empty = [
        Pair(source=(), target=(Text("Meri."),), document="d"),
        Pair(source=(Text("The sea."),), target=(Text(""),), document="d"),
        Pair(source=(), target=(), document="d"),
    ]
    full = [
        Pair(source=(Text(source),), target=(Text(target),), document="d")
        for source, target in (sentence(rng) for _ in range(count))
    ]
    found = sentence_pairs([*empty, *full, *empty], EN_FI)
    assert not [
        pair
        for pair in found
        if not (pair.source_text and pair.target_text)
        and pair.confidence >= CERTAIN_SENTENCE
    ]


def test_pairs_are_in_their_paragraphs(book, found):
    """Whatever is paired: it is of one paragraph, in order, and no sentence twice."""
    paragraphs, _, _ = book
    by_line = {pair.line: pair for pair in paragraphs}
    places = {}
    for pair in found:
        whole = by_line[pair.line]
        at = (whole.source_text.find(pair.source_text),
              whole.target_text.find(pair.target_text))  # fmt: skip
        assert min(at) >= 0
        places.setdefault(pair.line, []).append(at)
    assert len(places) >= 0.98 * len(paragraphs)
    for of in places.values():
        assert of == sorted(of)
    assert [pair.line for pair in found] == sorted(pair.line for pair in found)


def test_documents_in_any_order_give_the_same_pairs(book, found):
    paragraphs, _, _ = book
    turned = sorted(paragraphs, key=lambda p: p.document, reverse=True)
    again = sentence_pairs(turned, EN_FI)
    assert sorted(map(repr, found)) == sorted(map(repr, again))
