"""Define the settings of the published site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.setting_options import option
from sphinx_amts.setting_values import to_site

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Settings of what readers see beside the text, for one target language."""

    site: Mapping[str, object] = option(
        "Addresses of the published site, as in "
        '`{"base": "https://example.org/book/", "paths": {"en": "", "zh": "zh/"}}`. '
        "With it, HTML pages have links to the other languages. `base` is the address "
        "of the site, without which there are no `hreflang` and canonical links; "
        "`paths` the folder of each language in it, the source language included "
        "(default: folders that are named as the languages), or an address elsewhere; "
        "`names` what languages are called, instead of their own names; `menu` whether "
        "pages have a menu of languages (default: true).",
        to_site,
        {},
        per_language=False,
    )
