"""Update a message catalog to a new source text, as `sphinx-intl update` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.catalogs.po_reader import PoEntry


def updated(entries: Iterable[PoEntry], messages: Iterable[str]) -> dict[str, str]:
    """Update *entries* to *messages*; return the translations, also fuzzy ones.

    A message that has an entry keeps its translation. Another message gets the
    translation of the most similar entry, if that is similar enough for Babel, which
    `sphinx-intl` uses.

    Args:
        entries: entries of the old catalog.
        messages: messages of the new source, in order.

    Returns:
        message -> translation, for messages with a translation.
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
