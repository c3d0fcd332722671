"""Store digests of the answers in the overlay (generated catalogs) of a build folder.

After a change of the memory or the engine, the digests show whether the overlay would
be generated from other answers now, so that pages do not depend on earlier builds.
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


@dataclass(frozen=True, slots=True)
class UsedAnswers:
    """Digests of the answers in the overlay (generated catalogs) of a build folder.

    Attributes:
        stamp: digest of the memory and the engine at the last comparison.
        engine: identity of the engine; empty without one.
        segment: the unit of translation.
        answers: key form (normalised source) -> digest of the translation.
    """

    stamp: str = ""
    engine: str = ""
    segment: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> UsedAnswers | None:
        """Load the digests stored at *path*, `None` if there is no valid file."""
        data = _FILE.read_kept(path)
        return None if data is None else cls(**data)

    def save(self, path: Path) -> None:
        """Save these digests at *path*.

        Raises:
            OSError: the build folder cannot be written.
        """
        answers = dict(sorted(self.answers.items()))
        _FILE.keep(path, **{**asdict(self), "answers": answers})

    def are_current(self, lookup: Lookup, segment: str) -> bool:
        """Return whether the generated catalogs would get the same translations now.

        An answer of the engine in use that the memory now lacks counts as the same:
        otherwise the engine would be asked for it again, and perhaps paid.
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
    """Return the digest of a stored translation."""
    return blake2b(translation.encode("utf-8", "replace"), digest_size=8).hexdigest()
