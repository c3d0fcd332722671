"""Amounts of money as people read them."""

from __future__ import annotations

import pytest

from sphinx_amts.text.money import dollars, limit


@pytest.mark.parametrize(
    ("amount", "price", "most"),
    [
        (0.001, "$0.01", "$0.001"),
        (0.0099999, "$0.01", "$0.009999"),
        (0.01, "$0.01", "$0.01"),
        (0.1 + 0.2, "$0.30", "$0.30"),
        (5, "$5.00", "$5.00"),
        (4.999, "$5.00", "$4.999"),
        (20.5, "$20.50", "$20.50"),
        (0, "$0.00", "$0.00"),
    ],
)
def test_a_price_is_never_less_and_a_limit_never_more(amount, price, most):
    assert (dollars(amount), limit(amount)) == (price, most)
