"""Sort environment data into the order in which a single process reads all documents.

Sphinx reads documents in the order of their names. If two documents register the same
name, the later document wins. When single documents are read again, or when several
processes read, names are registered in another order. The difference is visible on
pages: in lists of tasks, in ambiguous references, in the parents of pages.

The data of domains is undocumented. A value belongs to a document if it contains the
name of the document. Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report
upstream: `merge_domaindata` of several domains depends on the order of the processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.extension.compat.symbols import order_symbols

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sphinx.environment import BuildEnvironment

_Place = tuple[str, ...]


class NotedByOthers:
    """Domain data registered by the documents that this build does not read again.

    Args:
        env: environment of the book.
        docnames: documents that are about to be read.
    """

    def __init__(self, env: BuildEnvironment, docnames: Iterable[str]) -> None:
        self._env = env
        read = set(docnames)
        self._noted: dict[_Place, dict[Any, tuple[str, Any]]] = {}
        documents = env.all_docs.keys()
        for place, table in _tables(env):
            noted = {
                key: (owner, value)
                for key, value in table.items()
                if (owner := _owner(value, documents)) and owner not in read
            }
            if noted:
                self._noted[place] = noted

    def settle(self) -> None:
        """Sort domain data, and give names with two documents to the later document.

        For the reason, and versions, see the module.
        """
        env = self._env
        documents = env.all_docs.keys()
        for place, table in _tables(env):
            for key, (owner, value) in self._noted.get(place, {}).items():
                now = _owner(table.get(key), documents)
                if now and now < owner and owner in documents:
                    table[key] = value
        _order(env)
        order_symbols(env)


def _order(env: BuildEnvironment) -> None:
    documents = env.all_docs.keys()
    for name, value in vars(env).items():
        if isinstance(value, dict) and not name.startswith("_"):
            _order_by_key(value, documents)
    for _, table in _tables(env):
        if not _order_by_key(table, documents):
            owners = {key: _owner(value, documents) for key, value in table.items()}
            if all(owners.values()):
                _rearrange(table, sorted(table, key=lambda key: owners[key]))
        for value in table.values():
            if isinstance(value, list):
                _order_list(value, documents)


def _order_by_key(table: dict[Any, Any], documents: Container[str]) -> bool:
    """Sort *table* if all keys are names of documents; return whether they are."""
    if not all(isinstance(key, str) and key in documents for key in table):
        return False
    _rearrange(table, sorted(table))
    return True


def _order_list(values: list[Any], documents: Container[str]) -> None:
    owners = [_owner(value, documents) for value in values]
    if all(owners) and owners != sorted(owners):
        pairs = sorted(zip(owners, values, strict=True), key=lambda pair: pair[0])
        values[:] = [value for _, value in pairs]


def _rearrange(table: dict[Any, Any], keys: list[Any]) -> None:
    if keys != list(table):
        values = [(key, table[key]) for key in keys]
        dict.clear(table)
        dict.update(table, values)


def _tables(env: BuildEnvironment) -> Iterator[tuple[_Place, dict[Any, Any]]]:
    """Yield names of domain and table, and the table, for each table of domain data."""
    for domain, data in env.domaindata.items():
        for name, table in data.items():
            if isinstance(table, dict) and domain != "amts":
                yield (domain, name), table


def _owner(value: Any, documents: Container[str]) -> str:
    """Return the name of the document that registered *value*, "" if unknown."""
    if isinstance(value, dict):
        owner = value.get("docname")
    else:
        owner = getattr(value, "docname", None)
        if owner is None and isinstance(value, list | tuple) and value:
            owner = value[0]
    return owner if isinstance(owner, str) and owner in documents else ""
