"""Add new entries to a human catalog, and change nothing else of it.

Human translations stay as they are: an entry with a translation is never touched, a
fuzzy one only where a person has decided what is to stand there. Lines are added behind
the last entry that is not obsolete.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural
from babel.messages.pofile import escape

from sphinx_amts.catalogs.human_editor import Edit, HumanCatalog
from sphinx_amts.catalogs.po_strings import po_string
from sphinx_amts.text.printable import printable_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_amts.catalogs.credit import Credit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """Hold a translation to be added.

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
    """Hold the new entries, sorted by what was done with them.

    Attributes:
        added: those that stand in the catalog now.
        present: those that had a translation, which stays.
        fuzzy: those that have a fuzzy translation.
        plural: those of messages with plural forms, which Sphinx never shows.
    """

    added: list[NewEntry] = field(default_factory=list)
    present: list[NewEntry] = field(default_factory=list)
    fuzzy: list[NewEntry] = field(default_factory=list)
    plural: list[NewEntry] = field(default_factory=list)


def add_entries(
    path: Path,
    entries: Sequence[NewEntry],
    *,
    language: str,
    project: str,
    replace_fuzzy: bool = False,
    credit: Credit | None = None,
    dry_run: bool = False,
) -> Addition:
    """Add *entries* to the catalog at *path*, which is made if there is none.

    Entries that stand there without a translation are filled in. All is written at
    once, or nothing.

    Args:
        path: the catalog.
        entries: what to add.
        language: Sphinx language code, for the header of a new catalog.
        project: name of the book, likewise.
        replace_fuzzy: *entries* take the place of fuzzy ones, which the caller has
            put into the human memory.
        credit: who is named in the header where something is added.
        dry_run: write nothing, only return what would be added.

    Raises:
        CatalogError: the catalog is damaged, ambiguous, unreadable or cannot be
            written.
    """
    result = Addition()
    if path.exists():
        catalog = HumanCatalog(path)
    elif entries:
        header = "".join(f"{line}\n" for line in header_lines(language, project))
        catalog = HumanCatalog(path, header.encode())
    else:
        return result
    changes = _Changes()
    for entry in entries:
        changes.sort(entry, catalog, result, replace_fuzzy=replace_fuzzy)
    result.added += changes.missing
    if not dry_run and result.added:
        with catalog.at_once():
            catalog.edit(changes.edits)
            catalog.confirm(changes.confirmed)
            if changes.missing:
                catalog.insert(_lines(changes.missing, catalog))
            if credit is not None:
                catalog.credit(credit)
    return result


@dataclass(slots=True)
class _Changes:
    """Hold the changes to be made to a catalog."""

    edits: list[Edit] = field(default_factory=list)
    confirmed: list[Edit] = field(default_factory=list)
    missing: list[NewEntry] = field(default_factory=list)

    def sort(
        self,
        entry: NewEntry,
        catalog: HumanCatalog,
        result: Addition,
        *,
        replace_fuzzy: bool,
    ) -> None:
        """Add *entry* to the changes, or to *result* where it stays out."""
        known = catalog.entries.get(entry.msgid)
        if catalog.plural_entry(entry.msgid):
            result.plural.append(entry)
        elif known is None:
            self.missing.append(entry)
        elif known.fuzzy and replace_fuzzy:
            edit = Edit(msgid=entry.msgid, old=known.msgstr, new=entry.msgstr)
            self.confirmed.append(edit)
            result.added.append(entry)
        elif known.fuzzy:
            result.fuzzy.append(entry)
        elif known.msgstr:
            result.present.append(entry)
        else:
            self.edits.append(Edit(msgid=entry.msgid, old="", new=entry.msgstr))
            result.added.append(entry)


def _lines(entries: Sequence[NewEntry], catalog: HumanCatalog) -> list[str]:
    """Return the lines of *entries*, written as *catalog* writes its own."""
    lines: list[str] = []
    for entry in entries:
        if lines:
            lines.append("")
        if catalog.has_locations:
            # a name of a file is one line, whatever stands in it
            lines += [f"#: {printable_line(place)}" for place in entry.locations]
        for keyword, text in (("msgid", entry.msgid), ("msgstr", entry.msgstr)):
            string = po_string(text, wrap=catalog.wraps)
            lines += f"{keyword} {string}".split("\n")
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
        "Language-Team": "none",
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
