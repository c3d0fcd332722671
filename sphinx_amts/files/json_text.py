"""Read untrusted JSON, within limits.

Python's own parser accepts NaN, which is no JSON, half of a surrogate pair, which no
file can contain, two values for one name, and nesting until its stack is full. Here all
of these are refused, and every error is of one type, with the line.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from sphinx_amts.files.disk import MAX_BYTES, read_file

if TYPE_CHECKING:
    from pathlib import Path

DEPTH = 200
"""Most levels of nested lists and objects; real files have twenty."""

CONTAINERS = 1_000_000
"""Most lists and objects of one file, which take many times as much memory."""

VALUES = 5_000_000
"""Most values of one file."""

OWN_BYTES = 500_000_000
"""Most bytes of a file in the build folder, which only this program writes."""

_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_ODD_ESCAPE = re.compile(r"\\(?:[bf]|u00[01]|u[dD][89a-fA-F])")
_ODD = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


class DamagedJson(ValueError):
    """Raised for text that is no JSON, or exceeds the limits of a file.

    Attributes:
        reason: what is wrong.
        line: number of the damaged line, from 1; 0 if unknown.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


class _NoNumber(ValueError):
    """Raised for a number that no JSON file may contain."""


def parse_json(data: bytes | str, *, lenient: bool = False, own: bool = False) -> Any:
    """Parse JSON text.

    Args:
        data: JSON; bytes are UTF-8, with or without a byte order mark.
        lenient: permit invalid JSON that some programs write, as in notebooks: NaN,
            half of a surrogate pair, control characters, repeated names.
        own: apply no limits of size, as the data are from the build folder.

    Raises:
        DamagedJson: the text is no JSON, is nested too deeply or too large, or has
            something that only *lenient* permits.
    """
    text = data if isinstance(data, str) else _decoded(data)
    _refuse_excess(text, own=own)
    try:
        value = (_LENIENT if lenient else _STRICT).decode(text)
    except _NoNumber as exc:
        number = str(exc)
        shown = number if len(number) < 30 else f"{number[:20]}…"
        line = _line(text, text.find(number))
        raise DamagedJson(f"{shown} is no number", line) from exc
    except json.JSONDecodeError as exc:
        raise DamagedJson(f"no JSON ({exc.msg})", exc.lineno) from exc
    except DamagedJson:
        raise
    except ValueError as exc:  # of a whole number
        raise DamagedJson("a number of too many digits") from exc
    if not lenient and (found := _ODD_ESCAPE.search(text)):
        _refuse_characters(value, _ODD, _line(text, found.start()))
    return value


def read_json(
    path: Path, *, max_bytes: int = MAX_BYTES, lenient: bool = False, own: bool = False
) -> Any:
    """Parse the JSON file *path*.

    Args:
        path: the file.
        max_bytes: size above which the file is refused.
        lenient: as for `parse_json`.
        own: as for `parse_json`.

    Raises:
        OSError: the file cannot be read, is no regular file, or is too large.
        DamagedJson: as for `parse_json`.
    """
    limit = OWN_BYTES if own else max_bytes
    return parse_json(read_file(path, max_bytes=limit), lenient=lenient, own=own)


def read_own_json(path: Path) -> Any:
    """Parse the JSON file *path* of a build folder, which this program wrote.

    The file may contain any text of a book, but nothing that cannot be written to a
    file.

    Raises:
        OSError: the file cannot be read.
        DamagedJson: the text is no JSON, is nested too deeply, or contains half of a
            surrogate pair.
    """
    text = _decoded(read_file(path, max_bytes=OWN_BYTES))
    value = parse_json(text, lenient=True, own=True)
    if found := _ODD_ESCAPE.search(text):
        _refuse_characters(value, _HALF_PAIR, _line(text, found.start()))
    return value


def holds_odd_characters(text: str) -> bool:
    """Return whether *text* contains characters that no text file should.

    Such characters are control characters other than white space, and halves of
    surrogate pairs.
    """
    return _ODD.search(text) is not None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise DamagedJson("not UTF-8", line) from exc


def _refuse_excess(text: str, *, own: bool) -> None:
    """Refuse JSON that is nested too deeply or too large, before it is parsed.

    Raises:
        DamagedJson: *text* is nested too deeply or too large.
    """
    opening = text.count("[") + text.count("{")
    if not own and text.count(",") > VALUES:
        raise DamagedJson(f"more than {VALUES:,} values")
    if opening <= DEPTH:
        return
    depth = containers = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        sign = text[match.start()]
        if sign in "[{":
            depth += 1
            containers += 1
            if depth > DEPTH:
                line = _line(text, match.start())
                raise DamagedJson(f"more than {DEPTH} levels of nesting", line)
            if containers > CONTAINERS and not own:
                raise DamagedJson(f"more than {CONTAINERS:,} lists and objects")
        elif sign != '"':
            depth -= 1


def _refuse_characters(value: Any, odd: re.Pattern[str], line: int) -> None:
    waiting = [value]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, str):
            if odd.search(entry):
                raise DamagedJson(
                    "a control character or half of a surrogate pair", line
                )
        elif isinstance(entry, list):
            waiting += entry
        elif isinstance(entry, dict):
            waiting += entry
            waiting += entry.values()


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, max(position, 0)) + 1


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise _NoNumber(number)
    return value


def _refuse(constant: str) -> float:
    raise _NoNumber(constant)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = twice if len(twice) < 30 else f"{twice[:20]}…"
        raise DamagedJson(f"two values for {shown!r}")
    return found


_STRICT = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refuse
)
_LENIENT = json.JSONDecoder(strict=False)


def as_json(value: Any) -> Any:
    """Convert *value*, dataclasses and mappings included, to the types of JSON."""
    if is_dataclass(value):
        return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(entry) for entry in value]
    return value
