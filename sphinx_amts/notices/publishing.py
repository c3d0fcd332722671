"""Decide which pages are offered to search engines and to other languages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.languages.codes import canonical
from sphinx_amts.notices.shares import PageShares
from sphinx_amts.settings.site_values import PublishRule

if TYPE_CHECKING:
    from collections.abc import Mapping


class Unpublished(StrEnum):
    """Reason why a page is not published."""

    INCOMPLETE = "incomplete"
    """Less of the page is translated than the rule asks for."""
    BY_MACHINE = "by-machine"
    """An engine translated more than half of the page."""


def rule_for(rules: Mapping[str, PublishRule], language: str) -> PublishRule:
    """Return the rule for *language*, in any spelling of its code.

    Returns:
        The rule; one that publishes every page if the setting has none.
    """
    if language in rules:
        return rules[language]
    name = canonical(language)
    same = (rule for code, rule in rules.items() if canonical(code) == name)
    return next(same, PublishRule())


def reasons(shares: PageShares, rule: PublishRule) -> tuple[Unpublished, ...]:
    """Return the reasons why a page with *shares* is not published.

    A page without text is published.

    Returns:
        The reasons; empty if the page is published.
    """
    found = []
    if shares.whole and shares.translated / shares.whole < rule.min_shown:
        found.append(Unpublished.INCOMPLETE)
    if not rule.by_machine and 2 * shares.machine > shares.whole:
        found.append(Unpublished.BY_MACHINE)
    return tuple(found)


def is_published(characters: Mapping[str, int], rule: PublishRule) -> bool:
    """Return whether a document is offered to search engines and in other languages.

    Args:
        characters: number of characters by state, from the head of the document's
            record.
        rule: rule of the language.
    """
    return not reasons(PageShares.of([characters]), rule)
