"""Read dictionaries in TEI, as FreeDict publishes them, as a stream of untrusted data.

Source: TEI Consortium, "TEI P5 Guidelines", chapter "Dictionaries".
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from sphinx_amts.errors import LexiconError, TranslationMemoryError
from sphinx_amts.interchange.xml_stream import XML_LANG, XmlReader
from sphinx_amts.lexicons.dictd import license_in
from sphinx_amts.lexicons.model import BilingualWordList
from sphinx_amts.lexicons.phrases import phrases_of

if TYPE_CHECKING:
    from pathlib import Path


def read_tei(stream: IO[bytes], path: Path) -> BilingualWordList:
    """Read a dictionary in TEI.

    Raises:
        LexiconError: the dictionary is damaged or declares entities.
    """
    reader = _Reader()
    pairs: list[tuple[str, str]] = []
    try:
        for entry in reader.read(stream):
            pairs += entry
    except TranslationMemoryError as exc:
        raise LexiconError(f"{path}: {exc}") from exc
    title = " ".join(reader.title.split())[:100]
    return BilingualWordList(
        name=title or path.name.partition(".")[0],
        license=license_in(" ".join(reader.availability.split())),
        languages=(reader.languages[0], reader.languages[1]),
        pairs=pairs,
    )


class _Reader(XmlReader[list[tuple[str, str]]]):
    format = "TEI"
    root = "TEI"

    def __init__(self) -> None:
        super().__init__()
        self.title = self.availability = ""
        self.languages = ["", ""]
        self._heads: list[str] = []
        self._quotes: list[str] = []
        self._inside: list[str] = []
        self._parts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "entry":
            self.begin_unit()
            self._heads, self._quotes = [], []
        kind = attributes.get("type", "")
        self._inside.append(f"{name} {kind}" if name == "cit" else name)
        language = attributes.get(XML_LANG, "")
        if self._reads_head() or self._reads_translation():
            self._parts = []
        if language and name in {"orth", "form", "entry", "entryFree"}:
            self.languages[0] = self.languages[0] or language
        if language and self._is_translation(name):
            self.languages[1] = self.languages[1] or language

    def end(self, name: str) -> None:
        text = " ".join("".join(self._parts).split())
        if self._reads_head() and text:
            self._heads.append(text)
        if self._reads_translation() and text:
            self._quotes += phrases_of(text)
        self._inside.pop()
        if name == "entry":
            self.end_unit([(h, q) for h in self._heads for q in self._quotes])

    def text(self, text: str) -> None:
        if "titleStmt" in self._inside and self._inside[-1] == "title":
            self.title += text
        elif "availability" in self._inside:
            self.availability += text[:1000]
        else:
            self._parts.append(text)

    def _reads_head(self) -> bool:
        return self._inside[-1:] == ["orth"] and not self._translates()

    def _reads_translation(self) -> bool:
        return self._inside[-1:] == ["quote"] and self._translates()

    def _translates(self) -> bool:
        return any(name.startswith("cit trans") for name in self._inside)

    def _is_translation(self, name: str) -> bool:
        return name in {"quote", "cit"} and self._translates()
