"""Keep the symbol trees of the C and C++ domains intact when documents are read again.

Sphinx has no public interface to its symbols; `tests/extension/test_reading_again.py`
tests the result.
"""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

_DOMAINS = {"c", "cpp"}


def keep_members(env: BuildEnvironment) -> None:
    """Make the C and C++ domains keep members that other documents declare.

    When a document is read again, the C domain deletes the symbols of the document with
    all members, including members that other documents declare, whose references then
    end in an error. The C++ domain keeps the symbol of an enumerator, so that the
    enumerator is not added to the scope around its enumeration again. With this
    function, only declarations are deleted; a symbol is deleted only if it cannot have
    members.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: `clear_doc` of
    both domains drops too much, or too little, as described here.
    """
    for name in _DOMAINS & env.domaindata.keys():
        data = env.domaindata[name]

        def clear_doc(docname: str, data: dict[str, Any] = data) -> None:
            """Delete the declarations of *docname*."""
            for symbol in list(data["root_symbol"].get_all_symbols()):
                if symbol.docname == docname:
                    _undeclare(symbol)
            table = data["objects" if "objects" in data else "names"]
            for key, noted in list(table.items()):
                if docname == (noted if isinstance(noted, str) else noted[0]):
                    del table[key]

        env.domains[name].clear_doc = clear_doc  # type: ignore[method-assign]


def _undeclare(symbol: Any) -> None:
    above, below = symbol.siblingAbove, symbol.siblingBelow
    if above is not None:
        above.siblingBelow = below
    if below is not None:
        below.siblingAbove = above
    symbol.siblingAbove = symbol.siblingBelow = None
    by_document = getattr(symbol.parent, "_children_by_docname", None)
    if symbol.declaration.objectType == "enumerator":
        symbol.remove()
    elif by_document is not None:  # a C symbol also lists its children by document
        name = symbol.ident.name
        if by_document.get(symbol.docname, {}).get(name) is symbol:
            del by_document[symbol.docname][name]
            by_document.setdefault(None, {})[name] = symbol
    symbol.declaration = symbol.docname = symbol.line = None


@contextmanager
def same_symbols(env: BuildEnvironment) -> Iterator[None]:
    """Restore the symbols of C and C++ after documents are read a second time.

    A translation declares nothing, but declarations that are read again may get another
    place among overloads and redeclarations, above all with several processes. So the
    second reading works on a copy, which is discarded afterwards.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    names = _DOMAINS & env.domaindata.keys()
    kept = {name: dict(env.domaindata[name]) for name in names}
    for name in names:
        copy = pickle.loads(  # noqa: S301  # made here
            pickle.dumps(kept[name], pickle.HIGHEST_PROTOCOL)
        )
        env.domaindata[name].update(copy)
    try:
        yield
    finally:
        for name, data in kept.items():
            env.domaindata[name].update(data)


def order_symbols(env: BuildEnvironment) -> None:
    """Sort C++ symbols by document, the order in which a single process finds them.

    References lead to the first of several overloads. With several reading processes,
    overloads are in the order in which the processes have ended.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: the order of
    overloads depends on the order of the processes.
    """
    if "cpp" in env.domaindata:
        _order(env.domaindata["cpp"]["root_symbol"])


def _order(symbol: Any) -> str:
    """Sort the symbols below *symbol*, and return the first document that declares one.

    The name of the document is "" if there is none.
    """
    firsts = [(_order(child), child) for child in symbol._children]
    known = [first for first, _ in firsts if first]
    if len(known) == len(firsts) and known != sorted(known):
        firsts.sort(key=lambda pair: pair[0])
        symbol._children[:] = [child for _, child in firsts]
    return min([*known, *([symbol.docname] if symbol.docname else [])], default="")
