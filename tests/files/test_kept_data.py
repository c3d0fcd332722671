"""What is kept beside the doctrees: any file but the right one counts as missing."""

from __future__ import annotations

import marshal
import pickle

import pytest

from sphinx_amts.files import kept_data
from sphinx_amts.files.kept_by_content import KeptByContent
from sphinx_amts.files.kept_data import KeptData

KIND = KeptData("loaves", 3)
DATA = {"rye": ("slow", 2), "wheat": ("quick", 1.5), "": (None, b"\0")}


@pytest.fixture
def path(tmp_path):
    KIND.store(tmp_path / "new" / "loaves.kept", "key", DATA)
    return tmp_path / "new" / "loaves.kept"


def test_data_come_back(path):
    assert KIND.load(path, "key") == DATA


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (KIND, "another key"),
        (KeptData("rolls", 3), "key"),
        (KeptData("loaves", 4), "key"),
        (KeptData("loaves", 3), "ke"),
    ],
)
def test_data_of_something_else_are_missing(path, kind, key):
    assert kind.load(path, key) is None


def test_data_of_another_release_are_missing(path, monkeypatch):
    monkeypatch.setattr(kept_data, "__version__", "0.0.0")
    assert KIND.load(path, "key") is None


def test_a_file_cut_anywhere_or_changed_anywhere_is_missing(path):
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place])
        assert KIND.load(path, "key") is None, place
        changed = bytes([whole[place] ^ 1])
        path.write_bytes(whole[:place] + changed + whole[place + 1 :])
        assert KIND.load(path, "key") is None, place
    path.write_bytes(whole + b"\0")
    assert KIND.load(path, "key") is None


def test_what_is_kept_already_is_not_written_again_and_damage_is_mended(path):
    whole, first = path.read_bytes(), path.stat().st_ino
    KIND.store(path, "key", DATA)
    assert path.stat().st_ino == first
    for damaged in (whole[:-1], whole + b"\0", whole[:-1] + b"?", b"", whole[1:]):
        path.write_bytes(damaged)
        KIND.store(path, "key", DATA)
        assert path.read_bytes() == whole
    KIND.store(path, "another key", DATA)
    assert KIND.load(path, "key") is None
    assert KIND.load(path, "another key") == DATA


@pytest.mark.parametrize("content", [b"", b"{}", marshal.dumps(DATA), pickle.dumps(1)])
def test_a_foreign_file_is_missing(path, content):
    path.write_bytes(content)
    assert KIND.load(path, "key") is None


def test_no_file_and_a_folder_are_missing(path):
    path.unlink()
    assert KIND.load(path, "key") is None
    path.mkdir()
    assert KIND.load(path, "key") is None


def test_what_cannot_be_written_is_left_out(path):
    KIND.store(path.parent / "loaves.kept" / "below", "key", DATA)
    KIND.store(path, "key", object())
    assert KIND.load(path, "key") == DATA


def test_only_what_has_changed_is_made_again(tmp_path):
    made = []

    def values(*contents):
        kept = KeptByContent(KIND, tmp_path / "kept")
        for content in contents:

            def make(content=content):
                made.append(content)
                return (content, "value")

            assert kept.get(content, make) == (content, "value")
            assert kept.get(content, make) == (content, "value")
        kept.save()

    values("a", "b", "c")
    values("a", "b", "c")
    values("a", "d", "c")
    assert made == ["a", "b", "c", "d"]
    values("b")  # which the last build did not use
    assert made[4:] == ["b"]
    made.clear()
    (tmp_path / "kept").write_bytes(b"damaged")
    values("b")
    assert made == ["b"]
