"""Find human texts that were sent out for review but are not in returned files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import UNKNOWN, machine_entry
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.errors import CatalogError
from sphinx_amts.interchange.sheets import read_sheet
from sphinx_amts.review.sheet import (
    APPROVED,
    DRAFT,
    EARLIER,
    ID,
    SOURCE,
    TRANSLATION,
    identity,
)
from sphinx_amts.text.printable import printable_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_amts.review.items import ReviewItem

_WIDTH = 70


def missing_human_texts(
    paths: Iterable[Path], items: Iterable[ReviewItem]
) -> list[str]:
    """Return a line for each human text that is missing in the returned files.

    A text is missing if a sheet that this program wrote, with all messages for review,
    lacks it, or if it was deleted from an entry of a PO file.

    Args:
        paths: returned files that can be read.
        items: the messages for review.
    """
    human = {item.msgid: item for item in items if item.earlier}
    if not human:
        return []
    kept: set[str] = set()
    lines: dict[str, str] = {}
    sheets = False
    for path in paths:
        if path.suffix == ".po":
            lines |= _emptied(path, human)
            continue
        found = _rows(path, human)
        if found is None:
            continue  # a sheet of another tool, which may hold anything
        sheets = True
        for msgid, (where, has_text) in found.items():
            if has_text:
                kept.add(msgid)
            else:
                lines[msgid] = where
    if sheets:
        for msgid, item in human.items():
            if msgid not in kept:
                lines.setdefault(msgid, str(item.places[0]))
    return [
        f"{lines[msgid]}: {_cut(item.earlier)} (for: {_cut(msgid)})"
        for msgid, item in human.items()
        if msgid in lines and msgid not in kept
    ]


def _rows(
    path: Path, human: dict[str, ReviewItem]
) -> dict[str, tuple[str, bool]] | None:
    """Return file and line of each message in a sheet, and whether its row has a text.

    Args:
        path: the sheet.
        human: messages to look for, by their text.

    Returns:
        `None` if this program did not write the sheet.
    """
    messages = {identity(msgid): msgid for msgid in human}
    found: dict[str, tuple[str, bool]] = {}
    columns = {SOURCE, TRANSLATION}
    for where, row in read_sheet(path, columns, CatalogError, typed={TRANSLATION}):
        if ID not in row:
            return None
        if (msgid := messages.get(row[ID])) is not None:
            cells = (row.get(name, "") for name in (EARLIER, DRAFT, TRANSLATION))
            left = any(cell.strip() for cell in cells)
            found[msgid] = where, left or bool(row.get(APPROVED, "").strip())
    return found


def _emptied(path: Path, human: dict[str, ReviewItem]) -> dict[str, str]:
    """Return file and line of each message in *human* whose draft was deleted."""
    return {
        entry.msgid: f"{path}:{entry.line}"
        for entry in read_entries(path)
        if entry.msgid in human
        and not entry.msgstr
        and machine_entry(entry).provenance.engine != UNKNOWN
    }


def _cut(text: str) -> str:
    line = printable_line(" ".join(text.split()))
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
