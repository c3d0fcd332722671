"""Write a terminology as CSV, TSV or TMX."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from sphinx_amts.interchange.xml_stream import xml_text

if TYPE_CHECKING:
    from sphinx_amts.emulator.tables import ImportedTable

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="sphinx-amts-emulator" creationtoolversion="1" \
segtype="sentence" o-tmf="sphinx-amts" adminlang="en" srclang={source} \
datatype="plaintext"/>
<body>
"""


def write_table(table: ImportedTable, format: str) -> bytes:
    """Return *table* as the content of a file in *format*: "CSV", "TSV" or "TMX"."""
    if format == "TMX":
        return _tmx(table).encode()
    stream = io.StringIO()
    delimiter = "\t" if format == "TSV" else ","
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow([table.source, *table.targets])
    for source, texts in table.rows.items():
        writer.writerow([source, *(texts.get(code, "") for code in table.targets)])
    return stream.getvalue().encode()


def _tmx(table: ImportedTable) -> str:
    units = (
        "".join(
            f"<tuv xml:lang={quoteattr(code)}><seg>{xml_text(text)}</seg></tuv>"
            for code, text in {table.source: source, **texts}.items()
        )
        for source, texts in table.rows.items()
    )
    body = "".join(f"<tu>{unit}</tu>\n" for unit in units)
    return f"{_HEAD.format(source=quoteattr(table.source))}{body}</body>\n</tmx>\n"
