"""Connect handlers to events without loading their modules before the events."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def late(module: str, function: str) -> Callable[..., Any]:
    """Return a handler that imports its module when it is first called.

    Args:
        module: name of a module of this package, relative to it.
        function: name of the handler in the module.
    """

    def handler(*args: Any, **kwargs: Any) -> Any:
        return getattr(import_module(f"sphinx_amts.{module}"), function)(
            *args, **kwargs
        )

    return handler
