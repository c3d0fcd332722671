"""Edit single translations of a human catalog, and nothing else in it.

Tools that read a catalog and write it again wrap its lines anew, sort its comments and
lose its line ends and its byte order mark; here only the lines of one msgstr change,
and their breaks stay where they were. The new content is parsed before it is written,
so that the file can always be read.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.messages.pofile import escape, unescape

from sphinx_amts.catalogs.po_reader import (
    PoEntry,
    charset_of,
    decode,
    parse_all,
    read_catalog,
)
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.text.differences import split_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_amts.catalogs.credit import Credit

_COMMENT = re.compile(r"#\s*amts:\s*([\w-]*)[\s:]*(.*)")
_FUZZY_FLAG = re.compile(r"(?<!\s)\s*+\bfuzzy\b\s*,?")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_WHOLE_TEXT = re.compile(rb'\s*(?:msgid|msgstr)\s*"(?=.* )[^"]')
_LONG_LINE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Translator's comment ``# amts: ignore …``.

    Attributes:
        line: number of the line of the comment, from 1.
        command: first word of the comment, which should be "ignore".
        rules: names of the rules in the comment; empty for all rules.
    """

    line: int
    command: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """New translation for one entry.

    Attributes:
        msgid: msgid of the entry.
        old: present translation; an entry with another translation stays unchanged.
        new: new translation.
    """

    msgid: str
    old: str
    new: str


