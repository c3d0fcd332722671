"""What is kept of human text is what would be read and indexed again."""

from __future__ import annotations

import pytest

from sphinx_amts.catalogs.digests import FileDigests
from sphinx_amts.leverage.catalog_texts import KeptTexts, read_texts
from sphinx_amts.leverage.fuzzy_index import FuzzyIndex

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
CATALOGS = {
    "plain": HEAD + 'msgid "One."\nmsgstr "Uno."\n\nmsgid "Two."\nmsgstr ""\n',
    "fuzzy": HEAD
    + '#, fuzzy\n#| msgid "One."\nmsgid "One!"\nmsgstr "Uno."\n\n'
    + '#, fuzzy\nmsgid "Two."\nmsgstr "Dos."\n',
    "obsolete": HEAD + '#~ msgid "Old."\n#~ msgstr "Viejo."\n',
    "damaged": HEAD + 'msgid "One.\nmsgstr "Uno."\n',
    "obsolete damaged": HEAD + '#~ msgid "Old.\n#~ msgstr "Viejo."\n',
    "empty": "",
}


@pytest.mark.parametrize("name", CATALOGS)
def test_texts_are_those_of_the_catalog(tmp_path, name):
    path = tmp_path / "a.po"
    path.write_text(CATALOGS[name], "utf-8")
    for _ in range(2):
        kept = KeptTexts(tmp_path / "kept", FileDigests().of_file)
        assert kept.read(path) == read_texts(path)
        kept.save()
    path.write_text(HEAD + 'msgid "Three."\nmsgstr "Tres."\n', "utf-8")
    kept = KeptTexts(tmp_path / "kept", FileDigests().of_file)
    assert [entry.target for entry in kept.read(path).present] == ["Tres."]


def test_faults_name_the_file_where_it_is_now(tmp_path):
    for name in ("a.po", "b.po"):
        path = tmp_path / name
        path.write_text(CATALOGS["damaged"], "utf-8")
        kept = KeptTexts(tmp_path / "kept", FileDigests().of_file)
        assert name in kept.read(path).fault
        kept.save()


def test_a_kept_index_finds_what_a_new_one_does(tmp_path):
    texts = [f"The loaf number {n} rises for {n % 7} hours" for n in range(300)]
    texts += ["", "\ud800 odd", "A stone keeps the heat", "the heat keeps a stone"]
    new = FuzzyIndex(texts)
    path = tmp_path / "kept"
    for _ in range(2):
        kept = FuzzyIndex.kept(texts, path)
        for text in [*texts[::20], "loaf number 12", "a stone keeps", "", "nothing"]:
            assert list(kept.similar(text)) == list(new.similar(text)), text
    other = FuzzyIndex.kept(texts[:-2], path)
    assert other.similar("A stone keeps the heat") == []
