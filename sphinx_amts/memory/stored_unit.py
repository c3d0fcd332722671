"""Define one row of the translation memory, and its key."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_amts.files.json_text import parse_json
from sphinx_amts.languages.codes import canonical
from sphinx_amts.model import LanguagePair, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

IMPORTED = "import"
"""Engine identity of units that another tool wrote."""


class StoredUnit(NamedTuple):
    """One row of the translation memory: a source segment and an engine's answer.

    It is a tuple, which is created in half of the time that a dataclass takes: builds
    read tens of thousands of units.

    Attributes:
        key: result of `unit_key` for the unit.
        source: exchange form of the segment.
        target: exchange form of its translation.
        languages: source and target language.
        engine: identity of the engine (a part of the key).
        provenance: how the translation came about (no part of the key).
        stored: date of storing, as ``2025-01-31``.
    """

    key: str
    source: str
    target: str
    languages: LanguagePair
    engine: str
    provenance: Provenance
    stored: str = ""

    def to_json(self) -> str:
        """Write the unit as one line of JSON."""
        return json.dumps(
            {
                "key": self.key,
                "source": self.source,
                "target": self.target,
                "from": self.languages.source,
                "to": self.languages.target,
                "engine": self.engine,
                "by": self.provenance.engine,
                "route": self.provenance.route,
                "stored": self.stored,
                "details": self.provenance.details,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    def well_formed(self) -> StoredUnit:
        """Return the unit with halves of surrogate pairs in its texts replaced."""
        source, target = well_formed(self.source), well_formed(self.target)
        if (source, target) == (self.source, self.target):
            return self
        return self._replace(source=source, target=target)

    @classmethod
    def from_json(cls, text: bytes, *, key: str) -> StoredUnit | None:
        """Parse a result of `to_json`; `None` if it is invalid or not that of *key*."""
        found: dict[str, str | StoredUnit] = {key: key}
        add_units(found, text, 1)
        if isinstance(unit := found[key], StoredUnit):
            return unit
        try:
            written = text.decode("utf-8")
            row: Any = parse_json(written, lenient=True)
            details = row.pop("details")
            # raises a TypeError unless all are strings
            "".join(chain(row.values(), details.values()))
            if row["key"] != key or len(row) != _FIELDS:
                return None
            if _has_control(row, details) or not _is_day(row["stored"]):
                return None
            return cls(
                key=key,
                source=row["source"],
                target=row["target"],
                languages=_pair(row["from"], row["to"]),
                engine=row["engine"],
                provenance=(
                    Provenance(engine=row["by"], route=row["route"], details=details)
                    if details
                    else _plain_provenance(row["by"], row["route"])
                ),
                stored=row["stored"],
            )
        except _INVALID:
            return None


_FIELDS = 9
_DAY = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_.@][A-Za-z0-9]+)*")
_LONGEST_CODE = 60
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")
# A segment may have line ends and tabs, which its translation need not have as well.
_CONTROL_IN_TEXT = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _has_control(row: dict[str, str], details: dict[str, str]) -> bool:
    """Return whether a unit has control characters where no book has any.

    A source text may have some, and its translation may then have the same characters.
    """
    others = (value for name, value in row.items() if name not in ("source", "target"))
    if any(_CONTROL.search(text) for text in chain(others, details, details.values())):
        return True
    return _are_unlike(row["source"], row["target"])


def _are_unlike(source: str, target: str) -> bool:
    """Return whether *target* has control characters that *source* lacks.

    The result is true as well if either has halves of surrogate pairs.
    """
    if source.isprintable() and target.isprintable():
        return False
    own = set(_CONTROL_IN_TEXT.findall(source))
    return any(half >= "\ud800" for half in own) or not own.issuperset(
        _CONTROL_IN_TEXT.findall(target)
    )


def has_control(text: str) -> bool:
    """Return whether *text* has control characters, or halves of surrogate pairs."""
    return _CONTROL.search(text) is not None


def well_formed(text: str) -> str:
    """Return *text* with halves of surrogate pairs replaced by U+FFFD."""
    if text.isascii():
        return text
    # two halves that are a pair become one character
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# As `to_json` lays a unit out: the fewer escapes a text can have, the faster.
_LAYOUT = r'\n\{"key":"([^"\\]*)","source":TEXT,"target":TEXT,(.*)'
_WITHOUT_ESCAPES = re.compile(_LAYOUT.replace("TEXT", '"([^"]*)"'))
_WITH_QUOTES = re.compile(_LAYOUT.replace("TEXT", r'"([^"]*+(?:(?<=\\)"[^"]*+)*+)"'))
_WITH_ESCAPES = re.compile(_LAYOUT.replace("TEXT", r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'))
_LONGEST_REST = 1000
_REST = frozenset({"from", "to", "engine", "by", "route", "stored"})
_Rest = tuple[LanguagePair, str, Provenance, str]
# raised for what is no unit
_INVALID = (ValueError, TypeError, LookupError, AttributeError)
_CONTROL_BYTES = bytes(range(32))
_C1 = re.compile(b"\xc2[\x80-\x9f]")
_ESCAPED_CONTROL = re.compile(rb"\\[bfru]")


def add_units(found: dict[str, str | StoredUnit], lines: bytes, count: int) -> int:
    """Parse lines that `to_json` has written, all at once.

    Args:
        found: wanted keys, each with the key itself as its value; units replace the
            values.
        lines: the lines.
        count: number of lines that are expected.

    Returns:
        number of units that were added; lines in another layout are left out.
    """
    # no string of JSON has these as they are
    if len(lines) - len(lines.translate(None, _CONTROL_BYTES)) != count - 1:
        return 0
    doubtful = _may_have_control(lines)
    # without the function that takes names of fields
    new, added = tuple.__new__, 0
    try:
        for key, source, target, rest in _fields(lines, count):
            own = found.get(key)
            if own.__class__ is not str or len(rest) > _LONGEST_REST:
                continue
            if doubtful and _are_unlike(source, target):
                continue
            found[key] = new(StoredUnit, (own, source, target, *_rest(rest)))
            added += 1
    except _INVALID:
        pass
    return added


def _fields(lines: bytes, count: int) -> Iterable[tuple[str, str, str, str]]:
    """Return key, source, target and rest of each line; empty unless all lines fit.

    Raises:
        ValueError: a line is no JSON.
    """
    text = "\n" + lines.decode("utf-8")
    escapes = text.count("\\")
    if not escapes:
        layout = _WITHOUT_ESCAPES
    elif escapes == text.count('\\"'):
        layout = _WITH_QUOTES
    else:
        layout = _WITH_ESCAPES
    rows = layout.findall(text)
    if len(rows) != count:
        return ()
    if layout is _WITHOUT_ESCAPES:
        return rows
    if layout is _WITH_QUOTES:
        return [
            (key, source.replace('\\"', '"'), target.replace('\\"', '"'), rest)
            for key, source, target, rest in rows
        ]
    written = [text for row in rows for text in row[1:3] if "\\" in text]
    plain = dict(zip(written, _unescaped(written), strict=True))
    return [
        (key, plain.get(source, source), plain.get(target, target), rest)
        for key, source, target, rest in rows
    ]


def _may_have_control(lines: bytes) -> bool:
    """Return whether texts may have control characters except line ends and tabs."""
    return (
        b"\x7f" in lines
        or (b"\xc2" in lines and _C1.search(lines) is not None)
        or (b"\\" in lines and _ESCAPED_CONTROL.search(lines) is not None)
    )


def _unescaped(texts: Sequence[str]) -> list[str]:
    """Decode *texts*, each the content of a JSON string between its quotation marks."""
    quoted = ",".join([f'"{text}"' for text in texts])
    found: list[str] = parse_json(f"[{quoted}]", lenient=True)
    return found


@lru_cache
def _rest(written: str) -> _Rest:
    """Parse the fields that follow the texts of a unit.

    Raises:
        Exception: one of `_INVALID`, if a field is invalid.
    """
    row: Any = parse_json("{" + written, lenient=True)
    details = row.pop("details")
    # raises a TypeError unless all are strings
    "".join(chain(row.values(), details.values()))
    if row.keys() != _REST or not _is_day(row["stored"]):
        raise ValueError("fields that no unit has")
    if _has_control({**row, "source": "", "target": ""}, details):
        raise ValueError("control characters")
    provenance = Provenance(engine=row["by"], route=row["route"], details=details)
    return _pair(row["from"], row["to"]), row["engine"], provenance, row["stored"]


@lru_cache
def _pair(source: str, target: str) -> LanguagePair:
    for code in (source, target):
        if len(code) > _LONGEST_CODE or not _CODE.fullmatch(code):
            raise ValueError(f"no code of a language: {code!r}")
    return LanguagePair(source=source, target=target)


@lru_cache
def _is_day(text: str) -> bool:
    return _DAY.fullmatch(text) is not None


@lru_cache
def _plain_provenance(engine: str, route: str) -> Provenance:
    return Provenance(engine=engine, route=route)


def pair_key(languages: LanguagePair) -> str:
    """Return a name of the pair that is the same for all spellings of its codes."""
    return f"{canonical(languages.source)}-{canonical(languages.target)}"


BOOK_PREFIX = "meta:book:"
"""Prefix of the keys of rows that record a book's request; they sort after units."""


def book_key(book: str, key: str) -> str:
    """Return the key of the row that records that *book* requested the unit *key*."""
    name = blake2b(book.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{BOOK_PREFIX}{name}:{key}"


def unit_key(source_form: str, languages: LanguagePair, engine_identity: str) -> str:
    """Return the key under which a segment's translation is stored.

    Args:
        source_form: key form (normalised source) of the segment, by `key_form`.
        languages: in any spelling of the codes; ``zh`` and ``zh_CN`` share a key.
        engine_identity: the `identity` of the engine.

    Returns:
        40 hexadecimal digits; fit for ids in HTML, file names and tokens.
    """
    parts = json.dumps([source_form, pair_key(languages), engine_identity])
    return blake2b(parts.encode("ascii"), digest_size=20).hexdigest()
