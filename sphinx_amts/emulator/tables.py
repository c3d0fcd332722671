"""Read parallel data and terminologies from CSV, TSV and TMX by the service's rules.

Source: "Input files for parallel data" and "Creating a custom terminology" of the
Amazon Translate developer guide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sphinx_amts.emulator.languages import CODES
from sphinx_amts.interchange.tables import DamagedTable, cells_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Unreadable(ValueError):
    """Raised for a file that is refused as a whole."""


@dataclass(slots=True)
class ImportedTable:
    """Records of an imported file, with the counts of skipped and failed ones.

    Attributes:
        source: code of the source language.
        targets: codes of the target languages.
        rows: source text -> language code -> target text. Of several records with one
            source text, the last one counts; in TMX, the one with the latest date.
        imported: number of imported records.
        skipped: number of records and target texts that are empty, too long or older
            than another record.
        failed: position and fault of each malformed record, in order.
    """

    source: str
    targets: list[str]
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    imported: int = 0
    skipped: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def characters(self) -> int:
        """Return the number of characters of all texts."""
        return sum(
            len(source) + sum(map(len, targets.values()))
            for source, targets in self.rows.items()
        )


def read_table(data: bytes, format: str, *, max_bytes: int) -> ImportedTable:
    """Read the records of a CSV, TSV or TMX file.

    Args:
        data: content of the file.
        format: "CSV", "TSV" or "TMX".
        max_bytes: size in UTF-8 bytes above which a text is skipped.

    Raises:
        Unreadable: the file is refused as a whole.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise Unreadable("The file is not encoded in UTF-8.") from exc
    if format == "TMX":
        return _tmx(text, max_bytes)
    return _delimited(text, "\t" if format == "TSV" else ",", max_bytes)


def _delimited(text: str, delimiter: str, max_bytes: int) -> ImportedTable:
    # a record ends with CR LF or LF (RFC 4180), and with nothing else
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    try:
        header = cells_of(lines[0], delimiter, 1)
    except DamagedTable as exc:
        raise Unreadable(f"The header cannot be read: {exc.reason}") from exc
    codes = [code.strip() for code in header]
    if len(codes) < 2:
        raise Unreadable("The header must name at least two languages.")
    for code in codes:
        if code not in CODES:
            raise Unreadable(f"Unsupported language code in the header: {code!r}")
    if len(set(codes)) < len(codes):
        raise Unreadable("A language code appears twice in the header.")
    table = ImportedTable(codes[0], codes[1:])
    for number, line in enumerate(lines[1:], 2):
        place = f"Line {number}"
        if not line.strip():
            table.skipped += 1
            continue
        # no field spans lines: an unclosed quote would include the next line
        try:
            fields = cells_of(line, delimiter, number)
        except DamagedTable as exc:
            table.failed.append((place, exc.reason))
            continue
        if len(fields) != len(codes):
            table.failed.append(
                (place, f"{len(fields)} fields instead of {len(codes)}")
            )
        elif any(value.startswith(("+", "-", "=", "@")) for value in fields):
            table.failed.append((place, "a field starts with +, -, = or @"))
        else:
            targets = dict(zip(codes[1:], fields[1:], strict=True))
            _add(table, fields[0], targets, max_bytes)
    return table


def _tmx(text: str, max_bytes: int) -> ImportedTable:
    try:
        root = fromstring(text.encode())
    except (ParseError, DefusedXmlException, LookupError, ValueError) as exc:
        raise Unreadable(f"Invalid TMX format: {exc}") from exc
    header = root.find("header")
    source = header.get("srclang", "") if header is not None else ""
    if source not in CODES:
        raise Unreadable(f"Invalid TMX format: srclang is {source!r}")
    units = root.findall("body/tu")
    if not units:
        raise Unreadable("Invalid TMX format: there is no tu element.")
    table = ImportedTable(source, [])
    dated: dict[str, str] = {}
    for number, unit in enumerate(units, 1):
        place = f"Number {number} TU element"
        variants = [
            (variant.get(_LANG) or "", _segment(variant))
            for variant in unit.findall("tuv")
        ]
        sources = [segment for code, segment in variants if code == source]
        if len(sources) != 1 or len(variants) < 2:
            message = "Invalid TMX format. A tu needs one tuv in the source language."
            table.failed.append((place, message))
            continue
        if any(code not in CODES or segment is None for code, segment in variants):
            table.failed.append((place, "Invalid TMX format. A tuv cannot be used."))
            continue
        targets = {code: segment or "" for code, segment in variants if code != source}
        date = max(
            (v.get("changedate", "") for v in (unit, *unit.findall("tuv"))), default=""
        )
        key = sources[0] or ""
        if key in table.rows and date < dated.get(key, ""):
            table.skipped += 1
            continue
        dated[key] = date
        _add(table, key, targets, max_bytes)
        for code in targets:
            if code not in table.targets:
                table.targets.append(code)
    return table


def _segment(variant: Element) -> str | None:
    segment = variant.find("seg")
    return None if segment is None else "".join(segment.itertext())


def _add(
    table: ImportedTable, source: str, targets: dict[str, str], max_bytes: int
) -> None:
    if not source.strip() or len(source.encode()) > max_bytes:
        table.skipped += 1
        return
    usable = {
        code: text
        for code, text in targets.items()
        if text.strip() and len(text.encode()) <= max_bytes
    }
    table.skipped += len(targets) - len(usable)
    if usable:
        table.imported += 1
        table.rows[source] = usable
