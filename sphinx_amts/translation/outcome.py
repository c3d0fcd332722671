"""Define the result of a pipeline run: translations, problems and usage."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.document_records.documents import MissKey
    from sphinx_amts.model import State


class UsageData(TypedDict):
    """Usage of a run, as in the report."""

    engine_calls: int
    segments_sent: int
    characters_sent: int
    memory_hits: int
    characters_saved: int
    segments_missing: int
    characters_missing: int
    price_sent: float
    price_missing: float
    price_note: str
    routes: list[str]
    jobs: list[str]


@dataclass(slots=True)
class Usage:
    """Counters for the requests of a run; characters are visible ones, without markup.

    Attributes:
        memory_hits: segments found in the translation memory.
        characters_saved: characters of the exchange forms of these segments.
        segments_missing: segments without an answer that were not sent.
        price_sent: upper bound of the price of sent segments, in US dollars.
        price_missing: upper bound of the price of missing segments, in US dollars.
        price_note: the prices of other routes, and the date of the price list.
        routes: routes by which requests were sent, if the engine has several.
        jobs: running jobs that segments wait for.
        segments_unknown: segments of jobs that the service no longer has.
        unseen: why earlier jobs could not be found; they may have missing segments.
    """

    engine_calls: int = 0
    segments_sent: int = 0
    characters_sent: int = 0
    memory_hits: int = 0
    characters_saved: int = 0
    segments_missing: int = 0
    characters_missing: int = 0
    price_sent: float = 0.0
    price_missing: float = 0.0
    price_note: str = ""
    routes: list[str] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)
    segments_unknown: int = 0
    unseen: str = ""

    def figures(self) -> UsageData:
        """Return the usage as data of the report."""
        return UsageData(
            engine_calls=self.engine_calls,
            segments_sent=self.segments_sent,
            characters_sent=self.characters_sent,
            memory_hits=self.memory_hits,
            characters_saved=self.characters_saved,
            segments_missing=self.segments_missing,
            characters_missing=self.characters_missing,
            price_sent=self.price_sent,
            price_missing=self.price_missing,
            price_note=self.price_note,
            routes=self.routes,
            jobs=self.jobs,
        )

    def add(self, other: Usage) -> None:
        """Add the counts of another run."""
        for option in fields(self):
            mine, more = getattr(self, option.name), getattr(other, option.name)
            if isinstance(mine, str):
                total = mine or more
            elif isinstance(mine, list):
                total = list(dict.fromkeys(mine + more))
            else:
                total = mine + more
            setattr(self, option.name, total)


@dataclass(slots=True)
class Outcome:
    """Result of a run of the pipeline.

    Attributes:
        translations: translations by message, as entries of a catalog.
        problems: state and reason of messages that stay untranslated.
        notices: lines for the user of the build.
        usage: usage of the engine and the memory.
        complete: whether another run would have the same result, as long as neither
            messages, memory nor settings change.
        failed: whether a request failed; a request that is not permitted does not
            count.
        broken: whether the engine could not be used at all.
    """

    translations: dict[MissKey, MachineEntry] = field(default_factory=dict)
    problems: dict[MissKey, tuple[State, str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    complete: bool = True
    failed: bool = False
    broken: bool = False

    def add(self, other: Outcome) -> None:
        """Add the result of a run on other messages."""
        self.translations |= other.translations
        self.problems |= other.problems
        self.notices += [text for text in other.notices if text not in self.notices]
        self.usage.add(other.usage)
        self.complete = self.complete and other.complete
        self.failed = self.failed or other.failed
        self.broken = self.broken or other.broken