class HumanCatalog:
    """PO file of translators, edited in place.

    Attributes:
        path: path of the file.
        entries: entries without context and plural forms, by msgid.

    Raises:
        CatalogError: the catalog is damaged, ambiguous or unreadable.
    """

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        """Read and parse the catalog.

        Args:
            path: path of the file.
            data: initial content of a file that does not exist; `None` to read the
                file.
        """
        self.path = path
        self.entries: dict[str, PoEntry] = {}
        self._is_held = False
        self._saved = read_catalog(path) if data is None else b""
        self._take(self._saved if data is None else data)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Write all changes of the block together, or none of them.

        Raises:
            CatalogError: the file cannot be written.
        """
        before = self._data
        self._is_held = True
        try:
            yield
        except BaseException:
            self._take(before)
            raise
        finally:
            self._is_held = False
        self._save()

    @property
    def has_locations(self) -> bool:
        """Return whether entries have references (``#:``), or no entry exists."""
        return len(self.entries) < 2 or any(
            line.lstrip().startswith(b"#:") for line in self._lines
        )

    @property
    def wraps(self) -> bool:
        """Return whether long strings are broken into several lines."""
        return not any(
            len(line) > _LONG_LINE and _WHOLE_TEXT.match(line) for line in self._lines
        )

    def plural_entry(self, msgid: str) -> PoEntry | None:
        """Return the entry of a message if it has plural forms, else `None`."""
        return self._plural.get(msgid)

    def ignores(self, entry: PoEntry, rule: str) -> bool:
        """Return whether a translator's comment of *entry* switches *rule* off."""
        return any(
            comment.command == "ignore" and (not comment.rules or rule in comment.rules)
            for comment in self._comments_of(entry)
        )

    def comments(self) -> Iterator[Ignored]:
        """Yield all comments ``# amts: …`` of translators, anywhere in the file."""
        for number, raw in enumerate(self._lines, 1):
            if b"amts:" in raw and (comment := self._comment(number, raw)):
                yield comment

    def _comments_of(self, entry: PoEntry) -> Iterator[Ignored]:
        for number in range(entry.line - 1, 0, -1):
            raw = self._lines[number - 1]
            if raw.lstrip().startswith((b"msgstr", b"#~")):
                return
            if comment := self._comment(number, raw):
                yield comment

    def _comment(self, number: int, raw: bytes) -> Ignored | None:
        match = _COMMENT.fullmatch(raw.decode(self._charset, "replace").strip())
        if match is None:
            return None
        rules = tuple(word for word in re.split(r"[\s,]+", match[2]) if word)
        return Ignored(line=number, command=match[1], rules=rules)

    def edit(self, edits: Iterable[Edit]) -> list[Edit]:
        """Write *edits* of translations; return the edits that were made.

        Fuzzy entries, and entries whose translation is not `Edit.old`, stay as they
        are.

        Raises:
            CatalogError: the file cannot be written, or not in its charset.
        """
        return self._edit(edit for edit in edits if edit.old != edit.new)

    def confirm(self, edits: Iterable[Edit]) -> list[Edit]:
        """Write *edits* into fuzzy entries, and remove their flag and previous msgid.

        Entries that are not fuzzy, or whose translation is not `Edit.old`, stay as they
        are.

        Returns:
            the edits that were made.

        Raises:
            CatalogError: the file cannot be written, or not in its charset.
        """
        return self._edit(edits, fuzzy=True)

    def credit(self, who: Credit) -> None:
        """Write a translator and the time into the header, as gettext's tools do.

        Args:
            who: author and time; without a name only the time is written.

        Raises:
            CatalogError: the file cannot be written, or not in its charset.
        """
        if "" not in self.entries:
            return
        if who.name:
            self._set_field("Last-Translator", who.name)
        self._set_field("PO-Revision-Date", who.moment)
        if who.author:
            self._add_author(who.name, who.time.year)

    def _set_field(self, name: str, value: str) -> None:
        """Write a field of the header, on a line of its own if it is new."""
        header, line = self.entries[""], f"{name}: {value}"
        text = re.sub(rf"(?m)^{name}:.*$", lambda _: line, header.msgstr)
        change = Edit(msgid="", old=header.msgstr, new=text)
        (self.confirm if header.fuzzy else self.edit)([change])
        if re.search(rf"(?m)^{name}:", header.msgstr):
            return
        first, last = self._span(self.entries[""])
        lines = list(self._lines)
        at = next(
            (
                number + 1
                for number in range(first, last)
                if b"Project-Id-Version:" in lines[number]
                and lines[number].rstrip().endswith(b'\\n"')
            ),
            last,
        )
        if at == last and header.msgstr and not header.msgstr.endswith("\n"):
            line = f"\n{line}"
        if not _end_of(lines[at - 1]):
            lines[at - 1] += self._line_end()
        lines.insert(at, self._encoded(escape(f"{line}\n"), first) + self._line_end())
        self._change(lines)

    def _add_author(self, name: str, year: int) -> None:
        """Add a translator to the comment at the top of the file."""
        above = end = self.entries[""].line - 1
        while end and not self._lines[end - 1].lstrip().startswith(b"# "):
            end -= 1
        end = end or above
        lines = [line.decode(self._charset).strip() for line in self._lines[:end]]
        credited = [n for n, line in enumerate(lines) if line.startswith(f"# {name},")]
        if any(re.search(rf"\b{year}\b", lines[n]) for n in credited):
            return
        result = list(self._lines)
        if credited:
            at = credited[-1]
            line = f"{lines[at].removesuffix('.')}, {year}."
            result[at] = self._encoded(line, at + 1) + _end_of(result[at])
        else:
            line = f"# {name}, {year}."
            result.insert(end, self._encoded(line, end + 1) + self._line_end())
        self._change(result)

    def _edit(self, edits: Iterable[Edit], *, fuzzy: bool = False) -> list[Edit]:
        lines: list[bytes | None] = list(self._lines)
        done = []
        for edit in edits:
            entry = self.entries.get(edit.msgid)
            if entry is None or entry.fuzzy != fuzzy or entry.msgstr != edit.old:
                continue
            for same in self._places[edit.msgid]:
                first, last = self._span(same)
                lines[first:last] = self._rewritten(self._lines[first:last], same, edit)
                if fuzzy:
                    self._unmark(lines, same)
            done.append(edit)
        if done:
            self._change(line for line in lines if line is not None)
        return done

    def _unmark(self, lines: list[bytes | None], entry: PoEntry) -> None:
        """Remove the fuzzy flag and the previous msgid of *entry*."""
        for at in range(entry.first - 1, entry.line - 1):
            raw = self._lines[at]
            if raw.lstrip().startswith(b"#|"):
                lines[at] = None
            elif raw.lstrip().startswith(b"#,"):
                old = raw.decode(self._charset).strip()[2:]
                flags = _FUZZY_FLAG.sub("", old).strip(" ,")
                new = f"#, {flags}".encode(self._charset) + _end_of(raw)
                lines[at] = new if flags else None

    def insert(self, lines: Iterable[str]) -> None:
        """Insert *lines* after the last entry that is not obsolete.

        Raises:
            CatalogError: the file cannot be written, or not in its charset.
        """
        end = next(
            (n for n, x in enumerate(self._lines) if x.lstrip().startswith(b"#~")),
            len(self._lines),
        )
        # comments and flags above an obsolete entry belong to it
        while 0 < end < len(self._lines) and (self._lines[end - 1].strip()[:1] == b"#"):
            end -= 1
        before, after = self._lines[:end], self._lines[end:]
        newline = self._line_end()
        if before and not _end_of(before[-1]):
            before[-1] += newline
        added = [self._encoded(line, end) + newline for line in lines]
        if before and before[-1].strip():
            added.insert(0, newline)
        if after and after[0].strip():
            added.append(newline)
        self._change([*before, *added, *after])

    def _line_end(self) -> bytes:
        """Return the line end that most lines have."""
        ends = Counter(filter(None, map(_end_of, self._lines)))
        return ends.most_common(1)[0][0] if ends else b"\n"

    def _span(self, entry: PoEntry) -> tuple[int, int]:
        """Return the index of the first line of the msgstr, and the index after it."""
        first = entry.line
        while not self._lines[first].lstrip().startswith(b"msgstr"):
            first += 1
        last = first + 1
        for number in range(last, len(self._lines)):
            line = self._lines[number].strip()
            if line[:1] == b'"':
                last = number + 1
            elif line:
                break  # empty lines between the strings of an entry are allowed
        return first, last

    def _rewritten(self, lines: list[bytes], entry: PoEntry, edit: Edit) -> list[bytes]:
        """Return *lines* with the new translation, on as many lines as before."""
        decoded = [line.decode(self._charset) for line in lines]
        places = [at for at, line in enumerate(decoded) if '"' in line]
        strings = [decoded[at][decoded[at].index('"') :].rstrip() for at in places]
        old = [unescape(string) for string in strings]
        result = list(lines)
        for at, string, before, after in zip(
            places, strings, old, split_like(old, edit.new), strict=True
        ):
            if before == after:
                continue
            new = decoded[at].replace(string, escape(after))
            result[at] = self._encoded(new, entry.line)
        return result

    def _encoded(self, text: str, line: int) -> bytes:
        try:
            return text.encode(self._charset)
        except UnicodeEncodeError as exc:
            raise CatalogError(
                f"{self.path}:{line}: {exc.object[exc.start]!r} cannot be "
                f"written in {self._charset}; save the catalog as UTF-8"
            ) from exc

    def _change(self, lines: Iterable[bytes]) -> None:
        self._take(self._mark + b"".join(lines))
        if not self._is_held:
            self._save()

    def _take(self, data: bytes) -> None:
        """Parse *data* as the content of the file.

        Raises:
            CatalogError: *data* is damaged or ambiguous.
        """
        entries = parse_all(decode(data, self.path), self.path)
        alone = [entry for entry in entries if entry.context is None]
        self._places: dict[str, list[PoEntry]] = {}
        for entry in alone:
            if not entry.plural:
                self._places.setdefault(entry.msgid, []).append(entry)
        self.entries = {msgid: places[0] for msgid, places in self._places.items()}
        self._plural = {entry.msgid: entry for entry in alone if entry.plural}
        self._data = data
        self._mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        rest = data.removeprefix(self._mark)
        self._charset = charset_of(rest, self.path)
        self._lines: list[bytes] = _LINE.findall(rest)

    def _save(self) -> None:
        if self._data == self._saved:
            return
        path = self.path.resolve()
        try:
            write_if_changed(path, self._data, forced=False)
        except OSError as exc:
            raise CatalogError(
                f"{path}: cannot be written ({exc.strerror or exc}); check the "
                "permissions of the file and its folder, and the space on the disk"
            ) from exc
        self._saved = self._data


def _end_of(line: bytes) -> bytes:
    return line[len(line.rstrip(b"\r\n")) :]
