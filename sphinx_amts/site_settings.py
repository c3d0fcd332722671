"""Define the settings of the published site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Settings of what readers see beside the text, for one target language."""
