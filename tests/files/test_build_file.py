"""Files of a build folder that are of another version or damaged are no files."""

from __future__ import annotations

import json

import pytest

from sphinx_amts.files.build_file import BuildFile
from sphinx_amts.files.json_shape import TEXT, WHOLE, list_of, one_of

FILE = BuildFile(3, name=TEXT, sizes=list_of(WHOLE), kind=one_of(["a", "b"]))
FIELDS = {"name": "río", "sizes": [1, 2], "kind": "b"}


def test_what_is_kept_is_read(tmp_path):
    path = tmp_path / "state.json"
    FILE.keep(path, **FIELDS)
    assert FILE.read_kept(path) == FIELDS
    before = path.stat().st_mtime_ns
    FILE.keep(path, **FIELDS)
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "changed",
    [
        {"format": 2},
        {"format": None},
        {"name": 1},
        {"sizes": [1.5]},
        {"kind": "c"},
        {"more": 1},
    ],
    ids=str,
)
def test_another_version_or_shape_is_not_used(tmp_path, changed):
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"format": 3, **FIELDS, **changed}))
    assert FILE.read_kept(path) is None


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'{"format": 3}'])
def test_what_is_damaged_is_not_used(tmp_path, data):
    path = tmp_path / "state.json"
    path.write_bytes(data)
    assert FILE.read_kept(path) is None
    assert FILE.read_kept(tmp_path / "none.json") is None
