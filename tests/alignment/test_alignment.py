"""The aligner on texts whose alignment is known."""

from __future__ import annotations

import random
from functools import cache

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import catalog_folder

from sphinx_amts.alignment.sentences import align_sentences
from sphinx_amts.alignment.tokens import tokenize_sentence

SOURCE = [
    "The first oven was built in 1874 by Anna Weber.",
    "It stood in Basel.",
    "Nobody knows why it burned down in 1890.",
    "The second one was smaller; it held 12 loaves.",
    "Is it still there?",
    "Yes, and it is warm every day.",
]
TARGET = [
    "Le premier four fut construit en 1874 par Anna Weber. Il se trouvait à Basel.",
    "On ignore pourquoi il brûla en 1890.",
    "Le deuxième était plus petit.",
    "Il contenait 12 pains.",
    "Existe-t-il encore ?",
    "Oui, et il est chaud tous les jours.",
]


def forms(beads):
    return [
        (
            list(range(b.source_start, b.source_end)),
            list(range(b.target_start, b.target_end)),
        )
        for b in beads
    ]


def test_a_short_text():
    assert forms(align_sentences(SOURCE, TARGET)) == [
        ([0, 1], [0]),
        ([2], [1]),
        ([3], [2, 3]),
        ([4], [4]),
        ([5], [5]),
    ]


def test_nothing_on_one_side():
    assert forms(align_sentences([], ["a", "b"])) == [([], [0]), ([], [1])]
    assert forms(align_sentences(["a"], [])) == [([0], [])]
    assert align_sentences([], []) == []


def covers(beads, sources, targets):
    source = [n for left, _ in forms(beads) for n in left]
    target = [n for _, right in forms(beads) for n in right]
    return source == list(range(sources)) and target == list(range(targets))


WORDS = st.lists(
    st.sampled_from(["oven", "42", "horno", "面包", "好", "?", "Anna", "", "(x)"]),
    max_size=6,
).map(" ".join)
TEXTS = st.lists(WORDS, max_size=25)


@settings(max_examples=30, deadline=None)
@given(TEXTS, TEXTS)
def test_every_sentence_is_in_one_bead_in_order(source, target):
    beads = align_sentences(source, target)
    assert covers(beads, len(source), len(target))
    assert all(max(bead.kind) <= 6 for bead in beads)
    assert all(0 <= bead.confidence <= 1 for bead in beads)


def test_long_insertions_and_deletions_are_survived():
    rng = random.Random(1)
    words = [f"word{n}" for n in range(300)]
    text = [" ".join(rng.choices(words, k=8)) + f" {n}." for n in range(400)]
    # a third is missing on one side, and something else was put in
    target = text[:100] + [f"nuevo {n} texto" for n in range(80)] + text[230:]
    beads = align_sentences(text, target)
    right = {
        (b.source_start, b.target_start) for b in beads if b.kind == (1, 1)
    }  # fmt: skip
    expected = {(n, n) for n in range(100)} | {(n, n - 50) for n in range(230, 400)}
    assert len(right & expected) > 0.97 * len(expected)
    assert len(right - expected) < 10


def test_tokens():
    assert tokenize_sentence("Ｄas “x” 1,5 世界！").tokens == (
        *("das", '"', "x", '"', "15", "世", "界", "!"),
    )
    assert tokenize_sentence("a b").length == 2


