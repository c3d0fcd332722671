"""Reads TMX as a stream, without trusting it.

The parser is expat itself: nothing is fetched, and a file that declares entities of its
own, which no TMX file needs and attacks do, is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from sphinx_amts.errors import TranslationMemoryError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
_CHUNK_BYTES = 65_536
_XML_LANG = "http://www.w3.org/XML/1998/namespace lang"


@dataclass(slots=True)
class Segment:
    """The text of one language.

    Attributes:
        language: BCP 47 code.
        parts: pieces of text, and of native code where the flag is set.
    """

    language: str = ""
    parts: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(slots=True)
class Unit:
    """One `tu` element.

    Attributes:
        key: its `tuid`, or "".
        source_language: BCP 47 code, "*all*" or "".
        changed: its `changedate`, or "".
        properties: type of each `prop` -> its text.
        segments: one for each `tuv`, in order.
    """

    key: str = ""
    source_language: str = ""
    changed: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)


def read_units(stream: IO[bytes]) -> Iterator[Unit]:
    """Yield the units of a TMX file as they are read.

    Raises:
        TranslationMemoryError: the file is no TMX, is damaged, or declares entities.
    """
    reader = _Reader()
    while True:
        chunk = stream.read(_CHUNK_BYTES)
        reader.feed(chunk)
        yield from reader.units
        reader.units.clear()
        if not chunk:
            return


def read_segment(xml: str) -> list[tuple[str, bool]]:
    """Return the parts of one `seg` element.

    Raises:
        TranslationMemoryError: it is not well-formed.
    """
    reader = _Reader()
    reader.feed(f"<tmx><body><tu><tuv>{xml}</tuv></tu></body></tmx>".encode())
    return reader.units[0].segments[0].parts


class _Reader:
    def __init__(self) -> None:
        self.units: list[Unit] = []
        self._path: list[str] = []
        self._header_language = ""
        self._unit = Unit()
        self._segment: Segment | None = None
        self._property: str | None = None
        self._codes = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse_entity
        self._parser = parser

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as exc:
            raise TranslationMemoryError(
                f"line {exc.lineno}: the TMX file is damaged "
                f"({expat.ErrorString(exc.code)}); export it again"
            ) from exc

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path and name != "tmx":
            raise TranslationMemoryError(
                f"line {self._parser.CurrentLineNumber}: not a TMX file, it begins "
                f"with <{name}>"
            )
        self._path.append(name)
        match name:
            case "header":
                self._header_language = attributes.get("srclang", "")
            case "tu":
                self._unit = Unit(
                    key=attributes.get("tuid", ""),
                    source_language=attributes.get("srclang", self._header_language),
                    changed=attributes.get("changedate", ""),
                )
            case "tuv":
                # TMX before 1.4 has the attribute without a namespace
                code = attributes.get(_XML_LANG, attributes.get("lang", ""))
                self._unit.segments.append(Segment(language=code))
            case "prop":
                self._property = attributes.get("type", "")
                self._unit.properties[self._property] = ""
            case "seg" if self._unit.segments:
                self._segment = self._unit.segments[-1]
            case _ if name in _CODES:
                self._codes += 1
                if self._segment is not None:
                    self._segment.parts.append(("", True))

    def _end(self, name: str) -> None:
        self._path.pop()
        match name:
            case "tu":
                self.units.append(self._unit)
                self._unit = Unit()
            case "prop":
                self._property = None
            case "seg":
                self._segment = None
            case _ if name in _CODES:
                self._codes -= 1

    def _text(self, text: str) -> None:
        if self._segment is not None:
            self._segment.parts.append((text, self._codes > 0))
        elif self._property is not None:
            self._unit.properties[self._property] += text

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise TranslationMemoryError(
            f"line {self._parser.CurrentLineNumber}: the TMX file declares the entity "
            f'"{name}"; remove its document type declaration'
        )
