"""Texts of one book are aligned together, with word lists and with encoders."""

from __future__ import annotations

import random

import numpy as np

from sphinx_amts.alignment.confidence import _CONSTANT, _WEIGHTS, confidence
from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.alignment.tokens import Tokenizer
from sphinx_amts.alignment.word_list import WordList
from sphinx_amts.model import LanguagePair

SYLLABLES = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
WORDS = {f"s{a}{b}": f"t{b}{a}" for a in SYLLABLES[:20] for b in SYLLABLES[40:]}


def made(seed, count=50):
    """Return a text, its translation with merged sentences, and the right beads."""
    rng = random.Random(seed)
    weights = [1 / (rank + 3) for rank in range(len(WORDS))]
    source, target, gold = [], [], set()
    while len(source) < count:
        size = rng.choice((1, 1, 1, 2))
        own = [
            rng.choices(list(WORDS), weights, k=rng.randrange(4, 16))
            for _ in range(size)
        ]
        place = ((len(source), len(source) + size), (len(target), len(target) + 1))
        source += [" ".join(words) for words in own]
        translated = [WORDS[word] for words in own for word in words]
        rng.shuffle(translated)
        target.append(" ".join(translated[: max(len(translated) * 2 // 3, 1)]))
        gold.add(place)
    return (source, target), gold


def right(beads, gold):
    found = {
        ((b.source_start, b.source_end), (b.target_start, b.target_end))
        for b in beads
        if min(b.kind)
    }
    return 2 * len(found & gold) / (len(found) + len(gold))


BOOK = [made(seed) for seed in range(8)]


def test_texts_learn_from_each_other():
    texts = [text for text, _ in BOOK]
    together = align_texts(texts)
    alone = [align_texts([text])[0] for text in texts]

    def mean(found):
        pairs = zip(found, BOOK, strict=True)
        return float(np.mean([right(beads, gold) for beads, (_, gold) in pairs]))

    assert mean(together) > 0.9
    assert mean(together) >= mean(alone)


def test_the_order_of_the_texts_does_not_matter():
    texts = [text for text, _ in BOOK[:4]]
    assert align_texts(texts) == align_texts(texts[::-1])[::-1]


def test_known_pairs_and_word_lists_help_a_short_text():
    text, gold = made(99, 20)
    words = WordList(tuple(WORDS.items()))
    assert right(align_texts([text], words=words)[0], gold) > 0.9
    known = list(WORDS.items()) * 3
    assert right(align_texts([text], known=known)[0], gold) > 0.9


def test_a_list_of_another_subject_does_no_harm():
    texts = [text for text, _ in BOOK]
    rng = random.Random(3)
    targets = list(WORDS.values())
    rng.shuffle(targets)
    wrong = WordList(tuple(zip(WORDS, targets, strict=True)))
    found = align_texts(texts, words=wrong)
    mean = np.mean([right(b, gold) for b, (_, gold) in zip(found, BOOK, strict=True)])
    assert mean > 0.8


class Encoder:
    """Encoder that knows the words."""

    name = "words"

    def encode(self, sentences):
        rng = np.random.default_rng(1)
        vectors = {}
        for source, target in WORDS.items():
            vectors[source] = vectors[target] = rng.normal(size=64)
        return np.array(
            [np.sum([vectors[w] for w in s.split()], axis=0) for s in sentences],
            dtype=np.float32,
        )


def test_an_encoder_helps_a_short_text():
    text, gold = made(7, 12)
    assert right(align_texts([text], encoder=Encoder())[0], gold) > 0.9


def test_texts_without_sentences_have_their_beads():
    found = align_texts([([], ["a"]), BOOK[0][0], (["a", "b"], []), ([], [])])
    assert [len(beads) for beads in (found[0], found[2], found[3])] == [1, 2, 0]
    assert found[1] == align_texts([BOOK[0][0]])[0]


def test_words_are_stems_and_headwords():
    german, french = Tokenizer("de"), Tokenizer("fr")
    assert german("Häuser").tokens == german("Häusern").tokens
    assert french("L'homme").tokens[0] == "l"
    wide = Tokenizer("zh_CN", headwords={"机器", "机器学习", "学习"})
    assert wide("我学习机器学习。").tokens == ("我", "学习", "机器学习")
    assert Tokenizer("zh_CN")("机器").tokens == ("机", "器")


def test_languages_may_be_unknown_to_the_stemmer():
    pair = LanguagePair(source="xx", target="zh_CN")
    assert align_texts([BOOK[0][0]], languages=pair)


def test_short_texts_alone_do_not_promise_too_much():
    """Of beads above 0.9 nine in ten are right, also of a text that taught little."""
    sure, wrong = [], []
    for seed in range(20, 32):
        text, gold = made(seed, 40)
        other, _ = made(seed + 50, 40)
        (beads,) = align_texts([text])
        sure += [
            ((b.source_start, b.source_end), (b.target_start, b.target_end)) in gold
            for b in beads
            if b.confidence > 0.9
        ]
        (beads,) = align_texts([(text[0], other[1])])
        wrong += [b for b in beads if b.confidence > 0.9]
    assert sum(sure) >= 0.9 * len(sure)
    assert not wrong


def test_texts_of_sixty_sentences_do_not_promise_too_little():
    """Of beads that are right, half are above 0.9."""
    found = []
    for seed in range(20, 26):
        text, gold = made(seed, 60)
        found += [
            bead.confidence > 0.9
            for bead in align_texts([text])[0]
            if ((bead.source_start, bead.source_end),
                (bead.target_start, bead.target_end)) in gold
        ]  # fmt: skip
    assert sum(found) >= 0.5 * len(found)


def test_a_bead_with_unusual_lengths_is_less_sure():
    """All words of the source are there, and as much again that is not known."""
    source, target = BOOK[0][0]
    (beads,) = align_texts([(source, target)])
    chosen = max(beads, key=lambda b: (b.kind == (1, 1), b.confidence))
    number = chosen.target_start
    longer = [*target]
    longer[number] += "".join(f" unheard{n}" for n in range(len(target[number]) // 8))
    (again,) = align_texts([(source, longer)])
    (same,) = [b for b in again if b.target_start <= number < b.target_end]
    assert same.confidence < chosen.confidence - 0.1


def test_a_free_text_has_enough_sure_beads():
    """Where few beads would be above 0.9, likely ones are raised, doubtful ones not."""
    free = np.linspace(-2.0, 2.0, 200)
    weights = np.array(_WEIGHTS)
    found = np.outer((free - _CONSTANT) / (weights @ weights), weights)
    plain = confidence(found, learned=True, sentences=40)
    raised = confidence(found, learned=True, sentences=400)
    assert not (plain > 0.9).any()
    assert (raised > 0.9).any()
    assert np.allclose(raised[free <= 0], plain[free <= 0])
    assert (np.diff(raised) > 0).all()


def test_texts_that_are_no_translations_are_not_raised():
    far = np.linspace(-6.0, 0.5, 200)
    weights = np.array(_WEIGHTS)
    found = np.outer((far - _CONSTANT) / (weights @ weights), weights)
    short, long = (
        confidence(found, learned=True, sentences=size) for size in (40, 4000)
    )
    assert np.allclose(short, long)
