"""JSON of strangers: within limits, of one meaning, and of the expected shape."""

from __future__ import annotations

import json
import os

import pytest

from sphinx_amts.files import json_text
from sphinx_amts.files.json_shape import (
    NUMBER,
    TEXT,
    WHOLE,
    list_of,
    mapping_of,
    object_of,
    or_null,
    refuse_other_shape,
    row_of,
)
from sphinx_amts.files.json_text import (
    DamagedJson,
    parse_json,
    read_json,
    read_own_json,
)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{\n"a": [', 2, "no JSON"),
        ("", 1, "no JSON"),
        ('{"a": 1}\n{"a": 2}', 2, "no JSON"),
        ('{"a":\n1e999}', 2, "1e999 is no number"),
        ("[1,\n-Infinity]", 2, "-Infinity is no number"),
        ("[NaN]", 1, "NaN is no number"),
        ("[" + "9" * 5000 + "]", 0, "too many digits"),
        ('{"a": 1, "a": 2}', 0, "two values for 'a'"),
        ('[\n"\\ud800"]', 2, "half of a surrogate pair"),
        ('{"\\udfff": 1}', 1, "half of a surrogate pair"),
        ('["\\u0000"]', 1, "a control character"),
        ('["\\u001b[2J"]', 1, "a control character"),
        ('["a\x01"]', 1, "no JSON"),
        ('{"a":\n' * 201 + "1" + "}" * 201, 201, "more than 200 levels of nesting"),
        ("[" * 100_000, 1, "more than 200 levels of nesting"),
    ],
)
def test_what_is_refused(text, line, reason):
    with pytest.raises(DamagedJson, match=reason) as caught:
        parse_json(text)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_bytes_that_are_no_utf_8_have_a_line():
    with pytest.raises(DamagedJson, match="line 2: not UTF-8"):
        parse_json(b'["a",\n"\xff"]')


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, None, True, "\t\n\r"], "b": {"c": "🙂 中文 \\ud800"}},
        "[" * 500,
        ["{" * 300, '"' * 300, "\\" * 300],
        [[[1]] * 3] * 90,
        json.loads("[" * 200 + "]" * 200),
        1e308,
        10**30,
    ],
)
@pytest.mark.parametrize("escaped", [True, False])
def test_what_is_read(value, escaped):
    text = json.dumps(value, ensure_ascii=escaped)
    assert parse_json(text) == value
    assert parse_json(b"\xef\xbb\xbf" + text.encode() + b"\r\n\n") == value


def test_what_notebooks_hold_is_taken_where_it_is_asked_for():
    text = '{"a": NaN, "b": "\\ud800", "a": 1}'
    assert parse_json(text, lenient=True) == {"a": 1, "b": "\ud800"}
    with pytest.raises(DamagedJson, match="nesting"):
        parse_json("[" * 201 + "]" * 201, lenient=True)


def test_more_than_fits_into_memory_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(json_text, "CONTAINERS", 1000)
    monkeypatch.setattr(json_text, "VALUES", 5000)
    for text, what in (
        ("[" + "[]," * 1001 + "0]", "more than 1,000 lists and objects"),
        ("[" + "1," * 5001 + "0]", "more than 5,000 values"),
    ):
        with pytest.raises(DamagedJson, match=what):
            parse_json(text)
        assert parse_json(text, own=True)


def test_a_file_of_the_build_folder_holds_nothing_that_cannot_be_written(tmp_path):
    path = tmp_path / "own.json"
    path.write_text(r'{"a\u0007": ["\\ud800", "\ud83d\ude00"]}', encoding="utf-8")
    assert read_own_json(path) == {"a\a": ["\\ud800", "\U0001f600"]}
    path.write_text('{\n"a": ["\\ud800"]}', encoding="utf-8")
    with pytest.raises(DamagedJson, match=r"line 2: .*half of a surrogate pair"):
        read_own_json(path)


def test_a_file_is_a_file_of_a_size(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[1, 2]")
    assert read_json(path, max_bytes=6) == [1, 2]
    with pytest.raises(OSError, match="larger than"):
        read_json(path, max_bytes=5)
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (("pipe", "a pipe or a device"), ("", "a folder")):
        with pytest.raises(OSError, match=reason):
            read_json(tmp_path / name)


SHAPE = object_of(
    format={"const": 2},
    names=list_of(TEXT),
    counts=mapping_of(WHOLE),
    score=or_null({"type": "number", "minimum": 0, "maximum": 100}),
    row=row_of(TEXT, NUMBER),
)
RIGHT = {
    "format": 2,
    "names": ["a"],
    "counts": {"x": 1},
    "score": None,
    "row": ["a", 1.5],
    "more": [],
}


def test_the_right_shape():
    refuse_other_shape(RIGHT, SHAPE)
    refuse_other_shape({**RIGHT, "score": 7}, SHAPE)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"format": 3}, "format is not 2"),
        ({"format": True}, "format is not 2"),
        ({"names": "a"}, "names is not a list"),
        ({"names": ["a", 1]}, r"names\[1\] is not a text"),
        ({"counts": {"x": 1.0}}, r"counts\.x is not a whole number"),
        ({"counts": {"x": True}}, r"counts\.x is not a whole number"),
        ({"counts": {"x": 2**60}}, r"counts\.x is not a whole number"),
        ({"score": 101}, "score is not a number of that range"),
        ({"score": "7"}, "score is not a number"),
        ({"row": ["a"]}, "row is not a list of at least 2"),
        ({"row": ["a", 1, 2]}, "row is not a list of 2"),
        ({"row": [[], 1]}, r"row\[0\] is not a text"),
    ],
)
def test_another_shape(change, what):
    with pytest.raises(DamagedJson, match=f"^{what}$"):
        refuse_other_shape({**RIGHT, **change}, SHAPE)


@pytest.mark.parametrize("value", [None, [], "x", {}, {"format": 2}])
def test_no_such_object(value):
    with pytest.raises(DamagedJson):
        refuse_other_shape(value, SHAPE)
