"""Repair Sphinx's search: its index after an incremental build, and its script.

In an incremental build, Sphinx continues the search index of the last build. It loses
the index entries of pages that are not written again, and keeps words that no page has
any more. There is no public function to repair this;
`tests/extension/test_same_pages.py` tests the result. To report upstream:
`IndexBuilder.load` restores no index entries, and `prune` leaves words without pages.

In Sphinx 9.0, the search script uses a stemmer class named after the language, but
Chinese uses the English stemmer: ``ChineseStemmer`` is not defined, the script throws
an error, and nothing is found (https://github.com/sphinx-doc/sphinx/issues/14229, fixed
by https://github.com/sphinx-doc/sphinx/pull/14416).
"""

from __future__ import annotations

import re
from types import MethodType
from typing import TYPE_CHECKING, Any

from sphinx.search import languages
from sphinx.util.index_entries import split_index_msg

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.builders import Builder
    from sphinx.config import Config

_USED = re.compile(r"(?m)^window\.Stemmer = (\w+);$")
_DEFINED = re.compile(r"\b([A-Z]\w*Stemmer)\s*=\s*function\b")
_OF_ALL = "BaseStemmer"


def choose_search_language(config: Config) -> None:
    """Set the search language for codes such as ``zh-TW`` to their base language.

    Sphinx itself splits codes only at an underscore.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: `IndexBuilder`
    could split at a hyphen and an at sign as well.
    """
    base = re.split("[-@]", config.language)[0].partition("_")[0]
    found = config.language in languages or "_" in config.language
    if not (config.html_search_language or found) and base in languages:
        config.html_search_language = base


def complete_search_index(builder: Builder) -> None:
    """Make *builder* complete the search index that it loads from an earlier build.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    load = getattr(builder, "load_indexer", None)
    if load is None:
        return

    def load_indexer(docnames: Set[str]) -> None:
        """Load the index of the earlier build, without *docnames*."""
        load(docnames)
        indexer: Any = builder.indexer  # type: ignore[attr-defined]
        _name_stemmer(indexer)
        noted = builder.env.domaindata["index"]["entries"]
        known = builder.env.all_docs.keys()
        indexer._index_entries.clear()
        for docname in sorted(known):
            # entries of *docnames* are added later, in the order of all pages
            written = docname in indexer._titles and docname not in docnames
            entries = noted.get(docname, ()) if written else ()
            indexer._index_entries[docname] = _searched(entries)
        for mapping in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, found in mapping.items() if not found]:
                del mapping[word]

    builder.load_indexer = load_indexer  # type: ignore[attr-defined]


def _name_stemmer(indexer: Any) -> None:
    """Make the search script use a stemmer class that it defines.

    Sphinx 9.0.4 needs this; 8.2.3 and 9.2.0 do not. See the module.
    """
    code = indexer.get_js_stemmer_code

    def get_js_stemmer_code(self: Any) -> str:
        """Return the JavaScript of the stemmer, with a class name that it defines."""
        text: str = code()
        used = _USED.search(text)
        defined = [name for name in _DEFINED.findall(text) if name != _OF_ALL]
        if used is None or used[1] in defined or not defined:
            return text
        return text.replace(used[0], f"window.Stemmer = {defined[-1]};")

    indexer.get_js_stemmer_code = MethodType(get_js_stemmer_code, indexer)


def _searched(entries: Any) -> list[tuple[str, str, str]]:
    """Convert the index entries of a page to the form of Sphinx's search index."""
    searched = set()
    for kind, value, target, main, _ in entries:
        try:
            parts = split_index_msg(kind, value)
        except ValueError:
            continue
        searched |= {(part, target or "", main) for part in parts}
    return sorted(searched)
