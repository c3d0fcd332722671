"""Builds while Amazon's services are out of order; most of the time is waiting."""

from __future__ import annotations

import pytest
from emulated import AMAZON


@pytest.mark.parametrize(
    ("fault", "route"),
    [
        ("throttle", "batch"),
        ("throttle-400", "realtime"),
        ("error-500", "batch"),
        ("error-503", "realtime"),
        ("reset", "batch"),
        ("reset", "realtime"),
        ("half-closed", "batch"),
        ("half-closed", "realtime"),
    ],
)
def test_a_service_out_of_order_leaves_the_source_for_now(
    book, build, amazon, fault, route
):
    book.conf(amts_amazon={**AMAZON, "route": route})
    amazon.store.faults.set(fault)
    built = build(wait=1)
    assert "The first loaf." in book.body("index")
    notices = [x for x in built.output.splitlines() if "without success" in x]
    assert len(notices) == 1
    amazon.store.faults.clear()
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    if fault != "half-closed":
        assert set(amazon.billed.values()) == {1}
