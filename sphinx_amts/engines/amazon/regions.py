"""What is known of regions and languages; each is probed where that is possible.

Source: Amazon Translate developer guide, last published in full in December 2022.
"""

from __future__ import annotations

LISTED = "2022-12"

BATCH = frozenset(
    """
    us-east-1 us-east-2 us-west-1 us-west-2 ap-south-1 ap-northeast-1 ap-northeast-2
    ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-west-1 eu-west-2
    eu-west-3 eu-north-1
    """.split()
)
"""Regions with jobs."""

CUSTOM = frozenset("us-east-1 us-west-2 eu-west-1".split())
"""Regions with Active Custom Translation."""

FORMALITY = frozenset("nl fr fr-CA de hi it ja ko pt-PT es es-MX".split())
"""Targets that know formality; for others the service leaves it out silently."""

NO_PROFANITY = frozenset("bn hi ml pa si vi".split())
"""Targets in which nothing is masked."""


def settings_without_effect(target: str, *, formality: str, profanity: str) -> str:
    """Return what is set and does nothing for a language; empty if all is well.

    Args:
        target: Amazon's code of the language.
        formality: as set; empty for none.
        profanity: as set; empty for none.
    """
    idle = []
    if formality and target not in FORMALITY:
        idle.append("formality")
    if profanity and target in NO_PROFANITY:
        idle.append("profanity")
    return " and ".join(idle)
