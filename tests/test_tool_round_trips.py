"""Catalogs and pairs through the tools of others: a sample of the benchmark."""

from __future__ import annotations

import pytest
from hostile_catalogs import hostile_catalog
from tool_trips import (
    GETTEXT,
    TOOLKIT,
    export_faults,
    gettext_faults,
    program,
    refusal_faults,
    toolkit_faults,
)

from sphinx_amts.markup.model import visible_text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.files import read_pairs

LANGUAGES = LanguagePair(source="en", target="es")

needs_gettext = pytest.mark.skipif(
    any(program(name) is None for name in GETTEXT),
    reason="gettext's tools are not installed",
)
needs_toolkit = pytest.mark.skipif(
    any(program(name) is None for name in TOOLKIT),
    reason="translate-toolkit is not installed",
)


@needs_gettext
def test_catalogs_come_back_from_gettext_and_polib(tmp_path):
    for number in range(12):
        faults = list(gettext_faults(hostile_catalog(7, number), tmp_path))
        assert not faults, number


@needs_toolkit
def test_catalogs_come_back_from_translate_toolkit(tmp_path):
    catalogs = {f"c{number}": hostile_catalog(7, number) for number in range(40)}
    assert not list(toolkit_faults(catalogs, tmp_path))


@needs_toolkit
def test_translate_toolkit_reads_what_we_write(tmp_path):
    catalogs = {f"c{number}": hostile_catalog(7, number) for number in range(40)}
    assert not list(export_faults(catalogs, tmp_path))


def test_what_xml_cannot_carry_is_named(tmp_path):
    assert not list(refusal_faults(tmp_path))


def shown(path, content):
    path.write_text(content, encoding="utf-8")
    found = read_pairs(path, LANGUAGES)
    assert not found.left_out
    return [(visible_text(p.source), visible_text(p.target)) for p in found.pairs]


@pytest.mark.parametrize(
    ("row", "source", "target"),
    [
        (r'"C:\\dir","C:\\carpeta"', r"C:\dir", r"C:\carpeta"),
        (r'"a \\n b","c \\\\ d"', r"a \n b", r"c \\ d"),
        (r'"\\""so\\"""' + r',"así"', r"\"so\"", "así"),
        ('"\'=1 is one","\'-1 menos"', "=1 is one", "-1 menos"),
        ('"\'tis so","\'así\'"', "'tis so", "'así'"),
    ],
)
def test_tables_of_the_toolkit_and_weblate(tmp_path, row, source, target):
    path = tmp_path / "pairs.csv"
    for more, rest in (("", ""), (',"id","fuzzy","context"', ',"","False",""')):
        head = f'"location","source","target"{more}'
        found = shown(path, f'{head}\r\n"a.rst:1",{row}{rest}\r\n')
        assert found == [(source, target)]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        # of another program, which knows no such escapes
        ("location,source,target", r"a,C:\\dir,C:\\carpeta"),
        ('"source","target"', r'"C:\\dir","C:\\carpeta"'),
    ],
)
def test_other_tables_keep_their_backslashes(tmp_path, head, row):
    path = tmp_path / "pairs.csv"
    assert shown(path, f"{head}\n{row}\n") == [(r"C:\\dir", r"C:\\carpeta")]


def test_tables_of_older_versions_keep_single_backslashes(tmp_path):
    content = '"location","source","target"\r\n"","C:\\dir","C:\\\\carpeta"\r\n'
    found = shown(tmp_path / "pairs.csv", content)
    assert found == [("C:\\dir", "C:\\\\carpeta")]


def test_the_head_of_a_catalog_is_no_pair(tmp_path):
    unit = (
        '<trans-unit id="{}" approved="yes"{}><source>{}</source>'
        "<target>{}</target></trans-unit>"
    )
    head = ' restype="x-gettext-domain-header"'
    units = unit.format(1, head, "Language: es\n", "Language: es\n")
    units += unit.format(2, "", "A walk.", "Un paseo.")
    content = (
        '<xliff version="1.1"><file original="a.po" source-language="en" '
        f'target-language="es"><body>{units}</body></file></xliff>'
    )
    assert shown(tmp_path / "a.xlf", content) == [("A walk.", "Un paseo.")]
