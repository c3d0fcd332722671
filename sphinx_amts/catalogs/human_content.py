"""Read what a build needs to know of a human catalog, whole or damaged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import (
    joined_head,
    joined_translations,
    shown_translations,
)
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.document_records.faults import DamagePlace
from sphinx_amts.errors import CatalogError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class HumanContent:
    """Content of a human catalog.

    Attributes:
        entries: translations, msgid -> msgstr.
        wrong: where and why the catalog is damaged; `None` if it is not.
        joined: each entry that msgcat merged from two, and whether it is fuzzy.
        head: where the header is if msgcat merged it from two; else `None`.
    """

    entries: dict[str, str]
    wrong: DamagePlace | None = None
    joined: list[tuple[DamagePlace, bool]] = field(default_factory=list)
    head: DamagePlace | None = None


def read_content(path: Path, *, fuzzy: bool) -> HumanContent:
    """Read the translations that Sphinx would show from a human catalog.

    Damage raises no error; `HumanContent.wrong` names it.

    Args:
        path: the catalog, `.po` or `.mo`.
        fuzzy: whether fuzzy entries of a PO file are shown.
    """
    try:
        if path.suffix == ".mo":
            from sphinx_amts.catalogs.mo_reader import read_compiled  # few books

            return HumanContent(read_compiled(path))
        entries = read_entries(path)
        return HumanContent(
            shown_translations(entries, fuzzy=fuzzy),
            joined=joined_translations(entries, path),
            head=joined_head(entries, path),
        )
    except CatalogError as exc:
        # Babel, which it needs, takes long to load
        from sphinx_amts.catalogs.lenient_reader import read_leniently

        place = DamagePlace(path, exc.line, exc.text)
        return HumanContent(read_leniently(path, fuzzy=fuzzy), place)
