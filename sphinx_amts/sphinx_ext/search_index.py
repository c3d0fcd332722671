"""The index of the search, the same after some pages were written as after all were.

Sphinx goes on from the index that it wrote before. It has forgotten the index entries
of pages that are not written again by then, and keeps words that no page has any more.
There is no public way to mend that; `tests/sphinx/test_same_pages.py` holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util.index_entries import split_index_msg

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.builders import Builder


def complete_search_index(builder: Builder) -> None:
    """Let *builder* go on from all that its search index was made from."""
    load = getattr(builder, "load_indexer", None)
    if load is None:
        return

    def load_indexer(docnames: Set[str]) -> None:
        """Load the index as written before, without *docnames*."""
        load(docnames)
        indexer: Any = builder.indexer  # type: ignore[attr-defined]
        noted = builder.env.domaindata["index"]["entries"]
        known = builder.env.all_docs.keys()
        indexer._index_entries.clear()
        for docname in sorted(known):
            # those of *docnames* come later, and the order is that of all pages
            written = docname in indexer._titles and docname not in docnames
            entries = noted.get(docname, ()) if written else ()
            indexer._index_entries[docname] = _searched(entries)
        for mapping in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, found in mapping.items() if not found]:
                del mapping[word]

    builder.load_indexer = load_indexer  # type: ignore[attr-defined]


def _searched(entries: Any) -> list[tuple[str, str, str]]:
    """Return index entries of a page as Sphinx's search has them."""
    searched = set()
    for kind, value, target, main, _ in entries:
        try:
            parts = split_index_msg(kind, value)
        except ValueError:
            continue
        searched |= {(part, target or "", main) for part in parts}
    return sorted(searched)
