"""Make event handlers whose modules are imported when the event occurs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def lazy_handler(module: str, function: str) -> Callable[..., Any]:
    """Return a handler that imports the real handler when it is first called.

    Args:
        module: name of a module in `sphinx_amts`, without this prefix.
        function: name of the real handler in the module.
    """

    def handler(*args: Any, **kwargs: Any) -> Any:
        return getattr(import_module(f"sphinx_amts.{module}"), function)(
            *args, **kwargs
        )

    return handler
