"""Define the settings of the published site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.settings.options import option
from sphinx_amts.settings.site_values import (
    PublishRule,
    to_improve,
    to_optional_address,
    to_publish,
    to_site,
)
from sphinx_amts.settings.values import to_flag, to_one_of, to_text

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
    banner: str = option(
        "Which pages say at their top how much of them people and machines have "
        "translated: `always` all, `auto` those with text that is a machine's, of an "
        "earlier wording, or unconfirmed, `never` none.",
        to_one_of("always", "auto", "never"),
        "auto",
    )
    marks: bool = option(
        "Whether a mark stands behind each paragraph that is a machine's, of an "
        "earlier wording, or unconfirmed.",
        to_flag,
        True,  # noqa: FBT003
    )
    source_text: str = option(
        "Which pages carry the source text of their paragraphs, to be read at each of "
        "them and side by side: `always` all, `auto` those that "
        "have marks, `never` none.",
        to_one_of("always", "auto", "never"),
        "never",
    )
    improve: str | None = option(
        "Address of the link `Improve this translation` of each paragraph, in which "
        "`{file}`, `{line}`, `{msgid}`, `{docname}`, `{language}` and `{branch}` "
        "stand for where its translation is.",
        to_improve,
        None,
    )
    branch: str = option(
        "What `{branch}` stands for in `amts_improve`.", to_text, "main"
    )
    help_url: str | None = option(
        "Address of the page that tells readers how they can help to translate.",
        to_optional_address,
        None,
    )
    publish: Mapping[str, PublishRule] = option(
        "Which pages search engines are offered, by language, as in "
        '`{"zh": {"min_shown": 0.8, "machine": "noindex"}}`: those of which at least '
        "this share is translated, and, with `noindex`, of which a machine has not "
        "translated more than half.",
        to_publish,
        {},
        per_language=False,
    )

    @property
    def keeps_sources(self) -> bool:
        """Return whether pages need the source message of each paragraph."""
        return self.source_text != "never" or self.improve is not None
