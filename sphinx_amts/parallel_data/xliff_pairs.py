"""Read pairs from XLIFF 1.2: finished human translations."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from sphinx_amts.interchange.blank_codes import with_blanks
from sphinx_amts.interchange.xliff import TransUnit, read_trans_units, segments
from sphinx_amts.languages.codes import canonical, is_region_of
from sphinx_amts.languages.dates import iso_day
from sphinx_amts.parallel_data.pair_file import is_machine_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_amts.interchange.inline_codes import Code
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.pair_file import PairFile

_DONE = frozenset({"final", "signed-off", "translated"})
_HEAD = "x-gettext-domain-header"
_WHOLE = "*"
"""Name that stands for all segments of a unit."""

_UNDONE_QUALIFIERS = ("fuzzy-match", "rejected-", "tm-suggestion")
# names in Trados (conf), Phrase (confirmed) and memoQ (status), in lower case
_UNDONE_MARKS = {
    "conf": {"draft", "rejectedsignoff", "rejectedtranslation", "unspecified"},
    "confirmed": {"0", "false", "no"},
    "status": {"notstarted", "partiallyedited", "pretranslated", "rejected"},
}


def add_xliff_pairs(
    stream: IO[bytes], document: str, languages: LanguagePair, file: PairFile
) -> set[str]:
    """Add the pairs of an XLIFF file to *file*; return the codes of its languages.

    A file that names no target language is taken to be in the requested language.

    Raises:
        TranslationMemoryError: the file is no XLIFF 1, is damaged, or declares
            entities; pairs before the fault have been added.
    """
    languages_found: set[str] = set()
    wanted = canonical(languages.source), canonical(languages.target)
    for unit in read_trans_units(stream):
        if unit.kind == _HEAD:
            continue  # the head of a PO file is no text
        source = _nearest(unit.source_language, wanted)
        other = wanted[0] if source == wanted[1] else wanted[1]
        languages_found |= {unit.source_language, unit.target_language or other}
        found = source, _nearest(unit.target_language or other, wanted)
        if found not in (wanted, wanted[::-1]):
            file.leave_out(
                f"not in {languages.source} and {languages.target}", unit.line
            )
        elif _is_machine(unit.qualifier, *unit.marks.values()):
            file.machine += 1
        elif reason := _undone(unit):
            file.skip(reason, unit.line)
        else:
            _add_segments(file, unit, document, found, backwards=found != wanted)
    return languages_found - {""}


def _nearest(code: str, wanted: tuple[str, str]) -> str:
    """Return the wanted language that *code* is, or is a region of; else the code."""
    own = canonical(code)
    if own in wanted:
        return own
    return next((name for name in wanted if is_region_of(code, name)), own)


def _add_segments(
    file: PairFile,
    unit: TransUnit,
    document: str,
    found: tuple[str, str],
    *,
    backwards: bool,
) -> None:
    for mid, *sides in _texts(unit):
        # of a unit that cannot be split, the marks of any segment count
        marks = [m for name, m in unit.segment_marks.items() if mid in (name, _WHOLE)]
        if any(_is_machine(*translation.values()) for translation in marks):
            file.machine += 1
        elif any(map(_is_undone, marks)):
            file.skip("not confirmed", unit.line)
        else:
            spaced = list(map(with_blanks, sides, found))
            source, target = reversed(spaced) if backwards else spaced
            file.add_segments(
                source,
                target,
                document=document,
                line=unit.line,
                changed=iso_day(unit.changed),
            )


def _texts(
    unit: TransUnit,
) -> Iterable[tuple[str, Sequence[str | Code], Sequence[str | Code]]]:
    """Yield `mid`, source and target of each segment of a unit.

    Segments without a `mid` are paired by their order, if both sides have equally many.
    If segments cannot be paired, the whole unit is yielded with the `mid` `_WHOLE`.
    """
    target = unit.target or []
    sources, targets = list(segments(unit.segmented_source)), list(segments(target))
    names, other = ([mid for mid, _ in side] for side in (sources, targets))
    if sources and targets:
        if not any([*names, *other]) and len(sources) == len(targets):
            for (_, source), (_, translation) in zip(sources, targets, strict=True):
                yield "", source, translation
            return
        if _are_names(names) and _are_names(other) and set(other) <= set(names):
            known = dict(targets)
            for mid, source in sources:
                yield mid, source, known.get(mid, [])
            return
    yield _WHOLE, unit.source or unit.segmented_source, target


def _are_names(names: Sequence[str]) -> bool:
    return all(names) and len(set(names)) == len(names)


def _undone(unit: TransUnit) -> str:
    """Return why the translation of a unit is not used; "" if it is used."""
    if unit.target is None:
        return "not translated"
    if not unit.translatable:
        return "not to be translated"
    if unit.qualifier.startswith("rejected-"):
        return f"state-qualifier {unit.qualifier}"
    if unit.approved == "yes":
        return ""
    if unit.state and unit.state not in _DONE:
        return f"state {unit.state}"
    if unit.qualifier.startswith(_UNDONE_QUALIFIERS) and not unit.state:
        return f"state-qualifier {unit.qualifier}"
    if unit.approved == "no" and not unit.state:
        return "not approved"
    return "not confirmed" if _is_undone(unit.marks) else ""


def _is_machine(*translation: str) -> bool:
    return any(map(is_machine_name, translation))


def _is_undone(marks: Mapping[str, str]) -> bool:
    return any(
        marks.get(name, "").lower() in values for name, values in _UNDONE_MARKS.items()
    )
