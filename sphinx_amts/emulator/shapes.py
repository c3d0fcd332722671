"""Validate requests by the API model of the service, as the service does.

boto3 checks only required members and minimal lengths, and leaves maximal lengths,
patterns and enums to the service.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sphinx_amts.emulator.refusal import invalid

# character classes that Python's expressions lack
_CLASSES = (
    (r"[\P{M}\p{M}]", r"[\s\S]"),
    (r"\p{ASCII}", r"[\x00-\x7f]"),
    (r"\p{L}\p{Z}\p{N}", r"\w\s"),
)

_INVALID = ("InvalidParameterValueException", "InvalidRequestException")


@cache
def service_model() -> dict[str, Any]:
    """Return botocore's API model of Amazon Translate."""
    from botocore.loaders import Loader

    model: dict[str, Any] = Loader().load_service_model("translate", "service-2")
    return model


def operations() -> frozenset[str]:
    """Return the names of all operations of Amazon Translate."""
    return frozenset(service_model()["operations"])


def error_status(code: str) -> int:
    """Return the HTTP status of the error *code* in the API model."""
    shape = service_model()["shapes"].get(code, {})
    return int(shape.get("error", {}).get("httpStatusCode", 400))


def modelled(operation: str, code: str) -> str:
    """Return the error code by which *operation* reports *code*, by the API model.

    Only the two codes for invalid values change. Assumed: an operation whose model
    lacks one of the two reports the other; if its model lacks both, the operation
    reports "ValidationException", the error of the protocol.
    """
    if code not in _INVALID:
        return code
    errors = service_model()["operations"][operation].get("errors", ())
    known = {error["shape"] for error in errors}
    return next(
        (one for one in (code, *_INVALID) if one in known), "ValidationException"
    )


def check_request(operation: str, parameters: dict[str, Any]) -> None:
    """Raise `Refused` if *parameters* are invalid as input of *operation*.

    Raises:
        Refused: a member is invalid; the message has the wording of the service.
    """
    shape = service_model()["operations"][operation]["input"]["shape"]
    faults = list(problems(shape, parameters))
    if faults:
        count = len(faults)
        noun = "error" if count == 1 else "errors"
        raise invalid(f"{count} validation {noun} detected: {'; '.join(faults)}")


def problems(name: str, value: Any, path: str = "") -> list[str]:
    """Return the messages on all faults of *value*, by a shape of the API model.

    Args:
        name: name of the shape.
        value: a value of the request.
        path: path of the value within the request, for the messages.
    """
    shape = service_model()["shapes"][name]
    check = _CHECKS.get(shape["type"])
    return check(shape, value, path) if check else []


def _structure(shape: dict[str, Any], value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [_failed(path, "must be a structure")]
    found = [
        f"Value null at '{_join(path, name)}' failed to satisfy constraint: "
        "Member must not be null"
        for name in shape.get("required", ())
        if value.get(name) is None
    ]
    for name, part in value.items():
        if name not in shape["members"]:
            found.append(f"Unknown member '{_join(path, name)}'")
        elif part is not None:
            found += problems(shape["members"][name]["shape"], part, _join(path, name))
    return found


def _list(shape: dict[str, Any], value: Any, path: str) -> list[str]:
    if not isinstance(value, list):
        return [_failed(path, "must be a list")]
    found = _bounds(shape, len(value), path, "length")
    for number, part in enumerate(value, 1):
        found += problems(shape["member"]["shape"], part, f"{path}.{number}.member")
    return found


def _string(shape: dict[str, Any], value: Any, path: str) -> list[str]:
    if not isinstance(value, str):
        return [_failed(path, "must be a string")]
    found = _bounds(shape, len(value), path, "length")
    if "pattern" in shape and not _pattern(shape["pattern"]).fullmatch(value):
        found.append(
            f"Value '{value[:100]}' at '{path}' failed to satisfy constraint: Member "
            f"must satisfy regular expression pattern: {shape['pattern']}"
        )
    if "enum" in shape and value not in shape["enum"]:
        found.append(
            f"Value '{value[:100]}' at '{path}' failed to satisfy constraint: Member "
            f"must satisfy enum value set: {shape['enum']}"
        )
    return found


def _blob(shape: dict[str, Any], value: Any, path: str) -> list[str]:
    # JSON has bytes in base64: three bytes in four characters
    size = len(value.rstrip("=")) * 3 // 4 if isinstance(value, str) else len(value)
    return _bounds(shape, size, path, "length")


def _number(shape: dict[str, Any], value: Any, path: str) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return [_failed(path, "must be a number")]
    return _bounds(shape, value, path, "value")


def _bounds(shape: dict[str, Any], size: float, path: str, what: str) -> list[str]:
    found = []
    for bound, wrong, than in (
        ("min", size < shape.get("min", size), "greater"),
        ("max", size > shape.get("max", size), "less"),
    ):
        if wrong:
            found.append(
                _failed(
                    path,
                    f"Member must have {what} {than} than or equal to {shape[bound]}",
                )
            )
    return found


@cache
def _pattern(text: str) -> re.Pattern[str]:
    for theirs, ours in _CLASSES:
        text = text.replace(theirs, ours)
    return re.compile(text)


def _failed(path: str, constraint: str) -> str:
    return f"Value at '{path}' failed to satisfy constraint: {constraint}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


_CHECKS = {
    "structure": _structure,
    "list": _list,
    "string": _string,
    "blob": _blob,
    "integer": _number,
    "long": _number,
}
