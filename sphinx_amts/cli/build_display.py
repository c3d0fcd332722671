"""Show the progress of several builds: as one live line, or as lines of a log."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sphinx_amts.cli.listing import columns
from sphinx_amts.cli.output import draw, is_live, say, warn
from sphinx_amts.cli.worker import Progress, TaskLost, TaskNote
from sphinx_amts.model import State
from sphinx_amts.text.shares import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_amts.cli.worker import Event, TaskDone
    from sphinx_amts.project.language_build import BuildResult


class Display:
    """Display of the progress of several builds, on a terminal or in a log.

    Args:
        total: number of builds.
        quiet: whether to show only warnings and errors.
    """

    def __init__(self, total: int, *, quiet: bool) -> None:
        self._total = total
        self._quiet = quiet
        self._live = is_live() and not quiet
        self._finished = 0
        self._running: dict[str, str] = {}
        self._phases: dict[str, str] = {}

    def show(self, name: str, event: Event) -> None:
        """Show *event* of the build *name*."""
        match event:
            case TaskNote(text, is_warning):
                if is_warning or not self._quiet:
                    self._say(name, text)
            case Progress(phase, done, total):
                self._running[name] = f"{phase}{_count(done, total)}"
                if self._live:
                    self._draw()
                elif self._phases.get(name) != phase and not self._quiet:
                    self._phases[name] = phase
                    say(f"{name}: {phase}{_size(total)}")

    def ended(self, name: str, end: TaskDone[BuildResult] | TaskLost) -> None:
        """Report the end of the build *name*, and remove it from the display."""
        self.forget(name)
        self._finished += 1
        if self._live:
            self._draw()
        elif not self._quiet:
            say(f"{name}: {outcome(end)} in {end.seconds:.1f} s")

    def forget(self, name: str) -> None:
        """Remove the build *name* from the display."""
        self._running.pop(name, None)

    def close(self) -> None:
        """Clear the live line."""
        if self._live:
            draw("")

    def _say(self, name: str, text: str) -> None:
        self.close()
        for line in text.splitlines():
            warn(f"{name}: {line}")
        if self._live:
            self._draw()

    def _draw(self) -> None:
        parts = [f"{self._finished}/{self._total} built"]
        parts += [f"{name} {text}" for name, text in self._running.items()]
        width = shutil.get_terminal_size().columns - 1
        line = " | ".join(parts)[:width]
        draw(line)


def _count(done: int, total: int) -> str:
    if not done:
        return ""
    return f" {done}/{total}" if total else f" {done}"


def _size(total: int) -> str:
    return f" {total}" if total else ""


def outcome(end: TaskDone[BuildResult] | TaskLost) -> str:
    """Return the outcome of a build: "built" or "failed"."""
    return "failed" if isinstance(end, TaskLost) or end.value.failures else "built"


def summary(ends: Mapping[str, TaskDone[BuildResult] | TaskLost]) -> Iterator[str]:
    """Yield the lines of a table with the outcome of each build."""
    counts = {
        name: {} if isinstance(end, TaskLost) else end.value.words
        for name, end in ends.items()
    }
    states = [s for s in State if any(c.get(s) for c in counts.values())]
    rows = [["language", "outcome", "time", "warnings", "words", *states]]
    for name, end in ends.items():
        found = counts[name]
        warnings = "-" if isinstance(end, TaskLost) else str(end.value.warnings)
        shares = [_share(found, state) for state in states]
        words = str(sum(found.values())) if found else "-"
        rows.append(
            [name, outcome(end), f"{end.seconds:.1f} s", warnings, words, *shares]
        )
    yield from columns(rows, left=2)


def _share(counts: Mapping[str, int], state: State) -> str:
    total = sum(counts.values())
    return percent(counts.get(state, 0), total) if total else "-"
