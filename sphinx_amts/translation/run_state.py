"""Store the result of the last pipeline run beside the doctrees.

So a build with nothing new can skip the pipeline, and still report why messages are
not translated.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.files.build_file import BuildFile
from sphinx_amts.files.json_shape import NUMBER, TEXT, WHOLE, list_of, one_of, row_of
from sphinx_amts.model import Dialect, MessageKind, State
from sphinx_amts.translation.outcome import Outcome, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


_FILE = BuildFile(
    2,
    stamp=TEXT,
    human=TEXT,
    problems=list_of(
        row_of(one_of(Dialect), one_of(MessageKind), TEXT, one_of(State), TEXT)
    ),
    segments_missing=WHOLE,
    characters_missing=WHOLE,
    price_missing=NUMBER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineState:
    """Result of the last pipeline run, as stored in the build folder.

    Attributes:
        stamp: digest of all that the run depended on; empty if it has to run again.
        human: digest of the human catalogs that sentences were taken from.
        outcome: the result, of which what is missing and its reasons are stored.
    """

    stamp: str = ""
    human: str = ""
    outcome: Outcome = field(default_factory=Outcome)


def load(path: Path) -> PipelineState:
    """Load the state stored at *path*, an empty one if there is no valid file."""
    data = _FILE.read_kept(path)
    if data is None:
        return PipelineState()
    stamp, human = data.pop("stamp"), data.pop("human")
    problems = {
        (Dialect(dialect), MessageKind(kind), text): (State(state), reason)
        for dialect, kind, text, state, reason in data.pop("problems")
    }
    outcome = Outcome(problems=problems, usage=Usage(**data))
    return PipelineState(stamp=stamp, human=human, outcome=outcome)


def save(path: Path, state: PipelineState) -> None:
    """Save *state* at *path*.

    Raises:
        OSError: the build folder cannot be written.
    """
    outcome = state.outcome
    _FILE.keep(
        path,
        stamp=state.stamp,
        human=state.human,
        problems=[[*key, *why] for key, why in sorted(outcome.problems.items())],
        segments_missing=outcome.usage.segments_missing,
        characters_missing=outcome.usage.characters_missing,
        price_missing=outcome.usage.price_missing,
    )


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
