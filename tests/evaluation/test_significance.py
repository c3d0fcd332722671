"""Resampling of documents and messages."""

from __future__ import annotations

import numpy as np
import pytest

from sphinx_amts.scores.significance import compare, draws, holm, interval, resampled


def accuracy(sums):
    return float(sums[0] / sums[1])


def counted(right):
    return np.array([[value, 1] for value in right], dtype=float)


def test_whole_documents_are_drawn():
    drawn = draws([1] * 3 + [50], resamples=200)
    # of four documents drawn, each is the long one or a message alone
    assert {int(row.sum() - 4) % 49 for row in drawn} == {0}
    assert len({int(row.sum()) for row in drawn}) > 3


def test_messages_of_a_drawn_document_are_drawn_as_well():
    drawn = draws([40, 40], resamples=50)
    assert (drawn == 0).any(axis=1).all()


def test_intervals_of_alike_messages_are_those_of_documents():
    """Twenty times the same message says no more than one."""
    documents = [n % 2 for n in range(20)]
    once = interval(resampled(counted(documents), draws([1] * 20), accuracy))
    often = counted([value for value in documents for _ in range(20)])
    again = interval(resampled(often, draws([20] * 20), accuracy))
    assert once.high - once.low == pytest.approx(again.high - again.low, abs=0.08)


def test_a_better_system_is_told_from_the_same_one():
    generator = np.random.default_rng(1)
    good = counted(generator.random(400) < 0.8)
    bad = counted(generator.random(400) < 0.6)
    drawn = draws([10] * 40)
    statistics = {"good": good, "bad": bad, "twin": good}
    actual = {name: accuracy(rows.sum(axis=0)) for name, rows in statistics.items()}
    scores = {name: resampled(r, drawn, accuracy) for name, r in statistics.items()}
    found = {(c.first, c.second): c for c in compare(actual, scores)}
    assert found["good", "bad"].p_corrected < 0.01
    assert found["good", "bad"].interval.low > 0
    assert found["good", "twin"].p == 1.0
    assert found["good", "twin"].difference == 0


def test_holm():
    # the example of a table: smallest times three, next times two, never falling
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]


def test_chance_alone_is_seldom_significant():
    generator = np.random.default_rng(2)
    drawn = draws([5] * 30, resamples=300)
    hits = 0
    for _ in range(60):
        systems = {n: counted(generator.random(150) < 0.7) for n in ("a", "b")}
        actual = {n: accuracy(r.sum(axis=0)) for n, r in systems.items()}
        scores = {n: resampled(r, drawn, accuracy) for n, r in systems.items()}
        hits += compare(actual, scores)[0].p < 0.05
    assert hits <= 9
