"""Add new entries to a human catalog, and change nothing else in it.

Human translations stay as they are: an entry with a translation is never touched, and
an entry with a fuzzy translation only if a person has decided on it. Lines are added
after the last entry that is not obsolete.
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
    """Translation to be added to a catalog.

    Attributes:
        msgid: the message.
        msgstr: translation of the message.
        locations: files and lines of the message, as ``../../index.md:4``.
    """

    msgid: str
    msgstr: str
    locations: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Addition:
    """Result of adding entries to a catalog: the entries, sorted by outcome.

    Attributes:
        added: entries that are now in the catalog.
        present: entries not added, as the catalog has a translation already.
        fuzzy: entries not added, as the catalog has a fuzzy translation.
        plural: entries not added, as the message has plural forms in the catalog.
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
    """Add *entries* to the catalog at *path*, which is created if necessary.

    Entries without a translation in the catalog are filled in. All are written at once,
    or none.

    Args:
        path: the catalog.
        entries: translations to add.
        language: Sphinx language code, for the header of a new catalog.
        project: name of the book, for the header of a new catalog.
        replace_fuzzy: replace fuzzy entries, which the caller has stored in the human
            memory.
        credit: author and time for the header, if any entry is added.
        dry_run: write nothing, only return the result.

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
    """Changes to be made to a catalog.

    Attributes:
        edits: translations for entries without one.
        confirmed: translations for fuzzy entries.
        missing: entries that the catalog lacks.
    """

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
        """Add *entry* to the changes or to *result*, by what *catalog* has for it."""
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
    """Return the lines of *entries*, in the style of *catalog*."""
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
    """Return the lines of the header of a new catalog."""
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
