"""What a run of the pipeline came to, and what it asked for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

from sphinx_amts.model import HUMAN_PROVENANCE, Origin

if TYPE_CHECKING:
    from sphinx_amts.model import Provenance, State
    from sphinx_amts.records.documents import MissKey


@dataclass(slots=True)
class Usage:
    """What a run asked for; characters are those a reader sees, not markup.

    Attributes:
        memory_hits: segments that the memory had.
        characters_saved: characters of their exchange form, not paid for again.
        price_sent: US dollars that was sent cost at most.
        price_missing: what sending the rest would cost at most.
        price_note: what other routes would cost, and of when the prices are.
        routes: ways in which an engine was asked, where it has several.
        jobs: what segments wait for.
        segments_unknown: those that jobs may have which the service does not know.
        unseen: why earlier jobs could not be looked for; what is missing may be
            there.
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

    def figures(self) -> dict[str, object]:
        """Return what a report has of it, by name."""
        of_this_run = {"segments_unknown", "unseen"}
        return {k: v for k, v in asdict(self).items() if k not in of_this_run}

    def add(self, other: Usage) -> None:
        """Count what another run asked for as well."""
        for option in fields(self):
            mine, more = getattr(self, option.name), getattr(other, option.name)
            if isinstance(mine, str):
                total = mine or more
            elif isinstance(mine, list):
                total = list(dict.fromkeys(mine + more))
            else:
                total = mine + more
            setattr(self, option.name, total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A message in the target language, as source text of its dialect.

    Attributes:
        origin: origin of its weakest segment.
        provenance: how it came about.
        human: identities of the records of the human memory that it comes from.
        previous: the earlier wording that an outdated one translates.
        evidence: why that counts as one, as `Evidence` says.
        draft: what goes with the present wording instead.
    """

    text: str
    origin: Origin
    provenance: Provenance
    human: str = ""
    previous: str = ""
    evidence: str = ""
    draft: Translation | None = None


@dataclass(slots=True)
class Outcome:
    """What became of the messages.

    Attributes:
        problems: messages that stay untranslated for a reason.
        notices: one line each, for the person who runs the build.
        complete: whether another run would come to the same, as long as neither
            messages, memory nor settings change.
        failed: whether something went wrong that was asked for; text that nobody
            permitted to send is no failure.
        broken: whether the engine could not be used at all.
    """

    translations: dict[MissKey, Translation] = field(default_factory=dict)
    problems: dict[MissKey, tuple[State, str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    complete: bool = True
    failed: bool = False
    broken: bool = False

    def add(self, other: Outcome) -> None:
        """Take over what another run on other messages came to."""
        self.translations |= other.translations
        self.problems |= other.problems
        self.notices += [text for text in other.notices if text not in self.notices]
        self.usage.add(other.usage)
        self.complete = self.complete and other.complete
        self.failed = self.failed or other.failed
        self.broken = self.broken or other.broken


def by_people(text: str, identity: str) -> Translation:
    """Return what people wrote elsewhere in the book, under an identity of theirs."""
    return Translation(
        text=text, origin=Origin.MEMORY, provenance=HUMAN_PROVENANCE, human=identity
    )
