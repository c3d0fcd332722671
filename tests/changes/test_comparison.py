"""Two versions of a book are compared by paragraph and sentence."""

from __future__ import annotations

import pytest

from sphinx_amts.changes.comparison import Passage, compare, sentences_of

BOIL = "Boil the water. Pour it slowly over the coffee."
GRIND = "Grind the beans just before you brew. Store the rest in the dark."
NEVER = "Never freeze the beans."


def book(**documents):
    return {
        name: [Passage(text, f"{name}.rst", 3 * n + 1) for n, text in enumerate(texts)]
        for name, texts in documents.items()
    }


def found(before, after):
    changes = compare(before, after, "en")
    texts = [
        (c.before.text if c.before else "", c.after.text if c.after else "")
        for c in changes.passages
    ]
    return texts, (changes.added, changes.edited, changes.removed)


def test_a_book_is_as_it_was():
    assert found(book(a=[BOIL, GRIND]), book(a=[BOIL, GRIND])) == ([], (0, 0, 0))


def test_only_the_sentence_that_was_edited_counts():
    edited = BOIL.replace("slowly", "very slowly")
    assert found(book(a=[GRIND, BOIL]), book(a=[GRIND, edited])) == (
        [(BOIL, edited)],
        (0, 1, 0),
    )


def test_new_and_removed_paragraphs():
    assert found(book(a=[BOIL, NEVER]), book(a=[BOIL])) == ([(NEVER, "")], (0, 0, 1))
    assert found(book(a=[BOIL]), book(a=[BOIL, GRIND])) == ([("", GRIND)], (2, 0, 0))
    assert found({}, book(a=[BOIL])) == ([("", BOIL)], (2, 0, 0))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (book(a=[BOIL, GRIND]), book(a=[GRIND, BOIL])),
        (book(a=[BOIL], b=[GRIND]), book(a=[BOIL, GRIND])),
        (book(a=[BOIL]), book(elsewhere=[BOIL])),
        (book(a=[BOIL], b=[BOIL, GRIND]), book(a=[BOIL], b=[GRIND], c=[BOIL])),
    ],
    ids=["turned", "another document", "renamed", "twice"],
)
def test_what_is_elsewhere_has_not_changed(before, after):
    assert found(before, after) == ([], (0, 0, 0))


def test_a_sentence_in_another_paragraph_has_not_changed():
    first, second = sentences_of(GRIND, "en")
    texts, counts = found(book(a=[GRIND]), book(a=[first, second]))
    assert counts == (0, 0, 0)
    assert len(texts) == 2


def test_a_text_that_is_there_twice_counts_twice():
    assert found(book(a=[NEVER, BOIL, NEVER]), book(a=[NEVER, BOIL]))[1] == (0, 0, 1)


def test_a_moved_paragraph_is_found_by_its_words():
    edited = BOIL.replace("slowly", "gently")
    assert found(book(a=[BOIL, GRIND]), book(a=[GRIND], b=[edited])) == (
        [(BOIL, edited)],
        (0, 1, 0),
    )


def test_a_title_that_was_rewritten_is_one_edit():
    assert found(book(a=["Usage", BOIL]), book(a=["How to brew", BOIL])) == (
        [("Usage", "How to brew")],
        (0, 1, 0),
    )


def test_sentences_of_a_language_without_blanks():
    before, after = book(a=["先烧水。再倒水。"]), book(a=["先烧水。再慢慢地倒水。"])
    changes = compare(before, after, "zh")
    assert (changes.added, changes.edited, changes.removed) == (0, 1, 0)


def test_a_long_document_in_which_all_changed_is_paired_by_its_order():
    before = book(
        a=[f"Sentence number {n} of the old text is here." for n in range(160)]
    )
    after = book(
        a=[f"Sentence number {n} of the new text is here." for n in range(160)]
    )
    texts, counts = found(before, after)
    assert counts == (0, 160, 0)
    assert len(texts) == 160
