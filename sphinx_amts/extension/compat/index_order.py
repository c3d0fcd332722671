"""Rearrange the index that Sphinx has made, before a builder writes it.

Sphinx sorts and groups index entries by code points, and has no hook for another order.
Several builders create an index, all with the same method, which is wrapped here.
`tests/extension/test_internals.py` pins this method.

Tried with Sphinx 8.2.3 and 9.0.4. To report upstream: a setting for the order of the
index, as JavaScript and many languages have collators.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx.environment.adapters.indexentries import IndexEntries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.environment import BuildEnvironment

Targets = list[Any]
Entry = tuple[str, tuple[Targets, list[tuple[str, Targets]], str | None]]
"""Text of an entry; its targets, its subentries, and its own heading if it has one."""

Index = list[tuple[str, list[Entry]]]
"""Headings of the index, each with its entries."""

_ARRANGE: WeakKeyDictionary[BuildEnvironment, Callable[[Index], Index]]
_ARRANGE = WeakKeyDictionary()


def arrange_index(env: BuildEnvironment, arrange: Callable[[Index], Index]) -> None:
    """Let *arrange* reorder each index that a builder creates for the book of *env*."""
    _ARRANGE[env] = arrange
    made = IndexEntries.create_index
    if hasattr(made, "__wrapped__"):
        return

    @wraps(made)
    def create_index(self: IndexEntries, *args: Any, **kwargs: Any) -> Index:
        index: Index = made(self, *args, **kwargs)
        found = _ARRANGE.get(self.env)
        return index if found is None else found(index)

    IndexEntries.create_index = create_index  # type: ignore[method-assign]
