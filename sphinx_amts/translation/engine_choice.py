"""Create the engine that the settings of a language name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.catalogs.rehearsal import is_emulated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_amts.engines.base import Engine
    from sphinx_amts.settings.definitions import Settings

NO_ENGINE = "memory"


def make_engine(
    settings: Settings,
    *,
    project: str = "",
    memory_dir: Path | None = None,
    again: bool = False,
    notify: Callable[[str], None] | None = None,
) -> Engine | None:
    """Create the engine that *settings* name; `None` for the memory alone.

    Args:
        settings: settings of the language.
        project: name of the book.
        memory_dir: folder of the memory, whose subfolder ``jobs`` has the records of
            jobs; `None` to record no jobs.
        again: whether to request segments again that a paid job did not return.
        notify: called with one line about the progress of jobs.

    Raises:
        ConfigError: there is no such engine, or its settings are wrong.
        EngineNotSetUp: the engine lacks something on this machine.
    """
    if settings.engine == NO_ENGINE:
        return None
    # most builds have none
    from sphinx_amts.engines.base import EngineOptions, create_engine, ignore_line

    return create_engine(
        settings.engine,
        EngineOptions(
            command=settings.command,
            command_name=settings.command_name,
            command_timeout=settings.command_timeout,
            command_batch_characters=int(settings.command_batch),
            command_languages=settings.command_languages,
            command_metered=settings.command_metered,
            command_keeps_marked=settings.command_keeps_marked,
            amazon=settings.amazon,
            amazon_prices=settings.amazon_prices,
            again=again,
            book=project,
            state_dir=memory_dir / "jobs" if memory_dir else None,
            wait=settings.wait,
            notify=notify or ignore_line,
        ),
    )


def uses_emulator(engine: Engine | None) -> bool:
    """Return whether *engine* talks to an emulator."""
    return engine is not None and is_emulated(engine.label)
