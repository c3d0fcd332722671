"""Sentences of paragraphs, paired: whole, and as they stand in the text."""

from __future__ import annotations

import pytest

from sphinx_amts.editions.model import Pair
from sphinx_amts.markup.model import Text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.sentence_pairs import sentence_pairs
from sphinx_amts.parallel_data.unaligned import extend_beads

PLAIN = [
    ("The sea was calm. The crew slept.", "{0}大海很平静。{1}船员都睡了。"),
    ("The wind rose at noon. The sails filled.", "{0}中午起风了。{1}帆鼓起来了。"),
    ("The anchor is heavy. The rope is new.", "{0}锚很重。{1}绳子是新的。"),
]


def paired(texts, target="zh"):
    paragraphs = [
        Pair(source=(Text(a),), target=(Text(b),), document="index") for a, b in texts
    ]
    languages = LanguagePair(source="en", target=target)
    return [
        (pair.source_text, pair.target_text)
        for pair in sentence_pairs(paragraphs, languages)
    ]


def plain(blank=""):
    return [(a, b.format("", blank)) for a, b in PLAIN]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Cast off. Then steer for the buoy.", "解开缆绳，再驶向浮标。"),
        ("Reef the main. Drop the jib. Wait.", "收主帆，降前帆，然后等待。"),
        ("Go below. It is cold. Eat. Sleep. Rest well.", "下去吃饭睡觉好好休息吧。"),
        ("Cast off, and then steer for the far buoy.", "解开缆绳。再驶向浮标。"),
    ],
)
def test_one_sentence_says_all_that_the_other_side_says(source, target):
    found = paired([*plain(), (source, target)])
    assert (source, target) in found
    assert ("The sea was calm.", "大海很平静。") in found


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("zh", "天黑以前把船拖上岸。把桨放好。"),
        ("zh", "天黑以前把船拖上岸。 把桨放好。"),
        ("ja", "暗くなる前に船を岸に上げます。櫂を片付けます。"),
        ("es", "Sube la barca antes de que oscurezca.  Guarda los remos."),
        ("es", "Sube la barca antes de que oscurezca. Guarda los remos."),
    ],
)
def test_sentences_stand_as_in_the_text(target, said):
    source = "Haul the boat ashore before dark and put the oars away."
    ((got, found),) = paired([(source, said)], target)
    assert (got, found) == (source, " ".join(said.split()))


@pytest.mark.parametrize(
    ("beads", "sources", "targets", "wanted"),
    [
        # together they are as long as their counterpart
        (
            [((0,), (0,)), ((2,), (1,))],
            *([20.0, 20.0, 20.0], [20.0, 41.0]),
            [((0,), (0,)), ((1, 2), (1,))],
        ),
        (
            [((0,), (0,)), ((1,), (2,))],
            *([41.0, 20.0], [20.0, 20.0, 20.0]),
            [((0,), (0, 1)), ((1,), (2,))],
        ),
        # one that nobody translated stays alone
        (
            [((0,), (0,)), ((2,), (1,))],
            *([20.0, 20.0, 20.0], [20.0, 20.0]),
            [((0,), (0,)), ((2,), (1,))],
        ),
        # nothing has more than four
        (
            [((0, 1, 2, 3), (0,))],
            *([5.0] * 5, [25.0]),
            [((0, 1, 2, 3), (0,))],
        ),
    ],
)
def test_what_an_alignment_leaves_alone(beads, sources, targets, wanted):
    assert extend_beads(beads, sources, targets) == wanted
