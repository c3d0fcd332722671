"""Read pairs from TMX files, which translation memories export."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from sphinx_amts.interchange.blank_codes import with_blanks
from sphinx_amts.interchange.tmx_reader import Segment, Unit, read_units
from sphinx_amts.languages.codes import canonical, is_region_of
from sphinx_amts.languages.dates import iso_day
from sphinx_amts.parallel_data.pair_file import is_machine_name

if TYPE_CHECKING:
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.pair_file import PairFile

PAIRS = "sphinx-amts-pairs"
"""System (`o-tmf`) of files that `tmx_output` writes, whose placeables hold visible
text."""

_OWN_MEMORY = "x-amts-engine"
_ORIGIN = re.compile("origin|provenance|match-?type", re.IGNORECASE)
_NO = frozenset({"", "0", "false", "no", "none"})


def add_tmx_pairs(
    stream: IO[bytes], document: str, languages: LanguagePair, file: PairFile
) -> set[str]:
    """Add the pairs of a TMX file to *file*; return the codes of its languages.

    Raises:
        TranslationMemoryError: the file is no TMX, is damaged, or declares entities;
            pairs before the fault have been added.
    """
    languages_found: set[str] = set()
    for unit in read_units(stream):
        languages_found.update(
            segment.language for segment in unit.segments if segment.language
        )
        sources, targets = (
            in_language(unit, code) for code in (languages.source, languages.target)
        )
        if not sources or not targets:
            lacking = languages.target if sources else languages.source
            file.leave_out(f"no text in {lacking}", unit.line)
        elif is_machine_unit(unit):
            file.machine += 1
        else:
            for target in targets:
                own = unit.system == PAIRS
                source, translation = (
                    segment.content
                    if own
                    else with_blanks(segment.content, segment.language)
                    for segment in (sources[0], target)
                )
                file.add_segments(
                    source,
                    translation,
                    document=document,
                    line=unit.line,
                    changed=max(iso_day(unit.changed), iso_day(target.changed)),
                    shows_codes=own,
                )
    return languages_found


def in_language(unit: Unit, code: str) -> list[Segment]:
    """Return the segments of a unit in a language, else in one regional variant."""
    own = [s for s in unit.segments if canonical(s.language) == canonical(code)]
    if own:
        return own
    regions = [s for s in unit.segments if is_region_of(s.language, code)]
    return [s for s in regions if s.language == regions[0].language]


def is_machine_unit(unit: Unit) -> bool:
    """Return whether a machine made a text of *unit*, or its author is unknown."""
    if _OWN_MEMORY in unit.properties:
        return True  # also units that other tools added: their author is unknown
    if any(map(is_machine_name, [unit.tool, *unit.makers])):
        return True
    return any(
        (_ORIGIN.search(name) is not None and is_machine_name(value))
        or (is_machine_name(name) and value.strip().lower() not in _NO)
        for name, value in unit.properties.items()
    )
