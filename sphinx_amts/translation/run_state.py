"""Store the result of the last pipeline run beside the doctrees.

So a build with nothing new can skip the pipeline, and still report why messages are
not translated.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.files.build_file import BuildFile
from sphinx_amts.files.json_shape import NUMBER, TEXT, WHOLE, list_of, one_of, row_of
from sphinx_amts.model import Dialect, MessageKind, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sphinx_amts.records.documents import MissKey
    from sphinx_amts.translation.outcome import Usage

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


@dataclass(slots=True)
class PipelineState:
    """Result of the last pipeline run, as stored in the build folder.

    Attributes:
        stamp: digest of all that the run depended on; empty if it has to run again.
        human: digest of the human catalogs that sentences were taken from.
        problems: state and reason of messages that stayed untranslated.
    """

    stamp: str = ""
    human: str = ""
    problems: dict[MissKey, tuple[State, str]] = field(default_factory=dict)
    segments_missing: int = 0
    characters_missing: int = 0
    price_missing: float = 0.0


def load(path: Path) -> PipelineState:
    """Load the state stored at *path*, an empty one if there is no valid file."""
    data = _FILE.read_kept(path)
    if data is None:
        return PipelineState()
    problems = {
        (Dialect(dialect), MessageKind(kind), text): (State(state), reason)
        for dialect, kind, text, state, reason in data["problems"]
    }
    return PipelineState(**data | {"problems": problems})


def add_missing(usage: Usage, state: PipelineState) -> None:
    """Set what is missing in *usage* to what the last run found missing."""
    usage.segments_missing = state.segments_missing
    usage.characters_missing = state.characters_missing
    usage.price_missing = state.price_missing


def save(path: Path, state: PipelineState) -> None:
    """Save *state* at *path*.

    Raises:
        OSError: the build folder cannot be written.
    """
    problems = [[*key, *problem] for key, problem in sorted(state.problems.items())]
    _FILE.keep(path, **{**asdict(replace(state, problems={})), "problems": problems})


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
