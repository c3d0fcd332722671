"""Whose translation a page is, and whether it is published."""

from __future__ import annotations

import pytest

from sphinx_amts.notices.publishing import (
    Unpublished,
    is_published,
    reasons,
    rule_for,
)
from sphinx_amts.notices.shares import PageShares
from sphinx_amts.settings.site_values import PublishRule

INCOMPLETE, BY_MACHINE = Unpublished.INCOMPLETE, Unpublished.BY_MACHINE
NOINDEX = PublishRule(by_machine=False)


def test_every_state_belongs_to_one_part():
    from sphinx_amts.model import State

    shares = PageShares.of([dict.fromkeys(map(str, State), 1), {"human": 5}])
    assert shares == PageShares(human=8, unconfirmed=1, machine=1, outdated=1, source=4)
    assert (shares.whole, shares.translated, shares.doubtful) == (15, 11, 3)


@pytest.mark.parametrize(
    ("shares", "rule", "expected"),
    [
        (PageShares(human=80, source=20), PublishRule(min_shown=0.8), ()),
        (PageShares(human=79, source=21), PublishRule(min_shown=0.8), (INCOMPLETE,)),
        # shares that have no exact float
        (PageShares(human=55, source=45), PublishRule(min_shown=0.55), ()),
        (PageShares(human=29, source=71), PublishRule(min_shown=0.29), ()),
        (PageShares(outdated=9, source=1), PublishRule(min_shown=0.9), ()),
        (PageShares(machine=50, human=50), NOINDEX, ()),
        (PageShares(machine=51, human=49), NOINDEX, (BY_MACHINE,)),
        (PageShares(machine=51, human=49), PublishRule(), ()),
        (
            PageShares(machine=6, source=4),
            PublishRule(min_shown=1.0, by_machine=False),
            (INCOMPLETE, BY_MACHINE),
        ),
        (PageShares(), PublishRule(min_shown=1.0, by_machine=False), ()),
    ],
)
def test_rules(shares, rule, expected):
    assert reasons(shares, rule) == expected


def test_a_document_is_judged_by_the_head_of_its_record():
    assert is_published({"human": 1, "machine": 1}, NOINDEX)
    assert not is_published({"rejected": 1, "machine": 2}, NOINDEX)


def test_a_rule_holds_for_all_spellings_of_its_language():
    rules = {"zh_CN": NOINDEX}
    assert rule_for(rules, "zh") == NOINDEX
    assert rule_for(rules, "zh_TW") == rule_for({}, "zh") == PublishRule()
