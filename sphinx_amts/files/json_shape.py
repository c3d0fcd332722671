"""Check JSON values against a schema (the part of JSON Schema that is used here).

Validators of all of JSON Schema are many times larger than the data that they would
check here. Source: JSON Schema, draft 2020-12.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from sphinx_amts.files.json_text import DamagedJson, parse_json, read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LARGEST = 2**53
"""Largest whole number that every reader of JSON reads exactly."""

TEXT: Mapping[str, Any] = {"type": "string"}
NUMBER: Mapping[str, Any] = {"type": "number"}
WHOLE: Mapping[str, Any] = {"type": "integer"}
TEXTS: Mapping[str, Any] = {"type": "array", "items": TEXT}

_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


def object_of(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has all *properties*, and maybe others."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
    }


NOTEBOOK_CELL = object_of(cell_type=TEXT, source={"anyOf": [TEXT, TEXTS]})
"""Fields that are read from a cell of a Jupyter notebook."""


def one_of(values: Iterable[str]) -> dict[str, Any]:
    """Return the schema of a string that is one of *values*."""
    return {"enum": list(values)}


def list_of(items: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a list whose items all match *items*."""
    return {"type": "array", "items": items}


def mapping_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with any keys, whose values match *values*."""
    return {"type": "object", "additionalProperties": values}


def row_of(*items: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a list with one value for each of *items*."""
    return {"type": "array", "prefixItems": list(items), "minItems": len(items)}


def or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that matches *schema* or is null."""
    return {"anyOf": [{"type": "null"}, schema]}


def refuse_other_shape(value: Any, schema: Mapping[str, Any]) -> None:
    """Refuse *value* unless it matches *schema*.

    Args:
        value: parsed JSON, of limited depth.
        schema: schema with no keywords but those that this module supports.

    Raises:
        DamagedJson: *value* does not match; the message names the part that does not.
    """
    _Checker(schema).check(value, schema, "")


def parse_shape(
    data: bytes | str, schema: Mapping[str, Any], *, lenient: bool = False
) -> Any:
    """Parse JSON that has to match *schema*.

    Raises:
        DamagedJson: as for `parse_json`, or the value does not match.
    """
    value = parse_json(data, lenient=lenient)
    refuse_other_shape(value, schema)
    return value


def read_shape(
    path: Path, schema: Mapping[str, Any], *, lenient: bool = False, own: bool = False
) -> Any:
    """Read the JSON file *path*, whose value has to match *schema*.

    Raises:
        OSError: as for `read_json`.
        DamagedJson: as for `read_json`, or the value does not match.
    """
    value = read_json(path, lenient=lenient, own=own)
    refuse_other_shape(value, schema)
    return value


class _Checker:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._definitions = root.get("$defs", {})

    def check(self, value: Any, schema: Mapping[str, Any], place: str) -> None:
        """Refuse *value*, which is at the path *place*, unless it matches *schema*."""
        if reference := schema.get("$ref"):
            name = reference.removeprefix("#/$defs/")
            self.check(value, self._definitions[name], place)
        if "anyOf" in schema:
            self._check_any(value, schema["anyOf"], place)
        if "const" in schema and value != schema["const"]:
            raise _wrong(place, f"{schema['const']!r}")
        if "enum" in schema and value not in schema["enum"]:
            raise _wrong(place, f"one of {', '.join(map(repr, schema['enum']))}")
        if "type" in schema:
            _check_type(value, schema["type"], place)
        if isinstance(value, dict):
            self._check_object(value, schema, place)
        elif isinstance(value, list):
            self._check_list(value, schema, place)
        elif isinstance(value, str):
            if len(value) < schema.get("minLength", 0):
                raise _wrong(place, "a text that is not empty")
            if "pattern" in schema and not re.search(schema["pattern"], value):
                raise _wrong(place, "a text of that form")
        elif isinstance(value, int | float) and not (
            schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf)
        ):
            raise _wrong(place, "a number of that range")

    def _check_any(self, value: Any, schemas: list[Any], place: str) -> None:
        for number, schema in enumerate(schemas, 1):
            try:
                self.check(value, schema, place)
            except DamagedJson:
                if number == len(schemas):
                    raise
            else:
                return

    def _check_object(
        self, value: dict[str, Any], schema: Mapping[str, Any], place: str
    ) -> None:
        for name in schema.get("required", ()):
            if name not in value:
                raise DamagedJson(f"there is no {_joined(place, name)!r}")
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        if names := schema.get("propertyNames"):
            for name in value:
                self.check(name, names, f"a name in {place}")
        for name, entry in value.items():
            if name in properties:
                self.check(entry, properties[name], _joined(place, name))
            elif others is False:
                raise DamagedJson(f"nothing is called {_joined(place, name)!r}")
            elif others is not True:
                self.check(entry, others, _joined(place, name))

    def _check_list(
        self, value: list[Any], schema: Mapping[str, Any], place: str
    ) -> None:
        first = schema.get("prefixItems", ())
        if len(value) < schema.get("minItems", 0):
            raise _wrong(place, f"a list of at least {schema['minItems']}")
        if "prefixItems" in schema and len(value) > len(first):
            raise _wrong(place, f"a list of {len(first)}")
        for number, (entry, known) in enumerate(zip(value, first, strict=False)):
            self.check(entry, known, f"{place}[{number}]")
        if "items" in schema:
            for number, entry in enumerate(value):
                self.check(entry, schema["items"], f"{place}[{number}]")


def _check_type(value: Any, types: str | list[str], place: str) -> None:
    names = [types] if isinstance(types, str) else types
    if not any(_is(value, name) for name in names):
        raise _wrong(place, " or ".join(_NAMES[name] for name in names))


def _is(value: Any, name: str) -> bool:
    match name:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if not -LARGEST <= value <= LARGEST:
        return False
    return name == "number" or isinstance(value, int)


def _joined(place: str, name: str) -> str:
    shown = name if len(name) < 40 else f"{name[:30]}…"
    return f"{place}.{shown}" if place else shown


def _wrong(place: str, what: str) -> DamagedJson:
    shown = place if len(place) < 120 else f"…{place[-100:]}"
    return DamagedJson(f"{shown} is not {what}" if place else f"it is not {what}")
