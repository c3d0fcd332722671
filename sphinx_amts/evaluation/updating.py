"""Update a catalog to a new source as `sphinx-intl update` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.catalogs.po_reader import PoEntry


def updated(entries: Iterable[PoEntry], messages: Iterable[str]) -> dict[str, str]:
    """Update *entries* to *messages*; return the translations, fuzzy ones included.

    A message with an entry keeps its text, and another one gets that of the most
    similar message if it is similar enough, as Babel finds it for `sphinx-intl`.

    Args:
        entries: of the catalog before.
        messages: of the present source, in their order.
    """
    catalog, template = Catalog(), Catalog()
    for entry in entries:
        if entry.msgid and entry.context is None and not entry.plural:
            catalog.add(entry.msgid, entry.msgstr)
    for message in messages:
        template.add(message)
    catalog.update(template)
    return {
        message.id: message.string
        for message in catalog
        if isinstance(message.id, str) and message.id
        if isinstance(message.string, str) and message.string
    }
