"""The stored answers that the pages of a build folder are made from.

Pages are made from an overlay, which was made from the memory. When that, or whose
answers count, has changed since, these tell whether the overlay would come out another
way, so that pages do not depend on what was built before.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.files.build_file import BuildFile
from sphinx_amts.files.json_shape import TEXT, mapping_of

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.translation.lookup import Lookup

_FILE = BuildFile(
    1,
    stamp=TEXT,
    engine=TEXT,
    segment=TEXT,
    answers=mapping_of(TEXT),
)


@dataclass(slots=True)
class UsedAnswers:
    """What the overlay of a build folder was made from.

    Attributes:
        stamp: of the memory and of whose answers count, when this was last compared.
        engine: identity of the engine; empty without one.
        segment: the unit of translation.
        answers: digests of translations, by key form of the segment.
    """

    stamp: str = ""
    engine: str = ""
    segment: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> UsedAnswers | None:
        """Return what is kept at *path*, `None` if that cannot be used."""
        data = _FILE.read_kept(path)
        return None if data is None else cls(**data)

    def save(self, path: Path) -> None:
        """Keep this at *path*.

        Raises:
            OSError: the build folder cannot be written.
        """
        answers = dict(sorted(self.answers.items()))
        _FILE.keep(path, **{**asdict(self), "answers": answers})

    def still_count(self, lookup: Lookup, segment: str) -> bool:
        """Whether the overlay would be made from the same answers now.

        What an engine has answered stays where the memory has merely lost it: it would
        be asked, and perhaps paid, for the same once more.
        """
        if self.segment != segment:
            return False
        lost_counts = lookup.engine is None or lookup.engine != self.engine
        found = lookup.find(self.answers)
        for form, known in self.answers.items():
            unit = found.get(form)
            if unit is None:
                if lost_counts:
                    return False
            elif digest_of(unit.target) != known:
                return False
        return True


def digest_of(translation: str) -> str:
    """Return what tells one stored translation from another."""
    return blake2b(translation.encode("utf-8", "replace"), digest_size=8).hexdigest()
