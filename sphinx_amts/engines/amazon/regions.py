"""List the regions and languages that support optional features of the service.

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
"""Regions with batch jobs."""

CUSTOM = frozenset("us-east-1 us-west-2 eu-west-1".split())
"""Regions with Active Custom Translation."""

FORMALITY = frozenset("nl fr fr-CA de hi it ja ko pt-PT es es-MX".split())
"""Amazon's codes of target languages that support formality."""

NO_PROFANITY = frozenset("bn hi ml pa si vi".split())
"""Amazon's codes of target languages that do not support masking of profanity."""


def settings_without_effect(target: str, *, formality: str, profanity: str) -> str:
    """Return the names of settings that have no effect for a target language.

    Args:
        target: Amazon's code of the language.
        formality: value of the setting; empty if it is not set.
        profanity: value of the setting; empty if it is not set.

    Returns:
        the names as text for messages, or "" if all settings have an effect.
    """
    ineffective = []
    if formality and target not in FORMALITY:
        ineffective.append("formality")
    if profanity and target in NO_PROFANITY:
        ineffective.append("profanity")
    return " and ".join(ineffective)
