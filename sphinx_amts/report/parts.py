"""Write the report of a large book from parts, most of them from an earlier build.

After a change of one document, the parts of the other documents are used again: they
are neither counted nor converted to JSON anew.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from sphinx_amts._version import __version__
from sphinx_amts.files.kept_data import KeptData

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_amts.report.data import DocumentData, ReportData

KEPT_PARTS = KeptData("parts of the report", 3)


class DocumentPart(NamedTuple):
    """Part of a document in the report.

    Attributes:
        data: data of the document, with the states of only those messages that have
            findings or faults.
        written: the complete data of the document as JSON, in one line.
    """

    data: DocumentData
    written: bytes


def part_of(data: DocumentData) -> DocumentPart:
    """Return the report part of the document with *data*."""
    # Line feeds in texts are escaped. With an indent, Python would write it slowly, of
    # millions of strings.
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    kept = data.copy()
    # the rest of the report asks for the order and the number of these only
    found = {finding["text"] for finding in data["findings"]}
    found |= {check["text"] for check in data["checks"]}
    kept["states"] = [state for state in data["states"] if state["text"] in found]
    return DocumentPart(kept, _encoded(written))


def json_of(report: ReportData, parts: Iterable[DocumentPart]) -> bytes:
    """Return *report* as JSON, with *parts* as its documents, one in a line."""
    whole: dict[str, object] = {**report, "documents": []}
    text = _encoded(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
    written = [part.written for part in parts]
    if not written:
        return text
    before, name, after = text.partition(b'\n  "documents": [')
    documents = b",\n    ".join(written)
    return b"".join([before, name, b"\n    ", documents, b"\n  ", after])


def fingerprint_of(report: ReportData, parts: Iterable[DocumentPart]) -> str:
    """Return a digest of *report* without the figures of the present build.

    A page of a report with the same fingerprint is up to date.
    """
    lasting = {key: value for key, value in report.items() if key != "totals"}
    lasting["documents"] = []
    text = json.dumps([__version__, lasting], ensure_ascii=False, sort_keys=True)
    made = hashlib.blake2b(_encoded(text), digest_size=16)
    for part in parts:
        made.update(b"\n")
        made.update(part.written)
    return made.hexdigest()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
