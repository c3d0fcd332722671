"""Decide which pages search engines and the lists of languages are to offer."""

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
    """Less of it is translated than the rule asks for."""
    BY_MACHINE = "by-machine"
    """An engine has translated most of it."""


def rule_for(rules: Mapping[str, PublishRule], language: str) -> PublishRule:
    """Return the rule for a language, however its code is spelled in the setting."""
    if language in rules:
        return rules[language]
    name = canonical(language)
    same = (rule for code, rule in rules.items() if canonical(code) == name)
    return next(same, PublishRule())


def reasons(shares: PageShares, rule: PublishRule) -> tuple[Unpublished, ...]:
    """Return why a page with *shares* is not published; nothing if it is.

    A page without text is published.
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
        characters: characters by state, from the head of its record.
        rule: rule of its language.
    """
    return not reasons(PageShares.of([characters]), rule)
