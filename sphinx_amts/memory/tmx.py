"""Export translation memories as TMX 1.4b, for CAT tools, and import them.

Tags of the exchange form become the inline codes of TMX (``bpt`` and ``ept`` for a
span, ``ph`` for a placeable), so that a CAT tool shows the text and protects the rest.
Other data of a unit are in properties, which other tools keep. Source: LISA, TMX 1.4b
specification, 2005.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from sphinx_amts.files.json_text import DamagedJson, parse_json
from sphinx_amts.interchange.tmx_reader import Segment, Unit, read_segment, read_units
from sphinx_amts.interchange.xml_stream import xml_text
from sphinx_amts.languages.codes import canonical, language
from sphinx_amts.languages.dates import iso_day
from sphinx_amts.markup.exchange import key_form, to_html
from sphinx_amts.markup.model import Text
from sphinx_amts.memory.stored_unit import IMPORTED, StoredUnit, unit_key
from sphinx_amts.model import LanguagePair, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PREFIX = "x-amts-"
_KEY = re.compile("[0-9a-f]{40}")
_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="sphinx-amts" creationtoolversion="1" segtype="sentence" \
o-tmf="sphinx-amts" adminlang="en" srclang="*all*" datatype="html"/>
<body>
"""
_FOOTER = "</body>\n</tmx>\n"


def export_tmx(units: Iterable[StoredUnit], stream: IO[bytes]) -> int:
    """Write *units* as TMX, in an order that depends only on the units.

    Returns:
        The number of units.
    """
    ordered = sorted(units, key=lambda u: (str(u.languages), u.source, u.engine, u.key))
    stream.write(_HEADER.encode())
    for unit in ordered:
        stream.write(_tu(unit).encode())
    stream.write(_FOOTER.encode())
    return len(ordered)


def import_tmx(
    stream: IO[bytes], leave_out: Callable[[int, str], None]
) -> Iterator[StoredUnit]:
    """Yield the units of a TMX file of this program or of another tool.

    Units that `export_tmx` wrote are read unchanged, with later edits of the text.
    Units of other tools get the engine identity "import"; units with inline codes are
    left out, as the codes have no meaning here.

    Args:
        stream: the file.
        leave_out: called with the line of a unit that is left out, wholly or in part,
            and the reason.

    Raises:
        TranslationMemoryError: the file is no TMX, is damaged, or declares entities.
    """
    known: dict[str, tuple[int, str]] = {}
    for unit in read_units(stream):
        if f"{_PREFIX}engine" in unit.properties and _KEY.fullmatch(unit.key):
            own = _own_unit(unit)
            if own is not None:
                yield own
                continue
        for stored in _foreign_units(unit, leave_out):
            line, target = known.get(stored.key, (unit.line, stored.target))
            if target != stored.target:
                where = f"line {unit.line} has another translation of it"
                leave_out(line, f"{where} ({stored.languages.target}), which counts")
            known[stored.key] = (unit.line, stored.target)
            yield stored


def _tu(unit: StoredUnit) -> str:
    languages = (unit.languages.source, unit.languages.target)
    properties = {
        "engine": unit.engine,
        "languages": " ".join(languages),
        "by": unit.provenance.engine,
        "route": unit.provenance.route,
        "stored": unit.stored,
    }
    if unit.provenance.details:
        properties["details"] = json.dumps(unit.provenance.details, sort_keys=True)
    segments = []
    sides = zip(
        ("source", "target"), languages, (unit.source, unit.target), strict=True
    )
    for side, code, html in sides:
        segment = f"<seg>{_segment(html)}</seg>"
        if _html(read_segment(segment)) != html:
            # entities of the engine's choice, or characters that XML does not have
            properties[side] = json.dumps(html)
        bcp47 = quoteattr(language(code).bcp47)
        segments.append(f"<tuv xml:lang={bcp47}>{segment}</tuv>\n")
    props = "".join(
        f"<prop type={quoteattr(_PREFIX + name)}>{xml_text(value)}</prop>\n"
        for name, value in properties.items()
    )
    source = quoteattr(language(languages[0]).bcp47)
    return f'<tu tuid="{unit.key}" srclang={source}>\n{props}{"".join(segments)}</tu>\n'


def _own_unit(unit: Unit) -> StoredUnit | None:
    values = {
        name.removeprefix(_PREFIX): value for name, value in unit.properties.items()
    }
    codes = values.get("languages", "").split()
    if len(codes) != 2 or len(unit.segments) != 2:
        return None
    source, target = (
        _edited(segment, values.get(side, ""))
        for side, segment in zip(("source", "target"), unit.segments, strict=True)
    )
    try:
        details = parse_json(values.get("details", "{}"))
    except DamagedJson:
        details = {}
    if not isinstance(details, dict):
        details = {}
    return StoredUnit(
        key=unit.key,
        source=source,
        target=target,
        languages=LanguagePair(source=codes[0], target=codes[1]),
        engine=values["engine"],
        provenance=Provenance(
            engine=values.get("by", ""),
            route=values.get("route", ""),
            details={str(name): str(value) for name, value in details.items()},
        ),
        stored=values.get("stored", ""),
    )


def _edited(segment: Segment, exact: str) -> str:
    """Return the HTML of a segment, which is in *exact* unless it was edited since.

    Args:
        segment: the segment as it was read.
        exact: the HTML as it was exported, in JSON; empty if the segment has all of it.
    """
    html = _html(segment.parts)
    try:
        # characters that XML does not have are what it is there for
        known = parse_json(exact, lenient=True) if exact else html
    except DamagedJson:
        return html
    if not isinstance(known, str):
        return html
    written = _html(read_segment(f"<seg>{_segment(known)}</seg>"))
    return known if written == html else html


