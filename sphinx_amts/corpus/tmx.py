"""Read pairs from TMX files of any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.corpus.compression import CutOff, opened
from sphinx_amts.corpus.model import CollectionFile, CorpusPair
from sphinx_amts.editions.model import on_one_line
from sphinx_amts.errors import CorpusError, TranslationMemoryError
from sphinx_amts.interchange.blank_codes import with_blanks
from sphinx_amts.interchange.inline_codes import to_inlines
from sphinx_amts.interchange.tmx_reader import read_units
from sphinx_amts.languages.dates import iso_day
from sphinx_amts.markup.model import visible_text
from sphinx_amts.parallel_data.tmx_pairs import PAIRS, in_language, is_machine_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.corpus.model import CorpusFindings
    from sphinx_amts.interchange.tmx_reader import Segment, Unit
    from sphinx_amts.model import LanguagePair


@dataclass(frozen=True, slots=True)
class TmxCollection(CollectionFile):
    """Collection of pairs in a TMX file, which may have further languages."""

    def read(
        self, languages: LanguagePair, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        """Yield a pair for each segment in the target language of each unit.

        Raises:
            OSError: the file cannot be opened.
            CorpusError: the file is no TMX, is damaged before its first unit, or has no
                pair in the two languages.
        """
        found: set[str] = set()
        pairs = units = 0
        with opened(self.path) as stream:
            try:
                for unit in read_units(stream):
                    units += 1
                    found.update(s.language for s in unit.segments if s.language)
                    for pair in self._pairs(unit, languages, findings):
                        pairs += 1
                        yield pair
            except (TranslationMemoryError, CutOff) as exc:
                if not units:
                    raise CorpusError(f"{self.path}: {exc}") from exc
                findings.faults.append(
                    f"{self.path}: {exc}; used is what stands before it, {units} units"
                )
        if not pairs and units and not findings.faults and not findings.machine:
            listed = ", ".join(sorted(found)[:5]) or "no language"
            raise CorpusError(
                f"{self.path}: there are no pairs in {languages.source} and "
                f"{languages.target} in it; it is in {listed}"
            )

    def _pairs(
        self, unit: Unit, languages: LanguagePair, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        sources, targets = (in_language(unit, code) for code in languages.codes)
        if not sources or not targets:
            lacking = languages.target if sources else languages.source
            findings.leave_out(self.name, unit.line, f"no text in {lacking}")
            return
        if is_machine_unit(unit):
            findings.machine += 1
            return
        own = unit.system == PAIRS
        for target in targets:
            try:
                texts = [_shown(side, own=own) for side in (sources[0], target)]
            except TranslationMemoryError as exc:
                findings.leave_out(self.name, unit.line, str(exc))
                continue
            if not all(texts):
                findings.leave_out(
                    self.name, unit.line, "a text is empty", harmless=bool(texts[0])
                )
                continue
            changed = max(iso_day(unit.changed), iso_day(target.changed))
            yield CorpusPair(texts[0], texts[1], self.name, unit.line, changed)


def _shown(segment: Segment, *, own: bool) -> str:
    """Return the visible text of a segment, on one line.

    Args:
        segment: a segment of a TMX file.
        own: whether this package wrote the unit.
    """
    content = segment.content
    if all(isinstance(part, str) for part in content):
        return on_one_line("".join(map(str, content)))
    if not own:
        content = with_blanks(content, segment.language)
    return on_one_line(visible_text(to_inlines(content, shows_codes=own)))
