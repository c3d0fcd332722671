"""Store the results of the last pipeline runs beside the doctrees.

So a build with nothing new can skip the pipeline, and still report why messages are
not translated.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx_amts.files.build_file import BuildFile
from sphinx_amts.files.json_shape import (
    NUMBER,
    TEXT,
    WHOLE,
    list_of,
    object_of,
    one_of,
    row_of,
)
from sphinx_amts.model import Dialect, MessageKind, State
from sphinx_amts.translation.outcome import Outcome, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


_FILE = BuildFile(
    4,
    runs=list_of(
        object_of(
            stamp=TEXT,
            problems=list_of(
                row_of(one_of(Dialect), one_of(MessageKind), TEXT, one_of(State), TEXT)
            ),
            segments_missing=WHOLE,
            characters_missing=WHOLE,
            price_missing=NUMBER,
        )
    ),
)

_MOST_RUNS = 4
"""Most runs that are stored, as commands with and without an engine take turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineState:
    """Results of the last pipeline runs, as stored in the build folder.

    Attributes:
        runs: digest of the inputs of a run -> its result, of which only problems and
            the figures of missing segments are stored; the latest run comes last.
    """

    runs: Mapping[str, Outcome] = field(default_factory=dict)

    def with_run(self, stamp: str, outcome: Outcome) -> PipelineState:
        """Return the state after another run.

        Args:
            stamp: digest of the inputs of the run; empty if the run has to be repeated.
            outcome: result of the run.
        """
        runs = {known: kept for known, kept in self.runs.items() if known != stamp}
        if stamp:
            runs[stamp] = outcome
        latest = list(runs.items())[-_MOST_RUNS:]
        return PipelineState(runs=dict(latest))


def load(path: Path) -> PipelineState:
    """Load the state stored at *path*, an empty one if there is no valid file."""
    data = _FILE.read_kept(path)
    if data is None:
        return PipelineState()
    return PipelineState(runs={run.pop("stamp"): _outcome(run) for run in data["runs"]})


def save(path: Path, state: PipelineState) -> None:
    """Save *state* at *path*.

    Raises:
        OSError: the build folder cannot be written.
    """
    runs = [
        {"stamp": known, **figures_of(outcome)} for known, outcome in state.runs.items()
    ]
    _FILE.keep(path, runs=runs)


def figures_of(outcome: Outcome) -> dict[str, Any]:
    """Return the part of *outcome* that is stored, as JSON data."""
    return {
        "problems": [[*key, *why] for key, why in sorted(outcome.problems.items())],
        "segments_missing": outcome.usage.segments_missing,
        "characters_missing": outcome.usage.characters_missing,
        "price_missing": outcome.usage.price_missing,
    }


def _outcome(figures: dict[str, Any]) -> Outcome:
    problems = {
        (Dialect(dialect), MessageKind(kind), text): (State(state), reason)
        for dialect, kind, text, state, reason in figures.pop("problems")
    }
    return Outcome(problems=problems, usage=Usage(**figures))


def stamp(misses: Iterable[str], parts: Sequence[str]) -> str:
    """Return a digest of a run, from digests of its *misses* and its inputs *parts*."""
    digest = hashlib.blake2b(digest_size=16)
    for miss in sorted(misses):
        digest.update(miss.encode() + b"\1")
    for part in parts:
        digest.update(part.encode() + b"\2")
    return digest.hexdigest()


def memory_stamp(folder: Path) -> str:
    """Return names, times and sizes of the memory's files in *folder*, as text."""
    found = []
    for path in sorted(folder.glob("cache.db*")):
        try:
            status = path.stat()
        except OSError:
            continue  # another process may have removed it
        if not path.name.endswith("-shm"):
            found.append(f"{path.name}:{status.st_mtime_ns}:{status.st_size}")
    return " ".join(found)