def _foreign_units(
    unit: Unit, leave_out: Callable[[int, str], None]
) -> Iterator[StoredUnit]:
    """Yield a unit for each target language of a `tu` of another tool."""
    source = _source(unit)
    if source is None:
        named = unit.source_language
        which = "" if named == "*all*" else f" ({named or 'none is named'})"
        leave_out(unit.line, f"no text in the source language{which}")
        return
    if reason := _unfit(source):
        leave_out(unit.line, reason)
        return
    if len(unit.segments) == 1:
        leave_out(unit.line, "a text without a translation")
    text = source.shown
    for target in unit.segments:
        if target is source:
            continue
        languages = LanguagePair(
            source=canonical(source.language), target=canonical(target.language)
        )
        reason = _unfit(target)
        if not reason and languages.source == languages.target:
            reason = f"a second text in the source language ({target.language})"
        if reason:
            leave_out(unit.line, reason)
            continue
        yield StoredUnit(
            key=unit_key(key_form((Text(text),)), languages, IMPORTED),
            source=to_html((Text(text),)),
            target=to_html((Text(target.shown),)),
            languages=languages,
            engine=IMPORTED,
            provenance=Provenance(engine=IMPORTED),
            stored=iso_day(unit.changed),
        )


def _source(unit: Unit) -> Segment | None:
    """Return the segment in the source language; `None` if it cannot be determined.

    If no segment is in exactly the language that the file names, one in another variety
    of that language is taken: ``en-US`` is English, too.
    """
    if unit.source_language == "*all*":
        usable = (segment for segment in unit.segments if not _unfit(segment))
        return next(usable, next(iter(unit.segments), None))
    wanted = canonical(unit.source_language)
    found = [s for s in unit.segments if s.language and canonical(s.language) == wanted]
    if not found:
        kind = _written(wanted)
        found = [
            s for s in unit.segments if s.language and _written(s.language) == kind
        ]
        if len({canonical(s.language) for s in found}) > 1:
            return None
    return next(iter(found), None)


def _written(code: str) -> tuple[str, str]:
    known = language(code)
    return known.iso639_3, known.script


def _unfit(segment: Segment) -> str:
    """Return why a segment of another tool cannot be imported, "" if it can."""
    if not segment.language:
        return "a text without a language (xml:lang)"
    if any(code for _, code in segment.spaced):
        return f"inline codes ({segment.language})"
    if not segment.has_seg:
        return f"a text is missing ({segment.language})"
    if not segment.shown.strip():
        return f"a text is empty ({segment.language})"
    return ""


def _html(parts: Iterable[tuple[str, bool]]) -> str:
    return "".join(text if code else escape(text, quote=False) for text, code in parts)


def _segment(html: str) -> str:
    """Convert inner HTML of an exchange form to the content of a `seg` element."""
    reader = _Codes()
    reader.feed(html)
    reader.close()
    return reader.xml()


@dataclass(slots=True)
class _Code:
    """Tag, or a whole placeable, of an exchange form.

    Attributes:
        text: source of the tag, or of the placeable.
        tag: name of the tag.
        number: number of the element; empty if it has none.
        pair: number that the two tags of a span share; 0 for a tag without its partner.
        opens: whether the tag opens a span.
    """

    text: str
    tag: str = ""
    number: str = ""
    pair: int = 0
    opens: bool = False


class _Codes(HTMLParser):
    """Parser that separates text from tags, and pairs the tags of each span."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str | _Code] = []
        self._open: list[_Code] = []
        self._pairs = 0
        self._placeable: _Code | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        if self._placeable is not None:
            self._placeable.text += text
            self._depth += tag == self._placeable.tag
            return
        values = dict(attrs)
        number = (values.get("id") or "").removeprefix("x")
        code = _Code(text, tag, number if number.isdecimal() else "", opens=True)
        self._parts.append(code)
        if values.get("translate") == "no":
            self._placeable, self._depth, code.opens = code, 1, False
        else:
            self._open.append(code)

    def handle_startendtag(self, *_: object) -> None:
        text = self.get_starttag_text() or ""
        if self._placeable is not None:
            self._placeable.text += text
        else:
            self._parts.append(_Code(text))

    def handle_endtag(self, tag: str) -> None:
        text = f"</{tag}>"
        if self._placeable is not None:
            self._placeable.text += text
            self._depth -= tag == self._placeable.tag
            if self._depth == 0:
                self._placeable = None
            return
        code = _Code(text, tag)
        self._parts.append(code)
        if self._open and self._open[-1].tag == tag:
            self._pairs += 1
            code.pair = self._open.pop().pair = self._pairs

    def handle_data(self, data: str) -> None:
        if self._placeable is not None:
            self._placeable.text += escape(data, quote=False)
        else:
            self._parts.append(data)

    def xml(self) -> str:
        return "".join(
            xml_text(part) if isinstance(part, str) else _code_xml(part)
            for part in self._parts
        )


def _code_xml(code: _Code) -> str:
    number = f' x="{code.number}"' if code.number else ""
    if not code.pair:
        return f"<ph{number}>{xml_text(code.text)}</ph>"
    if code.opens:
        return f'<bpt i="{code.pair}"{number}>{xml_text(code.text)}</bpt>'
    return f'<ept i="{code.pair}">{xml_text(code.text)}</ept>'
