"""Write machine catalogs, and preserve everything that a person wrote into them.

The caller gives all translations for a catalog; the rest of an existing file always
stays: post-edited texts, unfinished entries, comments and obsolete entries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from babel.messages.pofile import escape

from sphinx_amts.catalogs.entries import (
    CHANGED,
    DRAFT_CONTEXT,
    GENERATOR,
    MachineEntry,
    is_draft,
    machine_entry,
    parts_of,
    provenance_comment,
)
from sphinx_amts.catalogs.hand_edits import HEADER, HandEdits, KeptEntry, Key
from sphinx_amts.catalogs.po_reader import parse_entries, read_text
from sphinx_amts.catalogs.verified import is_post_edited, was_edited
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import refuse_read_only, write_if_changed
from sphinx_amts.text.differences import word_difference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

_HEADER = {
    "Language": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "X-Generator": GENERATOR,
}


@dataclass(slots=True)
class MachineCatalog:
    """Machine catalog with everything in it.

    Attributes:
        entries: translations, by msgid.
        hand_edits: manual edits by people and their tools.
    """

    entries: dict[str, MachineEntry] = field(default_factory=dict)
    hand_edits: HandEdits = field(default_factory=HandEdits)

    @classmethod
    def read(cls, path: Path) -> MachineCatalog:
        """Read the catalog at *path*; a missing one is empty.

        Raises:
            CatalogError: the catalog is damaged, ambiguous or unreadable.
        """
        return cls.parse(read_text(path), path) if path.exists() else cls()

    @classmethod
    def parse(cls, text: str, path: Path) -> MachineCatalog:
        """Parse *text* as a machine catalog; *path* is named in errors.

        Raises:
            CatalogError: as for `read`.
        """
        found = parse_entries(text, path)
        entries, used = parts_of(found)
        # a machine's draft whose outdated text is gone goes as well
        drafts = [entry for entry in found if is_draft(entry) and not entry.fuzzy]
        ours = [*used, *(e for e in drafts if not was_edited(machine_entry(e)))]
        return cls(entries, HandEdits.of(text, found, ours))

    def kept_entries(self) -> Iterator[tuple[str, KeptEntry]]:
        """Yield msgid and entry of each PO entry that is preserved unchanged."""
        for (msgid, _), entry in sorted(self.hand_edits.entries.items()):
            yield msgid, entry

    def write(self, path: Path, language: str, *, forced: bool = False) -> bool:
        """Write the catalog if the file differs; delete the file of an empty catalog.

        Readers see the old file or the new one, never a part.

        Args:
            path: the file.
            language: language of the catalog.
            forced: whether a file that is read-only is replaced or deleted.

        Returns:
            True if the file changed.

        Raises:
            CatalogError: the folder or the file cannot be written.
        """
        self.entries = {m: e for m, e in self.entries.items() if m and e.msgstr}
        try:
            if not self.entries and not self.hand_edits:
                return _remove(path, forced=forced)
            data = self._text(language).encode()
            return write_if_changed(path, data, forced=forced)
        except OSError as exc:
            raise CatalogError(
                f"{path}: cannot be written ({exc.strerror or exc}); "
                "check the permissions of the folder and the space on the disk"
            ) from exc

    def _text(self, language: str) -> str:
        comments = dict(self.hand_edits.comments)
        fields = {**_HEADER, "Language": language} | self.hand_edits.fields
        lines = [*comments.pop(HEADER, ()), 'msgid ""', 'msgstr ""']
        lines += [escape(f"{name}: {value}\n") for name, value in fields.items()]
        blocks: dict[Key, tuple[str, ...]] = {
            key: entry.lines for key, entry in self.hand_edits.entries.items()
        }
        for entry in self.entries.values():
            for key, block in _blocks(entry):
                if (entry.msgid, "") not in self.hand_edits.entries:
                    blocks.setdefault(key, (*comments.pop(key, ()), *block))
        for key, notes in comments.items():
            blocks.setdefault(key, (*notes, *_identity(key), 'msgstr ""'))
        for key in sorted(blocks):
            lines += ["", *blocks[key]]
        for obsolete in self.hand_edits.obsolete:
            lines += ["", *obsolete.lines]
        if self.hand_edits.below:
            lines += ["", *self.hand_edits.below]
        return "\n".join(lines) + "\n"


def write_machine(
    path: Path,
    language: str,
    entries: Iterable[MachineEntry],
    *,
    forgotten: Collection[str] = (),
) -> bool:
    """Write the translations of a committed machine catalog; manual edits stay.

    Of two entries with one msgid the later is written; entries without a translation
    are not.

    Args:
        path: path of the catalog, which is created if missing, and deleted if empty.
        language: language of the catalog.
        entries: all translations for it.
        forgotten: messages whose post-edited translations are dropped.

    Returns:
        True if the file changed.

    Raises:
        CatalogError: the existing catalog is damaged, or the file cannot be written.
    """
    catalog = MachineCatalog.read(path)
    edited = {
        msgid: entry
        for msgid, entry in catalog.entries.items()
        if is_post_edited(entry) and msgid not in forgotten
    }
    catalog.entries = {entry.msgid: entry for entry in entries} | edited
    return catalog.write(path, language)


def write_overlay(path: Path, language: str, entries: Iterable[MachineEntry]) -> bool:
    """Write a machine catalog of a build folder (overlay), which only builds write.

    Returns:
        True if the file changed.

    Raises:
        CatalogError: the file cannot be written.
    """
    catalog = MachineCatalog({e.msgid: e for e in entries})
    return catalog.write(path, language, forced=True)


def _blocks(entry: MachineEntry) -> Iterator[tuple[Key, list[str]]]:
    lines = [f"#. {provenance_comment(entry)}"]
    if entry.previous:
        changed = " ".join(word_difference(entry.previous, entry.msgid).split())
        lines += [f"#. {CHANGED} {changed}", f"#| msgid {escape(entry.previous)}"]
    key = (entry.msgid, "")
    yield key, [*lines, *_identity(key), f"msgstr {escape(entry.msgstr)}"]
    if (draft := entry.draft) is not None and draft.msgstr:
        key = (entry.msgid, DRAFT_CONTEXT)
        lines = [f"#. {provenance_comment(draft)}", *_identity(key)]
        yield key, [*lines, f"msgstr {escape(draft.msgstr)}"]


def _identity(key: Key) -> list[str]:
    msgid, context = key
    lines = [f"msgctxt {escape(context.strip(chr(0)))}"] if context else []
    return [*lines, f"msgid {escape(msgid)}"]


def _remove(path: Path, *, forced: bool) -> bool:
    if not forced:
        refuse_read_only(path)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True
