"""Read gettext PO files strictly, and report the line of each error.

Babel's reader continues after an error and keeps the first of two entries with one
msgid, so that a failed merge would pass unnoticed; this reader stops at the line of the
error. It undoes the same escapes as Babel does, so both see the same texts. A repeated
entry with the same translation is no error.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.charsets import codec_name
from sphinx_amts.catalogs.po_strings import of_strings
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import read_file, unreadable
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHARSET = re.compile(rb"^\"?[^\n]*Content-Type:[^\n]*charset=([^\s\\\";]+)", re.M)
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?:\s|$)")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_KEYWORD = re.compile(r"(msgid_plural|msgid|msgctxt|msgstr(?:\[\d+\])?)\s*(\".*)")
_LINE_END = re.compile(r"\r\n?")
_HEADER_BYTES = 16_384
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_OBSOLETE = "#~"

_LONGEST = 1_000_000
"""Most characters of one text."""

_MOST_LINES = 1_500_000
"""Most lines of one catalog; those of the largest documentation have half of it."""
_RESTORE = "the file is damaged or half-written, restore it or correct this line"


@dataclass(slots=True)
class PoEntry:
    """One entry of a PO file, which may be the header.

    Attributes:
        line: number of the line with its msgid, from 1.
        msgid: the source text; empty for the header.
        msgstr: the translation; the first form where the entry has plurals.
        context: the msgctxt, or None.
        plural: True if the entry has a msgid_plural.
        fuzzy: True if the entry is flagged fuzzy.
        extracted: the lines of its extracted comments (``#.``).
        previous: the source text that was translated, if a tool recorded it when the
            source changed (``#|``); else empty.
        comments: the lines of a translator's comments, without the ``#``.
        flags: flags other than "fuzzy".
        first: number of its first line, that of its first comment if it has one.
        last: number of its last line.
    """

    line: int
    msgid: str
    msgstr: str
    context: str | None
    plural: bool
    fuzzy: bool
    extracted: tuple[str, ...]
    previous: str = ""
    comments: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    first: int = 0
    last: int = 0


def read_entries(path: Path) -> list[PoEntry]:
    """Read the entries of a PO file in the order of the file.

    Raises:
        CatalogError: the file cannot be read or decoded, is empty or half-written, has
            conflict markers, or has two translations of one msgid.
    """
    return parse_entries(read_text(path), path)


def read_text(path: Path) -> str:
    """Return the text of a PO file, decoded by the charset of its header.

    Raises:
        CatalogError: the file cannot be read or decoded.
    """
    return decode(read_catalog(path), path)


def read_catalog(path: Path) -> bytes:
    """Return the content of a PO file.

    Raises:
        CatalogError: the file cannot be read.
    """
    try:
        return read_file(path)
    except OSError as exc:
        raise unreadable(path, exc) from exc


def parse_entries(text: str, path: Path) -> list[PoEntry]:
    """Parse *text* as `read_entries` does; *path* is named in errors.

    Raises:
        CatalogError: as for `read_entries`.
    """
    unique: dict[tuple[str | None, str], PoEntry] = {}
    for entry in parse_all(text, path):
        unique.setdefault((entry.context, entry.msgid), entry)
    return list(unique.values())


def parse_all(text: str, path: Path) -> list[PoEntry]:
    """Parse *text* as `parse_entries` does, but return repeated entries as well.

    Raises:
        CatalogError: as for `read_entries`.
    """
    entries: list[PoEntry] = []
    known: dict[tuple[str | None, str], PoEntry] = {}
    for entry in parse_repeated(text, path):
        first = known.setdefault((entry.context, entry.msgid), entry)
        repeats = entry is not first
        if repeats and (not entry.msgid or _content(entry) != _content(first)):
            other = "mark" if entry.msgstr == first.msgstr else "translation"
            raise CatalogError(
                f"{_quoted(entry.msgid)} has an entry in line {first.line} already, "
                f"with another {other}; keep one of the two",
                at=(path, entry.line),
            )
        entries.append(entry)
    return entries


def parse_repeated(text: str, path: Path) -> Iterator[PoEntry]:
    """Parse *text* as `parse_all` does, but allow repeated entries that differ.

    Raises:
        CatalogError: the file is empty or half-written, or has conflict markers.
    """
    if not text.strip():
        raise CatalogError(
            "the catalog is empty, not even a header; restore the file or delete it",
            at=(path, 1),
        )
    yield from _Parser(path).entries(text)


def _content(entry: PoEntry) -> tuple[object, ...]:
    """Return the fields in which two entries of one text may not differ."""
    return entry.msgstr, entry.plural, entry.fuzzy


def read_obsolete(path: Path) -> list[PoEntry]:
    """Read the obsolete entries (``#~``), whose texts are no longer in the book.

    The same text may occur several times.

    Raises:
        CatalogError: the file cannot be read or decoded, or an obsolete entry is
            damaged.
    """
    lines = read_text(path).split("\n")
    if not any(line.startswith(_OBSOLETE) for line in lines):
        return []
    # flags stand above an entry without the mark
    kept = [""] * len(lines)
    for number, line in enumerate(lines):
        if line.startswith(_OBSOLETE):
            rest = line[len(_OBSOLETE) :]
            kept[number] = f"#{rest}" if rest.startswith("|") else rest
            above = number - 1
            while above >= 0 and lines[above].startswith(("#,", "#.")):
                kept[above] = lines[above]
                above -= 1
    return list(_Parser(path).entries("\n".join(kept)))


def _quoted(text: str) -> str:
    shown = f"{text[:50]}…" if len(text) > 50 else text
    return f'"{" ".join(shown.split())}"'


def charset_of(data: bytes, path: Path) -> str:
    """Return the encoding that the header of a PO file names.

    Raises:
        CatalogError: no catalog may have this encoding.
    """
    declared = _CHARSET.search(data, 0, _HEADER_BYTES)
    name = declared[1].decode("ascii", "replace") if declared else "UTF-8"
    # CHARSET is what templates say; UTF-8 is what tools write under the name of ASCII
    charset = "UTF-8" if name.upper() in {"CHARSET", "ASCII", "US-ASCII"} else name
    if codec_name(charset) is None:
        line = data.count(b"\n", 0, declared.start(1)) + 1 if declared else 1
        raise CatalogError(
            f'unknown charset "{name[:40]}"; '
            "save the file as UTF-8 and say charset=UTF-8 in its header",
            at=(path, line),
        )
    return charset


def decode(data: bytes, path: Path) -> str:
    """Decode a PO file, and convert its line ends to line feeds.

    Raises:
        CatalogError: *data* is not in the encoding that its header names, or too long.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    charset = charset_of(data, path)
    try:
        text = data.decode(charset)
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise CatalogError(
            f"byte {exc.start} (0x{data[exc.start]:02x}) is not {charset}; "
            "save the file as UTF-8, or correct the charset of its header",
            at=(path, line),
        ) from exc
    found = _NOT_ASCII.search(data)
    if found and not charset.lower().startswith("utf") and _is_utf_8(data):
        line = data.count(b"\n", 0, found.start()) + 1
        raise CatalogError(
            f"the text is UTF-8, but the header says {charset}; say "
            "charset=UTF-8 there",
            at=(path, line),
        )
    # as Sphinx, which reads catalogs as text, does
    text = _LINE_END.sub("\n", text)
    if (lines := text.count("\n")) > _MOST_LINES:
        text = f"{lines:,} lines; split it into smaller catalogs"
        raise CatalogError(text, at=(path, 0))
    return text


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Parser:
    """Parser that keeps the open string and the entry so far from line to line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reset()

    def _reset(self) -> None:
        self._line = 0
        self._strings: dict[str, list[str]] = {}
        self._open: list[str] | None = None
        self._extracted: list[str] = []
        self._previous: list[str] = []
        self._in_previous = False
        self._flags: list[str] = []
        self._comments: list[str] = []
        self._first = 0
        self._last = 0

    def entries(self, text: str) -> Iterator[PoEntry]:
        """Yield the entries of *text*, the content of the whole file."""
        number = 0
        for number, raw in enumerate(text.split("\n"), 1):
            if len(raw) > _LONGEST:
                raise self._too_long(number)
            line = raw.strip()
            if line[:1] == '"':
                if self._open is None:
                    raise self._error(number, "a string that belongs to no entry")
                self._open.append(self._checked(line, number))
                self._last = number
            elif line[:1] == "#":
                if self._strings:
                    yield self._entry(number)
                self._first = self._first or number
                self._take_comment(line, number)
            elif line:
                keyword, string = self._keyword(line, number)
                if self._starts_entry(keyword):
                    yield self._entry(number)
                self._first = self._first or number
                self._last = number
                self._take_field(keyword, string, number)
        if self._strings:
            yield self._entry(number)

    def _take_comment(self, line: str, number: int) -> None:
        match line[:2]:
            case "#.":
                self._extracted.append(line[2:].strip())
            case "#,":
                flags = (flag.strip() for flag in line[2:].split(","))
                self._flags += [flag for flag in flags if flag]
            case "#|":
                self._take_previous(line[2:].strip(), number)
            case "#~":
                # what stands above an obsolete entry belongs to it
                self._reset()
            case "#:":
                pass
            case _:
                self._comments.append(line[1:])

    def _take_previous(self, text: str, number: int) -> None:
        keyword, quote, _ = text.partition('"')
        if keyword.strip():
            self._in_previous = keyword.strip() == "msgid"
        if self._in_previous and quote:
            string = text[len(keyword) :]
            self._previous.append(self._checked(string, number))

    def _starts_entry(self, keyword: str) -> bool:
        """Return whether a line with *keyword* starts the next entry."""
        if keyword == "msgctxt":
            return bool(self._strings)
        return keyword == "msgid" and "msgid" in self._strings

    def _take_field(self, keyword: str, string: str, number: int) -> None:
        if keyword in self._strings:
            raise self._error(number, f"a second {keyword[:30]} in one entry")
        if keyword == "msgid":
            self._line = number
        elif keyword != "msgctxt" and "msgid" not in self._strings:
            raise self._error(number, f"{keyword[:30]} without a msgid before it")
        self._open = self._strings[keyword] = [string]

    def _keyword(self, line: str, number: int) -> tuple[str, str]:
        if _CONFLICT.match(line):
            what = f"conflict marker of a merge ({line[:7]})"
            remedy = (
                "keep one of the two sides and delete the marker lines; in a machine "
                f"catalog, {command_line('resolve')} does it"
            )
            raise self._error(number, what, remedy)
        match = _KEYWORD.fullmatch(line)
        if match is None:
            raise self._error(number, f"no line of a PO file: {_quoted(line)}")
        return match[1], self._checked(match[2], number)

    def _checked(self, line: str, number: int) -> str:
        """Return the content of the string in *line*, with its escapes.

        Raises:
            CatalogError: the string has no closing quote.
        """
        content = line[1:-1]
        if (
            len(line) < 2
            or line[-1] != '"'
            or (
                ('"' in content or content[-1:] == "\\") and not _STRING.fullmatch(line)
            )
        ):
            raise self._error(number, "a string without its closing quote")
        return content

    def _entry(self, number: int) -> PoEntry:
        """Complete the entry that ends before line *number*."""
        strings = self._strings
        if any(sum(map(len, parts)) > _LONGEST for parts in strings.values()):
            raise self._too_long(self._line or number)
        msgstr = strings.get("msgstr", strings.get("msgstr[0]"))
        if "msgid" not in strings or msgstr is None:
            missing = "msgstr" if "msgid" in strings else "msgid"
            raise self._error(self._line or number, f"an entry without its {missing}")
        context = strings.get("msgctxt")
        entry = PoEntry(
            line=self._line,
            msgid=of_strings(strings["msgid"]),
            msgstr=of_strings(msgstr),
            context=None if context is None else of_strings(context),
            plural="msgid_plural" in strings,
            fuzzy="fuzzy" in self._flags,
            extracted=tuple(self._extracted),
            previous=of_strings(self._previous),
            comments=tuple(self._comments),
            flags=tuple(flag for flag in self._flags if flag != "fuzzy"),
            first=self._first,
            last=self._last,
        )
        self._reset()
        return entry

    def _too_long(self, number: int) -> CatalogError:
        what = f"a text of more than {_LONGEST:,} characters"
        return self._error(number, what, "no message is as long, delete the entry")

    def _error(self, number: int, what: str, remedy: str = _RESTORE) -> CatalogError:
        return CatalogError(f"{what}; {remedy}", at=(self._path, number))
