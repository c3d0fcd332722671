"""Tables of strangers: every row that is none says so, the others are read."""

from __future__ import annotations

import csv
import io

import pytest

from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.errors import CatalogError, ConfigError
from sphinx_amts.interchange import tables
from sphinx_amts.interchange.sheets import read_sheet
from sphinx_amts.interchange.tables import DamagedTable, Table, cells_of, table_text
from sphinx_amts.terminology.files import read_terms


def rows(text, delimiters=",;"):
    return [
        (row.line, row.reason) if isinstance(row, DamagedTable) else row
        for row in Table(text, delimiters).rows()
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_table_is_read_as_it_was_written(end, delimiter):
    two = "two lines" if end == "\r" else "two\nlines"
    cells = [["a", "b"], ['x "y"', two], ["=1", ""], ["中", "1,2;3"]]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(cells)
    table = Table(stream.getvalue(), ",;")
    assert table.header == cells[0]
    assert [row for _, row in table.rows()] == cells[1:]


EXCEL = [["en", "es"], ["One; two.", "Uno; dos."], ["Año", "á"]]


def saved(encoding, delimiter, head=""):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(EXCEL)
    mark = "\ufeff" if encoding.startswith("utf-16-") else ""
    return f"{mark}{head}{stream.getvalue()}".encode(encoding)


@pytest.mark.parametrize(
    "data",
    [
        saved("utf-16-le", "\t"),
        saved("utf-16-be", ";"),
        saved("utf-8-sig", ";"),
        saved("utf-8-sig", "|", "sep=|\r\n"),
        saved("utf-8", ";", "sep=;\n"),
    ],
)
def test_tables_as_spreadsheets_save_them(tmp_path, data):
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    text = table_text(data, path)
    table = Table(text, ",;\t")
    assert [table.header, *(row for _, row in table.rows())] == EXCEL
    pushed = read_example_file(path, max_bytes=1000)
    assert pushed.data.decode() == "en,es\nOne; two.,Uno; dos.\nAño,á\n"
    assert (pushed.records, pushed.faults) == (2, [])
    terms = read_terms(path, source="en", target="es")
    assert [(t.source, *t.targets) for t in terms] == [tuple(row) for row in EXCEL[1:]]


def test_damaged_utf_16_is_named_with_its_line(tmp_path):
    path = tmp_path / "table.csv"
    data = "a,b\n1,2\n3".encode("utf-16") + b"\x00\xdc"
    with pytest.raises(ConfigError, match=r"table\.csv:3: damaged UTF-16"):
        table_text(data, path)


def test_a_quote_that_is_not_closed_costs_its_line():
    assert rows('a,b\n"x,y\n1,2\n"z"w,0\n3,4\n') == [
        (2, "quotes that do not match"),
        (3, ["1", "2"]),
        (4, "quotes that do not match"),
        (5, ["3", "4"]),
    ]


def test_a_quote_that_is_closed_far_below_swallows_nothing():
    """The row has the wrong number of cells, or more lines than any."""
    assert rows('a,b\nx,"y\n1,2\n3,4\nz,"w"\n')[0] == (2, "quotes that do not match")
    many = "1,2\n" * tables.MOST_LINES
    found = rows(f'a,b\nx,"y\n{many}z,w"\n')
    assert found[0] == (2, "quotes that do not match")
    assert found[1:-1] == [(n + 3, ["1", "2"]) for n in range(tables.MOST_LINES)]


def test_a_long_cell_is_named():
    long = "x" * 200_000
    assert rows(f"a,b\n{long},1\n1,2\n") == [
        (2, "a cell of more than 131,072 characters"),
        (3, ["1", "2"]),
    ]
    with pytest.raises(DamagedTable, match=r"line 7: a cell of more than 131,072"):
        cells_of(long, ",", 7)
    with pytest.raises(DamagedTable, match="line 1: "):
        Table(f"{long},b\n", ",")


def test_lines_are_read_a_limited_number_of_times(monkeypatch):
    """A quote at the start of each line begins a row that could be all the rest."""
    read = 0
    next_line = tables._Lines.__next__

    def counted(lines):
        nonlocal read
        read += 1
        return next_line(lines)

    monkeypatch.setattr(tables._Lines, "__next__", counted)
    count = 5000
    assert len(rows("a,b\n" + '"x\n' * count)) == count
    assert read <= count * (tables.MOST_LINES + 2)


def test_more_lines_than_fit_into_memory(monkeypatch):
    monkeypatch.setattr(tables, "TABLE_LINES", 10)
    with pytest.raises(DamagedTable, match="a table of 12 lines; split it"):
        Table("a,b\n" * 12, ",")


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ('en,es\nwater,"agua\nfilter,filtro\n', 2, "quotes that do not match"),
        (
            'en,es\nwater,"agua\nfilter,filtro\ncup,taza"\n',
            2,
            "quotes that do not match",
        ),
        ("en,es\nwater,agua\n" + "x" * 200_000 + ",y\n", 3, "a cell of more than"),
        ("en,es\nwater,ag\0ua\n", 2, "a control character"),
        ("en,es\nwater\x1b[2J,agua\n", 2, "a control character"),
        ("x" * 200_000, 1, "a cell of more than"),
    ],
)
def test_terms_that_are_damaged(tmp_path, content, line, reason):
    path = tmp_path / "terms.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_terms(path, source="en", target="es")
    assert str(caught.value).startswith(f"{path}:{line}: {reason}")


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffen,es\r\nwater,agua\r\n",
        "\n\nen,es\n\n\nwater,agua\n\n",
        "en,es\rwater,agua",
        'en,es\nwater,"agua\n"\n',
        "es,zh,en\nagua,,water\n",
    ],
)
def test_terms_that_are_not(tmp_path, content):
    path = tmp_path / "terms.csv"
    path.write_bytes(content.encode())
    (term,) = read_terms(path, source="en", target="es")
    assert (term.source, term.targets) == ("water", ("agua",))


def test_a_sheet_that_is_damaged_names_the_row(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text('id,text\n1,"a\nb"\n2,"c\n3,d\n', "utf-8")
    found = read_sheet(path, {"id", "text"}, CatalogError)
    assert next(found) == (f"{path}:2", {"id": "1", "text": "a\nb"})
    with pytest.raises(
        CatalogError, match=f"{path}:4: quotes that do not match; correct"
    ):
        next(found)


def test_a_row_with_more_text_than_columns_is_not_cut(tmp_path):
    """Somebody has typed a comma into the file itself."""
    path = tmp_path / "sheet.csv"
    path.write_text("id,text\n1,a,\n2\n3,Well, then\n", "utf-8")
    found = read_sheet(path, {"id", "text"}, CatalogError)
    assert [next(found)[1]["text"] for _ in range(2)] == ["a", ""]
    with pytest.raises(CatalogError, match=f"{path}:4: 3 fields instead of 2; correct"):
        next(found)


def test_a_table_without_its_header_says_where_one_is_missing(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("Table 1\nid,text\n1,a\n", "utf-8")
    with pytest.raises(CatalogError, match=f"{path}:1: there is no column .*; the fi"):
        list(read_sheet(path, {"id", "text"}, CatalogError))
