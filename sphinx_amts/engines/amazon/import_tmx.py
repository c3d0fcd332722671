"""Normalise TMX files of any tool for import by Amazon Translate.

The service needs one source language in the header, Amazon's codes in ``xml:lang``, and
at most one text of each language in a unit. Other tools write codes as ``en-US``, the
source language ``*all*``, ``lang`` instead of ``xml:lang``, and several regions of a
language.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from sphinx_amts.engines.amazon.import_rules import amazon_code, unknown_code
from sphinx_amts.errors import ConfigError, TranslationMemoryError
from sphinx_amts.interchange.tmx_reader import read_units
from sphinx_amts.languages.codes import canonical

if TYPE_CHECKING:
    from sphinx_amts.engines.amazon.import_rules import ImportFile
    from sphinx_amts.interchange.tmx_reader import Unit

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_SOURCE = frozenset({"", "*all*"})
_NAMESPACE = re.compile(rb"<tmx\b[^>]*\sxmlns")
_HEADER = {
    "creationtool": "sphinx-amts",
    "creationtoolversion": "1",
    "segtype": "sentence",
    "o-tmf": "sphinx-amts",
    "adminlang": "en",
    "datatype": "plaintext",
}
"""Required attributes of the TMX header, besides the source language."""

_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")


@dataclass(slots=True)
class _Changes:
    """Changes that a TMX file needs before it is sent.

    Attributes:
        kept: for each unit, Amazon's codes of its texts; `None` for a text that is not
            sent.
        needed: whether the content to send differs from the file.
    """

    kept: list[list[str | None]] = field(default_factory=list)
    needed: bool = False


def read_tmx(file: ImportFile, source: str) -> None:
    """Read and check a TMX file, and normalise its content for the service.

    Args:
        file: the file; its records are counted and its content is normalised.
        source: code of the source language; "" for that of the first unit with one.

    Raises:
        ConfigError: the file is damaged, or no TMX.
    """
    wanted = amazon_code(source) or ""
    other_form = not _is_utf8(file.data) or _NAMESPACE.search(file.data) is not None
    changes = _Changes(needed=other_form)
    try:
        for unit in read_units(io.BytesIO(file.data)):
            wanted = wanted or _source_of(unit, "")
            file.source = wanted
            kept = _codes_of(file, unit, wanted)
            given = [segment.attribute_code for segment in unit.segments]
            if kept != given or unit.header_source != wanted:
                changes.needed = True
            changes.kept.append(kept)
        if changes.needed and file.records:
            file.data = _normalised(file, changes)
    except TranslationMemoryError as exc:
        raise ConfigError(f"{file.path}: {exc}") from exc


def _source_of(unit: Unit, default: str) -> str:
    """Return Amazon's code of the source language of a unit.

    *default* is returned if the unit names no source language, and "" if Amazon has no
    code for the language.
    """
    if unit.source_language in _NO_SOURCE:
        return default
    return amazon_code(unit.source_language) or ""


def _codes_of(file: ImportFile, unit: Unit, wanted: str) -> list[str | None]:
    """Check and count the record of a unit, and return Amazon's code of each text.

    For a text that is not sent, the code is `None`.
    """
    nothing: list[str | None] = [None] * len(unit.segments)
    if _source_of(unit, wanted) != wanted or not wanted:
        found = unit.source_language
        known = amazon_code(found)
        reason = f"its source language is {known}, not {wanted}"
        file.leave_out(unit.line, reason if known else unknown_code(found))
        return nothing
    codes: list[str | None] = []
    for segment in unit.segments:
        code = amazon_code(segment.language)
        codes.append(code if segment.has_seg else None)
        if not segment.has_seg:
            file.leave_out(unit.line, f"a text is missing ({segment.language or '?'})")
        elif not segment.language:
            file.leave_out(unit.line, "a text without a language (xml:lang)")
        elif code is None:
            file.leave_out(unit.line, unknown_code(segment.language))
    for code in sorted({code for code in codes if code is not None}):
        duplicates = [n for n, other in enumerate(codes) if other == code]
        if len(duplicates) == 1:
            continue
        chosen = _chosen(unit, duplicates, code, is_source=code == wanted)
        reason = f"{len(duplicates)} texts in {code}"
        if chosen is None:
            file.leave_out(unit.line, f"{reason}, of which none is the source")
            return nothing
        chosen_language = unit.segments[chosen].language
        file.leave_out(
            unit.line,
            f"{reason}, of which that in {chosen_language} is taken",
        )
        codes = [
            None if n in duplicates and n != chosen else c for n, c in enumerate(codes)
        ]
    texts = {
        code: segment.shown
        for code, segment in zip(codes, unit.segments, strict=True)
        if code is not None
    }
    if wanted not in texts:
        file.leave_out(unit.line, f"no text in the source language ({wanted})")
        return nothing
    text = texts.pop(wanted)
    changed = max([unit.changed, *(segment.changed for segment in unit.segments)])
    file.targets += [code for code in texts if code not in file.targets]
    file.count(unit.line, text, texts, changed)
    return codes if texts else nothing


def _chosen(
    unit: Unit, duplicates: list[int], code: str, *, is_source: bool
) -> int | None:
    """Return the index of the text to send, of several texts with one Amazon code.

    `None` is returned if none of several source texts is certainly the right one.
    """
    named = unit.source_language if is_source else code
    exact = [
        n
        for n in duplicates
        if canonical(unit.segments[n].language) == canonical(named.strip())
    ]
    if is_source:
        return exact[0] if len(exact) == 1 else None
    return (exact or duplicates)[0]


def _is_utf8(data: bytes) -> bool:
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _normalised(file: ImportFile, changes: _Changes) -> bytes:
    """Return the content of *file* after *changes*, without texts that are not sent."""
    root = fromstring(file.data)
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in root.iter():
        element.tag = _name(element)  # the service does not support the namespace
    units = list(root.iter("tu"))
    header = root.find("header")
    if header is None:
        header = Element("header", _HEADER)
        root.insert(0, header)
    header.set("srclang", file.source)
    variants = [list(unit.iter("tuv")) for unit in units]
    if list(map(len, variants)) != list(map(len, changes.kept)):
        raise TranslationMemoryError("units stand in each other; export it again")
    for unit, texts, codes in zip(units, variants, changes.kept, strict=True):
        if not any(codes):
            parents[unit].remove(unit)
            continue
        unit.attrib.pop("srclang", None)
        for text, code in zip(texts, codes, strict=True):
            if code is None:
                parents[text].remove(text)
            else:
                text.attrib.pop("lang", None)
                text.set(_LANG, code)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
