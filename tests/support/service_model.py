"""Values against botocore's model of Amazon Translate, judged apart from the emulator.

As they are on the wire: blobs in base64, moments as numbers.
"""

from __future__ import annotations

import base64
import re
import sys
import unicodedata
from functools import cache

import botocore.session


@cache
def model():
    return botocore.session.get_session().get_service_model("translate")


def operations():
    return sorted(model().operation_names)


def request_problems(operation, value):
    return _problems(model().operation_model(operation).input_shape, value, operation)


def response_problems(operation, value):
    shape = model().operation_model(operation).output_shape
    if shape is None:
        return [] if value == {} else [f"{operation}: {value!r} instead of nothing"]
    return _problems(shape, value, operation)


def errors(operation):
    """Return the names of the errors that the model has for an operation."""
    return {shape.name for shape in model().operation_model(operation).error_shapes}


def leaves(operation):
    """Yield path and shape of everything in a request; lists stand for an element."""
    yield from _leaves(model().operation_model(operation).input_shape, ())


def _leaves(shape, path):
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from _leaves(member, (*path, name))
    elif shape.type_name == "list":
        yield from _leaves(shape.member, (*path, 0))
    else:
        yield path, shape


def _problems(shape, value, path):
    found = []
    limits = shape.metadata
    size = None
    if shape.type_name == "structure":
        if not isinstance(value, dict):
            return [f"{path}: no structure"]
        found += [
            f"{path}.{name}: missing"
            for name in shape.required_members
            if value.get(name) is None
        ]
        for name, part in value.items():
            if name not in shape.members:
                found.append(f"{path}.{name}: not in the model")
            else:
                found += _problems(shape.members[name], part, f"{path}.{name}")
    elif shape.type_name == "list":
        if not isinstance(value, list):
            return [f"{path}: no list"]
        size = len(value)
        for number, part in enumerate(value):
            found += _problems(shape.member, part, f"{path}[{number}]")
    elif shape.type_name == "string":
        if not isinstance(value, str):
            return [f"{path}: no string"]
        size = len(value)
        if shape.enum and value not in shape.enum:
            found.append(f"{path}: {value!r} is none of {shape.enum}")
        pattern = limits.get("pattern")
        if pattern and not re.fullmatch(_expression(pattern), value):
            found.append(f"{path}: {value!r} does not match {pattern}")
    elif shape.type_name == "blob":
        size = len(base64.b64decode(value, validate=True))
    elif shape.type_name in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            return [f"{path}: no number"]
        size = value
    elif shape.type_name == "timestamp":
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            found.append(f"{path}: no moment")
    else:
        raise AssertionError(shape.type_name)
    if size is not None and not (
        limits.get("min", size) <= size <= limits.get("max", size)
    ):
        found.append(f"{path}: {size} is out of bounds")
    return found


@cache
def _expression(pattern):
    if r"[\P{M}\p{M}]" in pattern:
        pattern = pattern.replace(r"[\P{M}\p{M}]", r"[\s\S]")
    pattern = pattern.replace(r"\p{ASCII}", r"[\x00-\x7f]")
    return re.sub(r"\\p\{(\w)\}", lambda match: _category(match[1]), pattern)


@cache
def _category(letter):
    """Return the characters of a category of Unicode, for use inside brackets."""
    ranges = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] == letter:
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(
        f"{re.escape(chr(a))}-{re.escape(chr(b))}" if a < b else re.escape(chr(a))
        for a, b in ranges
    )
