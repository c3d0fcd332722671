"""Read translations from files that were returned from review."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.conflicts import is_joined
from sphinx_amts.catalogs.entries import UNKNOWN, is_draft, machine_entry
from sphinx_amts.catalogs.hand_edits import obsolete_entries
from sphinx_amts.catalogs.po_reader import parse_entries, read_entries, read_text
from sphinx_amts.catalogs.verified import has_valid_check, was_edited
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.json_text import holds_odd_characters
from sphinx_amts.interchange.sheets import read_sheet
from sphinx_amts.review.sheet import APPROVED, DRAFT, ID, SOURCE, TRANSLATION, identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx_amts.catalogs.po_reader import PoEntry


class ReviewVerdict(StrEnum):
    """Verdict of a reviewer on a draft."""

    WRITTEN = "written"
    """A person wrote or edited the text."""
    APPROVED = "approved"
    """A person approved the draft as it is."""
    UNTOUCHED = "untouched"
    """The draft came back unchanged; it may not have been read."""
    DOUBTED = "doubted"
    """A person marked the text as fuzzy, and has not finished it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedTranslation:
    """A translation returned from review.

    Attributes:
        msgid: the message.
        text: the translation.
        verdict: verdict of the reviewer.
        where: file and line of the translation.
    """

    msgid: str
    text: str
    verdict: ReviewVerdict
    where: str


def read_returned(path: Path, drafts: Mapping[str, str]) -> list[ReturnedTranslation]:
    """Read the translations in a returned file, PO or CSV, written by any tool.

    Args:
        path: file whose name ends in .po or .csv.
        drafts: message -> its present draft in the book. In a file that does not record
            drafts, a text that equals this draft counts as untouched.

    Raises:
        CatalogError: the file has another suffix, is damaged or cannot be read.
    """
    if path.suffix == ".po":
        return [
            returned
            for entry in read_entries(path)
            if (returned := _from_po(entry, path, drafts)) is not None
        ]
    if path.suffix == ".csv":
        return list(_from_sheet(path, drafts))
    raise CatalogError(f"{path}: files that come back end in .po or .csv")


def entries_left_out(path: Path) -> Iterator[str]:
    """Yield file, line and reason of each edit in a PO file that is not imported.

    Raises:
        CatalogError: the file is damaged or cannot be read.
    """
    if path.suffix != ".po":
        return
    text = read_text(path)
    found: list[tuple[int, str]] = []
    for entry in parse_entries(text, path):
        if not entry.msgid:
            continue
        if entry.fuzzy and entry.msgstr:
            found.append((entry.line, "marked as fuzzy"))
        elif _is_ignored(entry) and entry.msgstr:
            found.append((entry.line, "has a context or plural forms"))
        elif is_joined(entry.msgstr, entry.msgid):
            found.append((entry.line, "two translations in one"))
        elif any(comment.strip() for comment in entry.comments):
            found.append((entry.line, "its comment stays where it is"))
    found += [(entry.line, "obsolete") for entry in obsolete_entries(text.split("\n"))]
    for line, what in sorted(found):
        yield f"{path}:{line}: {what}"


def _is_ignored(entry: PoEntry) -> bool:
    """Return whether Sphinx ignores an entry, as it has a context or plural forms."""
    return entry.plural or (entry.context is not None and not is_draft(entry))


def _from_po(
    entry: PoEntry, path: Path, drafts: Mapping[str, str]
) -> ReturnedTranslation | None:
    if not entry.msgid or not entry.msgstr or _is_ignored(entry):
        return None
    if is_joined(entry.msgstr, entry.msgid):
        return None
    known = machine_entry(entry)
    if entry.fuzzy:
        verdict = ReviewVerdict.DOUBTED
    elif was_edited(known):
        verdict = ReviewVerdict.WRITTEN
    elif has_valid_check(known) or known.provenance.engine != UNKNOWN:
        verdict = ReviewVerdict.UNTOUCHED
    else:
        same = drafts.get(entry.msgid) == entry.msgstr
        verdict = ReviewVerdict.UNTOUCHED if same else ReviewVerdict.WRITTEN
    return ReturnedTranslation(
        msgid=entry.msgid,
        text=entry.msgstr,
        verdict=verdict,
        where=f"{path}:{entry.line}",
    )


def _from_sheet(path: Path, drafts: Mapping[str, str]) -> Iterator[ReturnedTranslation]:
    messages = {identity(msgid): msgid for msgid in drafts}
    columns = {SOURCE, TRANSLATION}
    for where, row in read_sheet(path, columns, CatalogError, typed={TRANSLATION}):
        # the text of the row is a spreadsheet's, that of the book is ours
        msgid = messages.get(row.get(ID, ""), row[SOURCE])
        written, draft = row[TRANSLATION].strip(), row.get(DRAFT, "")
        verdict = ReviewVerdict.WRITTEN
        if row.get(APPROVED, "").strip() and (not written or written == draft):
            written = drafts.get(msgid) or draft
            verdict = ReviewVerdict.APPROVED
        if holds_odd_characters(written):
            raise CatalogError(
                f"{where}: a control character in the translation; delete it"
            )
        if written and not msgid:
            raise CatalogError(
                f"{where}: a translation of nothing: the row has neither the text of "
                "the source nor its identity; fill one of them in, or delete the row"
            )
        if written:
            yield ReturnedTranslation(
                msgid=msgid, text=written, verdict=verdict, where=where
            )
