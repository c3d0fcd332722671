"""Read TMX 1.1 to 1.4b from any tool, as a stream of untrusted data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from sphinx_amts.interchange.blank_codes import with_blanks
from sphinx_amts.interchange.xml_stream import XML_LANG, XmlReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.interchange.inline_codes import Code

_NATIVE = frozenset({"bpt", "ept", "it", "ph", "ut"})
_MAKERS = ("creationtool", "creationid", "changeid")


@dataclass(slots=True)
class Segment:
    """Text of a translation unit in one language (`tuv`).

    Attributes:
        language: BCP 47 code of the language, from `xml:lang` or `lang`.
        attribute_code: value of `xml:lang`, which TMX 1.4 demands, or "".
        changed: `changedate` of the `tuv`, else its `creationdate`, or "".
        has_seg: whether the `tuv` has a `seg` element.
        content: text and inline codes.
    """

    language: str = ""
    attribute_code: str = ""
    changed: str = ""
    has_seg: bool = False
    content: list[str | Code] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Return pieces of text and native code in order; `True` means native code."""
        return list(_parts(self.content, native=False))

    @property
    def spaced(self) -> list[tuple[str, bool]]:
        """Return `parts`, with white space in place of codes that represent it."""
        return list(_parts(with_blanks(self.content, self.language), native=False))

    @property
    def shown(self) -> str:
        """Return the text that a reader sees."""
        return "".join(text for text, code in self.spaced if not code)


@dataclass(slots=True)
class Unit:
    """One translation unit (`tu`).

    Attributes:
        key: `tuid` of the unit, or "".
        line: number of the line on which the unit begins, from 1.
        source_language: BCP 47 code of the source language, "*all*" or "".
        header_source: `srclang` of the header, or "".
        changed: `changedate` of the unit, or "".
        properties: type of a `prop` element -> its text.
        tool: name of the tool that wrote the file (`creationtool` of the header), or
            "".
        system: system that the unit comes from (`o-tmf` of the unit or the header), or
            "".
        makers: people and tools that created or changed the unit or its segments.
        segments: the segment of each `tuv`, in order.
    """

    key: str = ""
    line: int = 0
    source_language: str = ""
    header_source: str = ""
    changed: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    tool: str = ""
    system: str = ""
    makers: list[str] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)


def read_units(stream: IO[bytes]) -> Iterator[Unit]:
    """Yield the translation units of a TMX file one by one, while the file is read.

    Raises:
        TranslationMemoryError: the file is no TMX, is damaged, or declares entities;
            the units before the fault have been yielded.
    """
    return _Reader().read(stream)


def read_segment(xml: str) -> list[tuple[str, bool]]:
    """Parse a `seg` element into pieces of text and native code, as `Segment.parts`.

    Raises:
        TranslationMemoryError: the element is not well-formed.
    """
    reader = _Reader()
    reader.feed(f"<tmx><body><tu><tuv>{xml}</tuv></tu></body></tmx>".encode())
    return reader.units[0].segments[0].parts


def _parts(
    content: Iterable[str | Code], *, native: bool
) -> Iterator[tuple[str, bool]]:
    for part in content:
        if isinstance(part, str):
            yield part, native
            continue
        is_code = native or part.name in _NATIVE
        if is_code:
            yield "", True  # an empty code is one as well
        yield from _parts(part.content, native=is_code)


class _Reader(XmlReader[Unit]):
    format = "TMX"
    root = "tmx"
    inline = _NATIVE | {"hi", "sub"}

    def __init__(self) -> None:
        super().__init__()
        self._header: dict[str, str] = {}
        self._unit = Unit()
        self._in_unit = False
        self._property: str | None = None
        self._value: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "header":
                self._header = attributes
            case "tu":
                self.begin_unit()
                self._in_unit = True
                self._unit = Unit(
                    key=attributes.get("tuid", ""),
                    line=self.line,
                    source_language=attributes.get(
                        "srclang", self._header.get("srclang", "")
                    ),
                    header_source=self._header.get("srclang", ""),
                    changed=attributes.get("changedate", ""),
                    tool=self._header.get("creationtool", ""),
                    system=attributes.get("o-tmf", self._header.get("o-tmf", "")),
                    makers=_makers(attributes),
                )
            case "tuv" if self._in_unit:
                # TMX before 1.4 has the attribute without a namespace
                code = attributes.get(XML_LANG, attributes.get("lang", ""))
                changed = attributes.get("changedate") or attributes.get("creationdate")
                self._unit.makers += _makers(attributes)
                self._unit.segments.append(
                    Segment(
                        language=code,
                        attribute_code=attributes.get(XML_LANG, ""),
                        changed=changed or "",
                    )
                )
            case "prop" if self._in_unit:
                self._property = attributes.get("type", "")
                self._value = []
            case "seg" if self._in_unit and self._unit.segments:
                segment = self._unit.segments[-1]
                segment.has_seg = True
                self._open = [segment.content]
            case _:
                super().start(name, attributes)

    def end(self, name: str) -> None:
        match name:
            case "tu":
                self.end_unit(self._unit)
                self._unit = Unit()
                self._in_unit = False
            case "prop":
                if self._property is not None:
                    self._unit.properties[self._property] = "".join(self._value)
                self._property = None
            case "seg":
                self._open = []
            case _:
                super().end(name)

    def text(self, text: str) -> None:
        super().text(text)
        if not self._open and self._property is not None:
            self._value.append(text)


def _makers(attributes: dict[str, str]) -> list[str]:
    return [attributes[name] for name in _MAKERS if attributes.get(name)]
