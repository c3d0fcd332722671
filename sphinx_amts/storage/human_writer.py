"""Entries that are new in a catalog of people, and nothing else of it changed.

What a person wrote stays as it is: an entry with a translation is never touched, a
fuzzy one only where a person has decided what is to stand there. Lines are added behind
the last entry that is not obsolete.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural
from babel.messages.pofile import escape

from sphinx_amts.errors import CatalogError
from sphinx_amts.storage.files import write_if_changed
from sphinx_amts.storage.human_editor import Edit, HumanCatalog
from sphinx_amts.storage.po_strings import po_string
from sphinx_amts.text.printable import printable_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A translation to be added.

    Attributes:
        msgid: the message.
        msgstr: its translation.
        locations: files and lines of the message, as ``../../index.md:4``.
    """

    msgid: str
    msgstr: str
    locations: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Addition:
    """What became of new entries.

    Attributes:
        added: those that stand in the catalog now.
        there: those that had a translation, which stays.
        fuzzy: those that have one of which nobody knows yet whether it fits.
    """

    added: list[NewEntry] = field(default_factory=list)
    there: list[NewEntry] = field(default_factory=list)
    fuzzy: list[NewEntry] = field(default_factory=list)


def add_entries(
    path: Path,
    entries: Sequence[NewEntry],
    *,
    language: str,
    project: str,
    replace_fuzzy: bool = False,
    dry_run: bool = False,
) -> Addition:
    """Add *entries* to the catalog at *path*, which is made if there is none.

    Entries that stand there without a translation are filled in.

    Args:
        path: the catalog.
        entries: what to add.
        language: Sphinx language code, for the header of a new catalog.
        project: name of the book, likewise.
        replace_fuzzy: *entries* take the place of fuzzy ones, which the caller has
            put into the human memory.
        dry_run: write nothing, say what would be done.

    Raises:
        CatalogError: the catalog is damaged, ambiguous, unreadable or cannot be
            written.
    """
    result = Addition()
    if not path.exists():
        if entries and not dry_run:
            _make(path, [*header_lines(language, project), *_lines(entries)])
        result.added = list(entries)
        return result
    catalog = HumanCatalog(path)
    edits: list[Edit] = []
    confirmed: list[Edit] = []
    missing: list[NewEntry] = []
    for entry in entries:
        known = catalog.entries.get(entry.msgid)
        if known is None:
            missing.append(entry)
        elif known.fuzzy and replace_fuzzy:
            edit = Edit(msgid=entry.msgid, old=known.msgstr, new=entry.msgstr)
            confirmed.append(edit)
            result.added.append(entry)
        elif known.fuzzy:
            result.fuzzy.append(entry)
        elif known.msgstr:
            result.there.append(entry)
        else:
            edits.append(Edit(msgid=entry.msgid, old="", new=entry.msgstr))
            result.added.append(entry)
    result.added += missing
    if not dry_run:
        catalog.edit(edits)
        catalog.confirm(confirmed)
        if missing:
            catalog.insert(_lines(missing))
    return result


def _make(path: Path, lines: Sequence[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_if_changed(path, text.encode())
    except OSError as exc:
        raise CatalogError(
            f"{path}: cannot be written ({exc.strerror or exc}); check the permissions "
            "of the file and its folder, and the space on the disk"
        ) from exc


def _lines(entries: Sequence[NewEntry]) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        lines.append("")
        # a name of a file is one line, whatever stands in it
        lines += [f"#: {printable_line(place)}" for place in entry.locations]
        lines += f"msgid {po_string(entry.msgid)}".split("\n")
        lines += f"msgstr {po_string(entry.msgstr)}".split("\n")
    return lines


def header_lines(language: str, project: str) -> list[str]:
    """Return the header of a new catalog."""
    try:
        locale = str(Locale.parse(language.partition("@")[0]))
        forms = f"nplurals={get_plural(locale).num_plurals}; "
        forms += f"plural={get_plural(locale).plural_expr};"
    except (UnknownLocaleError, ValueError):
        forms = ""
    fields = {
        "Project-Id-Version": project,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": forms,
    }
    lines = ['msgid ""', 'msgstr ""']
    for name, value in fields.items():
        if value:
            lines.append(escape(f"{name}: {value}\n"))
    return lines
