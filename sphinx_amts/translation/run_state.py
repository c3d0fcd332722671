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
from sphinx_amts.translation.outcome import Outcome, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sphinx_amts.records.documents import MissKey

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


@dataclass(frozen=True, slots=True)
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

    @classmethod
    def of(cls, outcome: Outcome, stamp: str, human: str) -> PipelineState:
        """Return what is stored of the result of a run."""
        return cls(
            stamp=stamp,
            human=human,
            problems=outcome.problems,
            segments_missing=outcome.usage.segments_missing,
            characters_missing=outcome.usage.characters_missing,
            price_missing=outcome.usage.price_missing,
        )

    def as_outcome(self) -> Outcome:
        """Return the result of a run that would find the same again."""
        usage = Usage(
            segments_missing=self.segments_missing,
            characters_missing=self.characters_missing,
            price_missing=self.price_missing,
        )
        return Outcome(problems=self.problems, usage=usage)


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


def save(path: Path, state: PipelineState) -> None:
    """Save *state* at *path*.

    Raises:
        OSError: the build folder cannot be written.
    """
    problems = [[*key, *problem] for key, problem in sorted(state.problems.items())]
    _FILE.keep(path, **{**asdict(replace(state, problems={})), "problems": problems})


def stamp(keys: Iterable[MissKey], parts: Sequence[str]) -> str:
    """Return a digest of a run on the messages *keys* with the inputs *parts*."""
    digest = hashlib.blake2b(digest_size=16)
    for key in sorted(keys):
        digest.update("\0".join(key).encode() + b"\1")
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
