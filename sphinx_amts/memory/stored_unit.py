"""Define one row of the translation memory, and its key."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any

from sphinx_amts.files.json_text import parse_json
from sphinx_amts.languages.codes import canonical
from sphinx_amts.model import LanguagePair, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

IMPORTED = "import"
"""Engine identity of units that another tool wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUnit:
    """One row of the translation memory: a source segment and an engine's answer.

    Attributes:
        key: result of `unit_key` for it.
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
        """Return the unit without halves of surrogate pairs."""
        source, target = well_formed(self.source), well_formed(self.target)
        if (source, target) == (self.source, self.target):
            return self
        return replace(self, source=source, target=target)

    @classmethod
    def from_json(cls, text: bytes, *, key: str) -> StoredUnit | None:
        """Parse the result of `to_json`; `None` if it is invalid or of another key."""
        try:
            written = text.decode("utf-8")
        except UnicodeDecodeError:
            return None
        return cls.parsed(written, key)

    @classmethod
    def parsed(cls, written: str, key: str) -> StoredUnit | None:
        """Parse the result of `to_json` as text; else as `from_json`."""
        try:
            if (unit := _plainly_written(written, key)) is not None:
                return unit
            row: Any = parse_json(written, lenient=True)
            details = row.pop("details")
            # raises a TypeError unless all are strings
            "".join(chain(row.values(), details.values()))
            if row["key"] != key or len(row) != _FIELDS:
                return None
            # what has neither of these has no control characters; most rows have none
            if ("\\" in written or not written.isprintable()) and _has_control(
                row, details
            ):
                return None
            if not _is_day(row["stored"]):
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
        except (ValueError, TypeError, LookupError, AttributeError):
            return None


def _setter(name: str) -> Callable[[StoredUnit, object], None]:
    setter: Callable[[StoredUnit, object], None] = vars(StoredUnit)[name].__set__
    return setter


_set_key, _set_source, _set_target = map(_setter, ("key", "source", "target"))
_set_languages, _set_engine = map(_setter, ("languages", "engine"))
_set_provenance, _set_stored = map(_setter, ("provenance", "stored"))


def _made(key: str, source: str, target: str, rest: _Rest) -> StoredUnit:
    """Create a unit, in a third of the time that a frozen dataclass takes for it."""
    unit = object.__new__(StoredUnit)
    _set_key(unit, key)
    _set_source(unit, source)
    _set_target(unit, target)
    languages, engine, provenance, stored = rest
    _set_languages(unit, languages)
    _set_engine(unit, engine)
    _set_provenance(unit, provenance)
    _set_stored(unit, stored)
    return unit


_FIELDS = 9
_DAY = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_.@][A-Za-z0-9]+)*")
_LONGEST_CODE = 60
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")
# A segment may have line ends and tabs, which its translation need not have as well.
_CONTROL_IN_TEXT = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _has_control(row: dict[str, str], details: dict[str, str]) -> bool:
    """Return whether control characters are where no book has any.

    A segment may have some, and its translation may then have the same ones.
    """
    others = (value for name, value in row.items() if name not in ("source", "target"))
    if any(_CONTROL.search(text) for text in chain(others, details, details.values())):
        return True
    source, target = (
        set(_CONTROL_IN_TEXT.findall(row[name])) for name in ("source", "target")
    )
    return not target <= source or any(half >= "\ud800" for half in source)


def has_control(text: str) -> bool:
    """Return whether *text* has control characters, or halves of surrogate pairs."""
    return _CONTROL.search(text) is not None


def well_formed(text: str) -> str:
    """Return *text* with halves of surrogate pairs replaced by U+FFFD."""
    if text.isascii():
        return text
    # two halves that are a pair become one character
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# A batch has tens of thousands of units, most of which differ in their texts only.

# Without a backslash, a quotation mark is the end of a string.
_LAYOUT = re.compile(
    r'\{"key":"([^"]*)","source":"([^"]*)","target":"([^"]*)",(.*)', re.DOTALL
)
_LONGEST_REST = 1000
_KEY_BEGIN, _KEY_END = 8, 48
_REST = frozenset({"from", "to", "engine", "by", "route", "stored"})
_Rest = tuple[LanguagePair, str, Provenance, str]


def _plainly_written(written: str, key: str) -> StoredUnit | None:
    """Parse a unit as `to_json` lays it out, if its strings have no escapes.

    Returns:
        `None` for anything else, which may be a unit as well.
    """
    if "\\" in written or (match := _LAYOUT.match(written)) is None:
        return None
    found, source, target, rest = match.groups()
    if found != key or len(rest) > _LONGEST_REST or (common := _rest(rest)) is None:
        return None
    if not written.isprintable() and (_CONTROL.search(source + target)):
        return None
    return _made(key, source, target, common)


# Without control characters, as nearly all lines are.
_PLAIN = '[^"\\\\\\x00-\\x1f\\x7f-\\x9f]*'
_LINE = re.compile(
    rf'{{"key":"({_PLAIN})","source":"({_PLAIN})","target":"({_PLAIN})",'
    r"([^\\\x00-\x1f\x7f-\x9f]*)(?:\n|\Z)"
)


def units_of_lines(lines: bytes, wanted: Collection[str]) -> dict[str, StoredUnit]:
    """Parse lines that `to_json` has written, all at once.

    Args:
        lines: any number of them; what is invalid is left out.
        wanted: keys of the units to return.
    """
    try:
        text = lines.decode("utf-8")
    except UnicodeDecodeError:
        return {}
    units: dict[str, StoredUnit] = {}
    found = _LINE.findall(text)
    if len(found) <= text.count("\n"):
        for line in text.split("\n"):
            key = line[_KEY_BEGIN:_KEY_END]
            if key in wanted and (unit := StoredUnit.parsed(line, key)) is not None:
                units[key] = unit
        return units
    for key, source, target, rest in found:
        if key not in wanted or len(rest) > _LONGEST_REST:
            continue
        if (common := _rest_or_none(rest)) is not None:
            units[key] = _made(key, source, target, common)
    return units


def _rest_or_none(written: str) -> _Rest | None:
    try:
        return _rest(written)
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


@lru_cache
def _rest(written: str) -> _Rest | None:
    """Return what follows the texts of a unit; `None` unless it is valid."""
    row: Any = parse_json("{" + written, lenient=True)
    details = row.pop("details")
    # raises a TypeError unless all are strings
    "".join(chain(row.values(), details.values()))
    if row.keys() != _REST or not _is_day(row["stored"]):
        return None
    if _has_control({**row, "source": "", "target": ""}, details):
        return None
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
"""Prefix of the keys that note that a book asked for a unit; sorted after units."""


def book_key(book: str, key: str) -> str:
    """Return the key of the row that notes that *book* asked for the unit *key*."""
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
