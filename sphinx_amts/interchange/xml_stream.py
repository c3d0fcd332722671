"""Read XML of other tools as a stream of untrusted data, and escape text for XML.

The parser is that of defusedxml: nothing is fetched, and a file that declares entities
of its own is refused, as files of translations do not need such entities, but attacks
use them. The size of a unit is limited, and so the memory that a reader needs.
"""

from __future__ import annotations

import re
from html import escape
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException, EntitiesForbidden
from defusedxml.expatreader import DefusedExpatParser

from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.interchange.inline_codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_IN_XML = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Pattern of a character that XML does not allow, or does not preserve."""

XML_LANG = "http://www.w3.org/XML/1998/namespace lang"

_CHUNK_BYTES = 65_536
_DEPTH = 200
"""Most levels of nested elements; real files have twenty."""

_UNIT_BYTES = 2_000_000
"""Most bytes of one unit; units of real files have some thousand bytes."""

_TAG_BYTES = 16_000_000
"""Most bytes without a complete tag or text, as in one long tag or comment."""


def xml_text(text: str) -> str:
    """Escape *text* for XML; characters that XML does not allow become U+FFFD."""
    return escape(NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text), quote=False)


_Unit = TypeVar("_Unit")


class XmlReader(ContentHandler, Generic[_Unit]):
    """Reader of units from a stream of XML; subclasses handle the elements.

    Elements in the namespace of the root element are passed to subclasses by their
    local names. The names of all other elements, and of attributes with a namespace,
    are the namespace, a blank and the local name.

    Attributes:
        format: name of the format, for messages.
        root: name of the root element.
        inline: names of the elements that may occur within a text.
        units: units that were read, but not yet yielded by `read`.
    """

    format = "XML"
    root = ""
    inline: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.units: list[_Unit] = []
        # the text that is being read, and the inline elements that are open in it
        self._open: list[list[str | Code]] = []
        self._path: list[str] = []
        self._namespace = ""
        self._bytes = self._silent = 0
        self._unit_start: int | None = None
        # many files have a document type declaration; its target is never fetched
        self._parser = DefusedExpatParser(
            forbid_dtd=False, forbid_entities=True, forbid_external=False
        )
        self._parser.setFeature(feature_namespaces, state=True)
        self._parser.setContentHandler(self)

    @property
    def line(self) -> int:
        """Return the number of the line that is being read, from 1."""
        return int(self._parser.getLineNumber() or 1)

    def feed(self, chunk: bytes) -> None:
        """Parse the next *chunk*; an empty chunk is the end of the file.

        Raises:
            TranslationMemoryError: the file is damaged, has another format, declares
                entities, or has a unit or element of excessive size.
        """
        self._bytes += len(chunk)
        self._silent += len(chunk)
        try:
            self._parser.feed(chunk)
            if not chunk:
                self._parser.close()
        except SAXParseException as exc:
            raise TranslationMemoryError(
                f"line {exc.getLineNumber()}: the {self.format} file is damaged "
                f"({exc.getMessage()}); export it again"
            ) from exc
        except DefusedXmlException as exc:
            name = exc.name if isinstance(exc, EntitiesForbidden) else exc
            raise self.refuse(
                f'the {self.format} file declares the entity "{name}"; remove its '
                "document type declaration"
            ) from exc
        except (LookupError, ValueError) as exc:  # from the encoding that it declares
            raise TranslationMemoryError(
                f"line 1: the {self.format} file cannot be read ({exc}); save it as "
                "UTF-8, and let its first line say so"
            ) from exc
        start = self._unit_start
        if start is not None and self._bytes - start > _UNIT_BYTES:
            raise self.refuse(f"a unit of more than {_UNIT_BYTES // 1_000_000} MB")
        if self._silent > _TAG_BYTES:
            raise self.refuse(f"a tag of more than {_TAG_BYTES // 1_000_000} MB")

    def begin_unit(self) -> None:
        """Start a unit: limit the size of the data until `end_unit`."""
        self._unit_start = self._bytes

    def end_unit(self, unit: _Unit) -> None:
        """End a unit, and add *unit* to the units that were read."""
        self.units.append(unit)
        self._unit_start = None

    def read(self, stream: IO[bytes]) -> Iterator[_Unit]:
        """Yield the units of *stream* one by one, while the stream is read.

        Raises:
            TranslationMemoryError: as for `feed`; the units before the fault have been
                yielded.
        """
        while True:
            chunk = stream.read(_CHUNK_BYTES)
            try:
                self.feed(chunk)
            except TranslationMemoryError:
                yield from self.units  # those before the damage are complete
                raise
            yield from self.units
            self.units.clear()
            if not chunk:
                return

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element; the base class handles inline elements."""
        if name in self.inline and self._open:
            code = Code(name, attributes)
            self._open[-1].append(code)
            self._open.append(code.content)

    def end(self, name: str) -> None:
        """Handle the end of an element; the base class handles inline elements."""
        if name in self.inline and self._open:
            self._open.pop()

    def text(self, text: str) -> None:
        """Handle text between tags; the base class adds it to the open text, if any."""
        if self._open:
            self._open[-1].append(text)

    def refuse(self, reason: str) -> TranslationMemoryError:
        """Return the error for a fault in the present line."""
        return TranslationMemoryError(f"line {self.line}: {reason}")

    def startElementNS(  # noqa: N802 - the name that the parser calls
        self,
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002
        attrs: Any,
    ) -> None:
        """Receive the start of an element from the parser."""
        self._silent = 0
        if not self._path:
            self._namespace = name[0] or ""
        local = self._local(name)
        if not self._path and local != self.root:
            raise self.refuse(
                f"this is no {self.format} file, it begins with <{local[:40]}>"
            )
        if len(self._path) >= _DEPTH:
            raise self.refuse("elements are nested too deeply")
        self._path.append(local)
        self.start(
            local,
            {
                f"{space} {key}" if space else key: value
                for (space, key), value in attrs.items()
            },
        )

    def endElementNS(  # noqa: N802 - likewise
        self,
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002
    ) -> None:
        """Receive the end of an element from the parser."""
        self._silent = 0
        self._path.pop()
        self.end(self._local(name))

    def characters(self, content: str) -> None:
        """Receive text from the parser."""
        self._silent = 0
        self.text(content)

    def skippedEntity(self, name: str) -> None:  # noqa: N802 - likewise
        """Refuse an undeclared entity, which the parser would silently leave out.

        Raises:
            TranslationMemoryError: always.
        """
        raise self.refuse(f"nobody knows what the entity {name[:40]!r} stands for")

    def _local(self, name: tuple[str | None, str]) -> str:
        namespace, local = name[0] or "", name[1]
        return local if namespace == self._namespace else f"{namespace} {local}"
