"""Words as numbers: of all scripts, the same wherever a text stands."""

from __future__ import annotations

import pytest

from sphinx_amts.corpus_selection.limits import SizeLimit
from sphinx_amts.corpus_selection.similar_texts import TakenTexts
from sphinx_amts.corpus_selection.words import spelled, words_of

TEXTS = [
    "The cat, the dog.",
    "",
    "Ein Äpfelchen_2 für 12 €",
    "机器学习 is 深度",
    "ภาษาไทย",
    "हिन्दी में",
    "ＦＵＬＬ width",
    "x" * 500,
    "a\nb\u2028c",
]


def test_words_are_counted_as_they_are_read():
    words = words_of(TEXTS)
    # each text has an end mark besides
    assert list(words.lengths - 1) == [6, 0, 5, 7, 7, 2, 2, 1, 3]
    assert words.numbers[0] == words.numbers[3]
    assert words.numbers[1] != words.numbers[4]


def test_numbers_do_not_depend_on_the_texts_around():
    together = words_of(TEXTS)
    alone = [words_of([text]).numbers for text in TEXTS]
    assert [n for numbers in alone for n in numbers] == list(together.numbers)


def test_width_and_case_make_no_difference():
    assert list(words_of(["ＦＵＬＬ Width"]).numbers) == list(
        words_of(["full width"]).numbers
    )


@pytest.mark.parametrize("text", ["Der größte Fall", "机器 learning", "ab cd_e 12"])
def test_words_can_be_spelled_again(text):
    numbers = [n for n in words_of([text]).numbers if int(n) in spelled([text])]
    assert len(numbers) == len(words_of([text]).numbers) - 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Release 1.2 of the tool is out.", "Release 10.33 of the tool is out!", True),
        ("The cat sat on the mat today.", "THE CAT SAT ON THE MAT, TODAY", True),
        ("The cat sat on the mat today.", "A dog ran over the field at night.", False),
        ("Yes", "No", False),
        ("数据", "数据", True),
    ],
)
def test_texts_that_differ_by_numbers_and_marks_are_near(one, other, same):
    taken = TakenTexts()
    taken.take(one, "file:1")
    assert taken.like(other) == ("file:1" if same else "")


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("20000", SizeLimit(pairs=20_000)),
        ("20k", SizeLimit(pairs=20_000)),
        ("20%", SizeLimit(share=0.2)),
        ("5MB", SizeLimit(bytes=5_000_000)),
        ("1.5 GB", SizeLimit(bytes=1_500_000_000)),
    ],
)
def test_sizes_are_read_as_people_write_them(text, limit):
    assert SizeLimit.parse(text) == limit


@pytest.mark.parametrize("text", ["", "0", "0%", "120%", "-5", "5 MiB", "many", "1e9"])
def test_other_sizes_are_refused(text):
    with pytest.raises(ValueError):
        SizeLimit.parse(text)
