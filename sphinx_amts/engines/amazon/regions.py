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
"""Regions with jobs."""

CUSTOM = frozenset("us-east-1 us-west-2 eu-west-1".split())
"""Regions with Active Custom Translation."""

FORMALITY = frozenset("nl fr fr-CA de hi it ja ko pt-PT es es-MX".split())
"""Target languages with formality; for others the service ignores the setting."""

NO_PROFANITY = frozenset("bn hi ml pa si vi".split())
"""Target languages without masking of profanity."""


def settings_without_effect(target: str, *, formality: str, profanity: str) -> str:
    """Name the settings without effect for a target language, "" if there are none.

    Args:
        target: Amazon's code of the language.
        formality: value of the setting; empty for none.
        profanity: value of the setting; empty for none.
    """
    ineffective = []
    if formality and target not in FORMALITY:
        ineffective.append("formality")
    if profanity and target in NO_PROFANITY:
        ineffective.append("profanity")
    return " and ".join(ineffective)
