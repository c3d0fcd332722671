"""Learn translations of words, and narrow the band of sentence pairs."""

import numpy as np

from sphinx_amts.alignment.band import Band, band_around_mass
from sphinx_amts.alignment.learning import learn, learn_halves
from sphinx_amts.alignment.texts import numbered
from sphinx_amts.alignment.tokens import TokenizedSentence
from sphinx_amts.alignment.weighted_beads import Links
from sphinx_amts.alignment.word_priors import cognates_of


def many_sentences(count: int) -> tuple[list[list[str]], list[list[str]]]:
    """Return sentences of frequent and of rare words, each with one translation."""
    numbers = [
        [(7 * n + 13 * k * k + k * n) % (30 if k < 30 else 2000) + 100 * (k >= 30)
         for k in range(45)]
        for n in range(count)
    ]  # fmt: skip
    return (
        [[f"q{n}" for n in sentence] for sentence in numbers],
        [[f"z{n}" for n in sentence] for sentence in numbers],
    )


def learned_translations(count: int) -> tuple[dict[str, str], set[str]]:
    """Return the likeliest translation of each word, and all words of the source."""
    vocabulary: dict[str, int] = {}
    source, target = (
        numbered((TokenizedSentence(tuple(words), 9) for words in side), vocabulary)
        for side in many_sentences(count)
    )
    number = np.arange(count)
    links = Links(number, number, np.ones(count))
    none = cognates_of({}, number[:0], number[:0])
    entries = learn(len(vocabulary), source, target, links, none).entries
    names = list(vocabulary)
    best: dict[str, tuple[float, str]] = {}
    for one, other, value in zip(
        entries.source, entries.target, entries.forward, strict=True
    ):
        best[names[one]] = max(best.get(names[one], (0.0, "")), (value, names[other]))
    words = {word for sentence in many_sentences(count)[0] for word in sentence}
    return {word: other for word, (_, other) in best.items()}, words


def test_frequent_words_of_a_long_text_are_learned():
    # more pairs of words than are looked at
    best, words = learned_translations(1400)
    frequent = {word for word in words if int(word[1:]) < 30}
    right = {word for word in frequent if best.get(word) == f"z{word[1:]}"}
    assert len(right) >= 0.9 * len(frequent)
    rare = words - frequent
    right = {word for word in rare if best.get(word) == f"z{word[1:]}"}
    assert len(right) >= 0.8 * len(rare)


def test_halves_learned_at_once_lend_each_other_no_words():
    # each half has words of its own, and some words of both
    source, target = ([], [])
    for n in range(120):
        own = f"{n // 60}x{n % 60 % 12}"
        source.append((f"q{n % 7}", f"q{own}"))
        target.append((f"z{n % 7}", f"z{own}"))
    vocabulary: dict[str, int] = {}
    texts = tuple(
        numbered((TokenizedSentence(words, 9) for words in side), vocabulary)
        for side in (source, target)
    )
    number = np.arange(120)
    links = Links(number, number, np.ones(120))
    none = cognates_of({}, number[:0], number[:0])
    half = (number // 60).astype(np.int8)
    names = list(vocabulary)
    for own, learned in enumerate(
        learn_halves(len(vocabulary), texts, links, half, none)
    ):
        found = {
            (names[one], names[other])
            for one, other, forward in zip(
                learned.entries.source,
                learned.entries.target,
                learned.entries.forward,
                strict=True,
            )
            if forward > 0.5
        }
        assert {(f"q{own}x{k}", f"z{own}x{k}") for k in range(12)} <= found
        assert {(f"q{k}", f"z{k}") for k in range(7)} <= found
        assert not any(f"{1 - own}x" in word for pair in found for word in pair)


def test_band_is_around_what_is_likely():
    size = 40
    rows = np.arange(size + 1)
    band = Band(rows * 0, rows * 0 + size + 1, size)
    mass = np.zeros((size + 1, size + 1))
    mass[rows, rows] = 0.999
    mass[20] = 0.0  # inside a bead of two target sentences
    mass[30, 30], mass[30, 36] = 0.5, 0.5
    found = band_around_mass(mass, band, 2)
    assert (found.first <= rows).all()
    assert (found.stop > rows).all()
    assert found.stop[30] > 36
    assert (found.stop - found.first)[[10, 20]].max() <= 8


def test_band_without_anything_likely_has_a_path():
    rows = np.arange(11)
    band = Band(rows * 0, rows * 0 + 6, 5)
    found = band_around_mass(np.zeros((11, 6)), band, 1)
    assert found.first[0] == 0
    assert found.stop[-1] == 6
    assert (found.stop > found.first).all()
