"""Read human catalogs, and read and write the entries of machine catalogs.

A committed machine catalog is an ordinary PO file made for version control: sorted by
msgid, one line for each string, no dates, no line numbers and no checksums of the file,
so that a changed entry is a changed line and two branches merge. The provenance of an
entry is in an extracted comment of its own::

    #. amts: origin=machine engine=apertium check=1a2b3c4d
    msgid "A short walk."
    msgstr "Un paseo corto."

If a person translated an earlier wording, the entry contains that translation with the
earlier wording, the record's identity in the human memory, and the changes since. It is
followed by the draft of the new wording, if any, with a context of its own::

    #. amts: origin=outdated engine=human human=0c1f3a5b7d9e evidence=place
    #. amts-changed: A [-short-]{+long+} walk.
    #| msgid "A short walk."
    msgid "A long walk."
    msgstr "Un paseo corto."

    #. amts: origin=machine engine=apertium
    msgctxt "mended"
    msgid "A long walk."
    msgstr "Un paseo largo."
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx_amts.catalogs.conflicts import is_joined
from sphinx_amts.catalogs.po_reader import PoEntry, read_entries
from sphinx_amts.document_records.faults import DamagePlace
from sphinx_amts.model import Origin, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MARK = "amts:"
CHANGED = "amts-changed:"
DRAFT_CONTEXT = "mended"
_DETAILS = ("parallel-data", "terminology")
_FIELDS = ("origin", "engine", "route", *_DETAILS, "human", "evidence", "check")
UNKNOWN = "unknown"
"""Stands for the engine of a translation of unknown origin."""

GENERATOR = "sphinx-amts"
# everything that prints in ASCII but the blank, "=" and "%", which the comment needs
_PLAIN_CHARACTERS = "!\"#$&'()*+,-./:;<>?@[\\]^_`{|}~"


@dataclass(frozen=True, slots=True)
class MachineEntry:
    """One translation of a machine catalog.

    Attributes:
        msgid: the message in the source language.
        msgstr: its translation, in the dialect of the message.
        origin: origin of its weakest segment.
        provenance: engine and route of the translation; the engine is "unknown" if a
            tool dropped the comment.
        check: short hash by which post-edits are detected.
        human: identities of the records of the human memory that an outdated
            translation comes from, separated by commas.
        previous: source that an outdated translation translates; empty if unknown.
        evidence: why `previous` counts as an earlier wording of the message, a value of
            `Evidence`; empty if unknown.
        draft: machine translation of the present wording, beside an outdated one.
    """

    msgid: str
    msgstr: str
    origin: Origin
    provenance: Provenance
    check: str = ""
    human: str = ""
    previous: str = ""
    evidence: str = ""
    draft: MachineEntry | None = None


def read_human(path: Path, *, fuzzy: bool = False) -> dict[str, str]:
    """Read the translations of a human catalog that Sphinx would show.

    Entries with a context or with plural forms are left out: Sphinx looks messages up
    by their plain text, so it never finds the former and never requests the latter.

    Args:
        path: a PO file.
        fuzzy: include fuzzy entries, as `gettext_allow_fuzzy_translations` does.

    Raises:
        CatalogError: the catalog is damaged, ambiguous or unreadable.
    """
    return shown_translations(read_entries(path), fuzzy=fuzzy)


def shown_translations(
    entries: Iterable[PoEntry], *, fuzzy: bool = False
) -> dict[str, str]:
    """Return msgid -> msgstr of the entries that Sphinx would show."""
    return {
        entry.msgid: entry.msgstr
        for entry in entries
        if is_shown(entry) and (fuzzy or not entry.fuzzy)
    }


def read_human_written(path: Path) -> tuple[dict[str, str], int]:
    """Read the human translations of a human catalog, without machine translations.

    Returns:
        msgid -> msgstr of entries that are not fuzzy, and the number of machine
        translations that are left out.

    Raises:
        CatalogError: the catalog is damaged, ambiguous or unreadable.
    """
    people, machine = human_written(read_entries(path))
    return {entry.msgid: entry.msgstr for entry in people}, machine


def human_written(entries: Iterable[PoEntry]) -> tuple[list[PoEntry], int]:
    """Select the entries with a human translation, without fuzzy ones.

    Returns:
        the entries, and the number of entries with a machine translation.
    """
    header, shown = "", []
    for entry in entries:
        if not entry.msgid:
            header = entry.msgstr
        elif is_shown(entry) and not entry.fuzzy:
            shown.append(entry)
    people = [entry for entry in shown if not is_machine_made(header, entry)]
    return people, len(shown) - len(people)


def read_machine(path: Path) -> dict[str, MachineEntry]:
    """Read a machine catalog, without fuzzy entries, which only other tools write.

    Raises:
        CatalogError: the catalog is damaged, ambiguous or unreadable.
    """
    return machine_entries(read_entries(path))


def machine_entries(all_entries: Iterable[PoEntry]) -> dict[str, MachineEntry]:
    """Return the translations of a machine catalog by msgid, from its PO entries."""
    return parts_of(all_entries)[0]


def parts_of(
    all_entries: Iterable[PoEntry],
) -> tuple[dict[str, MachineEntry], list[PoEntry]]:
    """Return the translations of a machine catalog by msgid, and their PO entries."""
    found = [entry for entry in all_entries if not entry.fuzzy]
    used = [entry for entry in found if is_shown(entry)]
    entries = {entry.msgid: machine_entry(entry) for entry in used}
    for entry in found:
        main = entries.get(entry.msgid)
        if is_draft(entry) and entry.msgstr and main is not None:
            draft = machine_entry(entry)
            entries[entry.msgid] = replace(main, draft=draft)
            used.append(entry)
    return entries, used


def is_machine_made(header: str, entry: PoEntry) -> bool:
    """Return whether a machine wrote an entry, according to its comment or the header.

    Args:
        header: header of the catalog.
        entry: an entry of the catalog.
    """
    stated = _stated(entry)
    ours = f"X-Generator: {GENERATOR}" in header.split("\n")
    return ours or any(token.startswith("origin=") for token in stated.split())


def is_draft(entry: PoEntry) -> bool:
    """Return whether an entry is the draft that accompanies an outdated translation."""
    return entry.context == DRAFT_CONTEXT


def provenance_comment(entry: MachineEntry) -> str:
    """Return the comment with the provenance of an entry."""
    return f"{_MARK} {_provenance(entry)}"


def is_shown(entry: PoEntry) -> bool:
    """Return whether Sphinx could show an entry, apart from its fuzzy flag.

    A translation that a tool merged from two was written by nobody, and is never shown.
    """
    return _is_found(entry) and not is_joined(entry.msgstr, entry.msgid)


def joined_translations(
    entries: Iterable[PoEntry], path: Path
) -> list[tuple[DamagePlace, bool]]:
    """Return where tools merged entries from two, and whether each is fuzzy."""
    return [
        (DamagePlace(path, entry.line, _both_kept(entry.msgstr)), entry.fuzzy)
        for entry in entries
        if _is_found(entry) and is_joined(entry.msgstr, entry.msgid)
    ]


def _both_kept(text: str) -> str:
    tool, lines = ("msgcat", "with #-#-#-#-#")
    if "#-#-#-#-#" not in text:
        tool, lines = ("a merge", "<<<<<<<, ======= and >>>>>>>")
    return (
        f"{tool} joined two translations here; keep one of them, and remove the lines "
        f"{lines}"
    )


def joined_head(entries: Iterable[PoEntry], path: Path) -> DamagePlace | None:
    """Return where the header is if msgcat merged it from two; else `None`."""
    head = next((entry for entry in entries if not entry.msgid), None)
    if head is None or not is_joined(head.msgstr, ""):
        return None
    text = (
        "msgcat joined two heads here; keep one value of each field, and remove the "
        "lines with #-#-#-#-#"
    )
    return DamagePlace(path, head.line, text)


def _is_found(entry: PoEntry) -> bool:
    return bool(
        entry.msgid and entry.msgstr and entry.context is None and not entry.plural
    )


def machine_entry(entry: PoEntry) -> MachineEntry:
    """Parse a PO entry with its provenance comment; the engine may be "unknown"."""
    fields = dict.fromkeys(_FIELDS, "")
    for token in _stated(entry).split():
        name, equals, value = token.partition("=")
        if equals and name in fields:
            fields[name] = unquote(value)
    known = fields["origin"] in set(Origin)
    return MachineEntry(
        msgid=entry.msgid,
        msgstr=entry.msgstr,
        origin=Origin(fields["origin"]) if known else Origin.MACHINE,
        provenance=Provenance(
            engine=fields["engine"] or UNKNOWN,
            route=fields["route"],
            details={name: fields[name] for name in _DETAILS if fields[name]},
        ),
        check=fields["check"],
        human=fields["human"],
        evidence=fields["evidence"],
        previous=entry.previous,
    )


def _stated(entry: PoEntry) -> str:
    """Return the content of the provenance comment of an entry."""
    # tools wrap long comments: what follows the mark may stand in several lines
    comment = " ".join(entry.extracted).partition(CHANGED)[0]
    return comment.rpartition(_MARK)[2]


def _provenance(entry: MachineEntry) -> str:
    values = {
        "origin": entry.origin.value,
        "engine": entry.provenance.engine,
        "route": entry.provenance.route,
        "parallel-data": entry.provenance.parallel_data,
        "terminology": entry.provenance.terminology,
        "human": entry.human,
        "evidence": entry.evidence,
        "check": entry.check,
    }
    return " ".join(
        f"{name}={quote(value, safe=_PLAIN_CHARACTERS)}"
        for name, value in values.items()
        if value
    )
