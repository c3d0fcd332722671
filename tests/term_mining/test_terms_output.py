"""Files of terms are read back, and never take the place of another file."""

from __future__ import annotations

import pytest

from sphinx_amts.errors import ConfigError
from sphinx_amts.model import LanguagePair
from sphinx_amts.term_mining.output import write_terms
from sphinx_amts.terminology.files import read_terms

LANGUAGES = LanguagePair(source="en", target="zh_CN")
TERMS = [("saw, large", '锯 "大"'), ("a;b", "甲;乙"), ("C++", "C++"), ("=x", "<i>&")]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".tmx"])
def test_what_is_written_is_read(tmp_path, suffix):
    path = tmp_path / "new" / f"terms{suffix}"
    assert write_terms(path, TERMS, LANGUAGES)
    got = [
        (term.source, *term.targets)
        for term in read_terms(path, source="en", target="zh_CN")
    ]
    assert got == TERMS
    assert not write_terms(path, TERMS, LANGUAGES)


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_is_there_stays(tmp_path, kind):
    path = tmp_path / "terms.csv"
    other = tmp_path / "other.csv"
    if kind == "file":
        path.write_bytes(b"en,zh_CN,es\nsaw,\xe9\x94\xaf,sierra\n")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(other)
    before = path.read_bytes() if kind == "file" else None
    with pytest.raises(ConfigError, match=r"terms\.csv: .*stays as it is.*--output"):
        write_terms(path, TERMS, LANGUAGES)
    assert before is None or path.read_bytes() == before
    assert not other.exists()


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"\.csv, \.tsv, \.tmx"):
        write_terms(tmp_path / "terms.txt", TERMS, LANGUAGES)