@pytest.mark.parametrize(
    ("name", "language", "least"),
    [
        ("example book", "es", 0.9),
        ("example book", "zh_CN", 0.9),
        ("Python documentation", "es", 0.96),
        ("Python documentation", "zh_CN", 0.9),
    ],
)
def test_real_texts_with_merged_split_and_dropped_sentences(name, language, least):
    source, target, gold = drifted(name, language)
    beads = align_sentences(source, target)
    found = {
        (tuple(left), tuple(right)) for left, right in forms(beads) if left and right
    }
    known = {(tuple(left), tuple(right)) for left, right in gold if left and right}
    correct = len(found & known)
    score = 2 * correct / (len(found) + len(known))
    assert score >= least
    # and confidence says something
    by = sorted((b for b in beads if min(b.kind)), key=lambda b: b.confidence)
    wrong = [
        forms([b])[0] not in [(list(x), list(y)) for x, y in known] for b in by
    ]  # fmt: skip
    half = len(wrong) // 2
    assert sum(wrong[half:]) < 0.7 * sum(wrong[:half])


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (["one thing"] * 3, ["otra cosa"] * 7000),
        (["one thing"] * 7000, ["otra cosa"] * 3),
        ([""] * 20, ["otra cosa"] * 20),
        ([""] * 300, [""] * 300),
    ],
    ids=["much more", "much less", "nothing in it", "nothing in either"],
)
def test_texts_that_have_little_to_align(source, target):
    assert covers(align_sentences(source, target), len(source), len(target))


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("example book", "es"),
        ("example book", "zh_CN"),
        ("Python documentation", "zh_CN"),
    ],
)
def test_a_text_of_another_book_has_no_confidence(name, language):
    source, target, _ = drifted(name, language)

    def mean(beads):
        found = [bead.confidence for bead in beads if min(bead.kind)]
        return sum(found) / len(found)

    half = len(source) // 2
    assert mean(align_sentences(source[:half], target[:half])) > 0.6
    assert mean(align_sentences(source[:half], target[half:])) < 0.3


def test_words_alone_are_enough():
    """No number, no name, no mark: what stays together is learned."""
    rng = random.Random(5)
    source, target = [], []
    syllables = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
    known = {f"s{a}{b}": f"t{b}{a}" for a in syllables[:20] for b in syllables[40:]}
    weights = [1 / (rank + 3) for rank in range(400)]
    for _ in range(300):
        words = rng.choices(list(known), weights, k=rng.randrange(5, 20))
        source.append(" ".join(words))
        target.append(" ".join(known[word] for word in words[1:]))
    target[100:102] = [f"{target[100]} {target[101]}"]
    del target[200]
    found = {(tuple(a), tuple(b)) for a, b in forms(align_sentences(source, target))}
    right = {((n,), (n,)) for n in range(100)} | {((100, 101), (100,))}
    right |= {((n,), (n - 1,)) for n in range(102, 201)}
    right |= {((n,), (n - 2,)) for n in range(202, 300)}
    assert len(right & found) >= 0.95 * len(right)


@cache
def catalogs(name, language):
    found = []
    folder = catalog_folder(name, language)
    if (folder / "tutorial").is_dir():
        folder /= "tutorial"
    for path in sorted(folder.rglob("*.po")):
        with path.open("rb") as stream:
            found.append([
                (" ".join(e.id.split()), " ".join(e.string.split()))
                for e in read_po(stream)
                if isinstance(e.id, str) and e.id and e.string and not e.fuzzy
            ])  # fmt: skip
    return found


def drifted(name, language, limit=300):
    """Return sentences of both sides and their alignment, from catalogs."""
    rng = random.Random(7)
    source: list[str] = []
    target: list[str] = []
    gold = []
    joiner = "" if language.startswith("zh") else " "
    for entries in catalogs(name, language):
        for at in range(0, len(entries) - 1, 2):
            (a, x), (b, y) = entries[at], entries[at + 1]
            s, t = len(source), len(target)
            kind = rng.random()
            if kind < 0.05:
                source += [a, b]
                gold += [([s], []), ([s + 1], [])]
            elif kind < 0.1:
                target.append(x)
                gold.append(([], [t]))
            elif kind < 0.2:
                source.append(f"{a} {b}")
                target += [x, y]
                gold.append(([s], [t, t + 1]))
            elif kind < 0.3:
                source += [a, b]
                target.append(f"{x}{joiner}{y}")
                gold.append(([s, s + 1], [t]))
            else:
                source += [a, b]
                target += [x, y]
                gold += [([s], [t]), ([s + 1], [t + 1])]
            if len(source) > limit:
                return source, target, gold
    return source, target, gold
