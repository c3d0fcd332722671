"""XML of other tools, read as a stream and without trust; and text written as XML.

The parser is expat itself: nothing is fetched, and a file that declares entities of its
own, which no file of translations needs and attacks do, is refused.
"""

from __future__ import annotations

import re
from html import escape
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from sphinx_amts.errors import TranslationMemoryError

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_IN_XML = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that no XML file may hold, or that XML does not keep."""

XML_LANG = "http://www.w3.org/XML/1998/namespace lang"

_CHUNK_BYTES = 65_536
_DEPTH = 200
"""Elements in each other, beyond which a file is an attack; real ones have twenty."""


def xml_text(text: str) -> str:
    """Return *text* as XML; what XML does not have is a replacement character."""
    return escape(NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text), quote=False)


class XmlReader:
    """Base of readers: a subclass handles elements and text, and gathers results.

    Names are local names in the namespace of the root element, or in none; all others
    have their namespace and a blank before them. So has an attribute with a namespace.

    Attributes:
        format: name of the format, for messages.
        root: name of the root element.
    """

    format = "XML"
    root = ""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._namespace = ""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self.text
        parser.EntityDeclHandler = self._refuse_entity
        self._parser = parser

    @property
    def line(self) -> int:
        """Line that is read at present, from 1."""
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes) -> None:
        """Read on; an empty *chunk* is the end.

        Raises:
            TranslationMemoryError: the file is damaged, is another one, or declares
                entities.
        """
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as exc:
            raise TranslationMemoryError(
                f"line {exc.lineno}: the {self.format} file is damaged "
                f"({expat.ErrorString(exc.code)}); export it again"
            ) from exc
        except (LookupError, ValueError) as exc:  # from the encoding that it declares
            raise TranslationMemoryError(
                f"line 1: the {self.format} file cannot be read ({exc}); save it as "
                "UTF-8, and let its first line say so"
            ) from exc

    def feed_all(self, stream: IO[bytes]) -> Iterator[None]:
        """Read all of *stream*, with a pause after each part of it.

        Raises:
            TranslationMemoryError: as `feed`.
        """
        while True:
            chunk = stream.read(_CHUNK_BYTES)
            try:
                self.feed(chunk)
            except TranslationMemoryError:
                yield  # what was whole before the damage
                raise
            yield
            if not chunk:
                return

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""

    def end(self, name: str) -> None:
        """Handle the end of an element."""

    def text(self, text: str) -> None:
        """Handle text between tags."""

    def refuse(self, reason: str) -> TranslationMemoryError:
        """Return an error that says in which line the file is wrong, and why."""
        return TranslationMemoryError(f"line {self.line}: {reason}")

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path:
            self._namespace = name.rpartition(" ")[0]
        local = self._local(name)
        if not self._path and local != self.root:
            raise self.refuse(
                f"this is no {self.format} file, it begins with <{local}>"
            )
        if len(self._path) >= _DEPTH:
            raise self.refuse("elements are nested too deeply")
        self._path.append(local)
        self.start(local, attributes)

    def _ended(self, name: str) -> None:
        self._path.pop()
        self.end(self._local(name))

    def _local(self, name: str) -> str:
        namespace, _, local = name.rpartition(" ")
        return local if namespace == self._namespace else name

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise self.refuse(
            f'the {self.format} file declares the entity "{name}"; remove its '
            "document type declaration"
        )
