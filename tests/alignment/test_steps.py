"""Each step of an alignment can be left out, and then something is worse."""

from __future__ import annotations

import random
from dataclasses import fields

import pytest

from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.alignment.steps import Steps

WORDS = [a + b for a in "bdfgklmnprst" for b in "aeiou"]


def merged(seed, most):
    """Return a text, one with up to *most* of its sentences made one, and the beads."""
    rng = random.Random(seed)
    source, target, gold = [], [], set()
    while len(source) < 120:
        size = rng.choice((1, 1, 1, 2, most))
        own = [" ".join(rng.choices(WORDS, k=rng.randrange(5, 9))) for _ in range(size)]
        gold.add(((len(source), len(source) + size), (len(target), len(target) + 1)))
        source += [f"{sentence.capitalize()}." for sentence in own]
        target.append(", ".join(own).capitalize() + ".")
    return (source, target), gold


def forms(beads):
    return {
        ((b.source_start, b.source_end), (b.target_start, b.target_end)) for b in beads
    }


@pytest.mark.parametrize("most", [4, 5, 6])
def test_many_sentences_became_one(most):
    text, gold = merged(most, most)
    large = {bead for bead in gold if bead[0][1] - bead[0][0] == most}
    assert large
    (beads,) = align_texts([text])
    assert len(forms(beads) & large) > 0.9 * len(large)
    (beads,) = align_texts([text], steps=Steps(many=False))
    assert not forms(beads) & large


def test_every_step_can_be_left_out():
    """A text without one of the steps is aligned all the same."""
    texts = [merged(seed, 4)[0] for seed in (1, 2)]
    for step in fields(Steps):
        found = align_texts(texts, steps=Steps(**{step.name: False}))
        for beads, (source, target) in zip(found, texts, strict=True):
            assert sum(bead.kind[0] for bead in beads) == len(source)
            assert sum(bead.kind[1] for bead in beads) == len(target)
