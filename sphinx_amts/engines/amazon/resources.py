"""Name, recognise and await parallel data and terminologies in an AWS account."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_amts.engines.amazon.versions import CONTENT_MARK
from sphinx_amts.engines.amazon.waiting import pauses
from sphinx_amts.errors import ConfigError, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

OWNER = "sphinx-amts"
POLLS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds between polls of a resource; the last pause is repeated."""

PATIENCE = 3600.0
"""Most seconds to wait for an import; a few minutes are usual."""

_NAME_CHARACTERS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class PushOutcome:
    """Result of a push of parallel data or of a terminology.

    Attributes:
        name: name of the resource.
        done: "unchanged", "created", "updated" or "started".
        lines: further lines for the user.
    """

    name: str
    done: str
    lines: tuple[str, ...] = ()


def description(book: str, digest: str) -> str:
    """Return the description that marks a resource as made by this package."""
    return f"{OWNER} book={book} sha256={digest}"


def is_ours(properties: dict[str, Any], book: str | None = None) -> bool:
    """Return whether this package made a resource, for the given *book* if any."""
    words = str(properties.get("Description") or "").split()
    return words[:1] == [OWNER] and (book is None or f"book={book}" in words)


def content_of(properties: dict[str, Any]) -> str:
    """Return the content digest in the description of a resource, or "" without one."""
    found = CONTENT_MARK.search(str(properties.get("Description") or ""))
    return found[1] if found else ""


def proposed_name(*parts: str) -> str:
    """Compose a valid name for a resource from *parts*."""
    text = "-".join(re.sub(r"[^A-Za-z0-9-]+", "-", part).strip("-") for part in parts)
    return text[:_NAME_CHARACTERS]


def refuse_foreign(what: str, name: str, properties: dict[str, Any]) -> None:
    """Refuse to change a resource that another tool made.

    Raises:
        ConfigError: another tool made the resource.
    """
    if not is_ours(properties):
        raise ConfigError(
            f'{what} "{name}" was not made by sphinx-amts and is left alone; give '
            "another name with --name, or remove it in the console"
        )


def wait_until(
    ready: Callable[[], bool], *, what: str, notify: Callable[[str], None]
) -> None:
    """Call *ready* repeatedly until it returns `True`.

    Args:
        ready: the check.
        what: what is waited for, for messages.
        notify: called with one line about the progress before each pause.

    Raises:
        EngineError: the wait takes longer than `PATIENCE`.
    """
    began = time.monotonic()
    for pause in pauses(POLLS):
        if ready():
            return
        seconds = time.monotonic() - began
        if seconds > PATIENCE:
            raise EngineError(
                f"{what}: no end after {seconds:.0f} s; run the command again later, "
                "it takes up where this one stopped"
            )
        notify(f"{what}: {seconds:.0f} s")
        time.sleep(pause)
