"""Write a page and a JSON file for each document, with all of its messages."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sphinx_amts._version import __version__
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.report.messages import DocumentSource, messages_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_amts.report.data import ReportData
    from sphinx_amts.report.messages import ShownMessage

FOLDER = "documents"

_HEAD = 1024
"""Number of bytes at the start of a page that contain its fingerprint."""


def write_documents(
    folder: Path,
    report: ReportData,
    sources: Iterable[DocumentSource],
    compiled: Path | None = None,
) -> None:
    """Write the pages of changed documents; delete those of removed ones.

    Args:
        folder: folder of the report.
        report: report of the book.
        sources: data and records of the documents.
        compiled: folder in which compiled templates are kept, `None` for none.

    Raises:
        OSError: the folder cannot be written.
    """
    root = folder / FOLDER
    wanted = set()
    for source in sources:
        docname = source.data["docname"]
        page, data = root / f"{docname}.html", root / f"{docname}.json"
        wanted |= {page, data}
        fingerprint = _fingerprint(report, source)
        if data.is_file() and _has(page, fingerprint):
            continue
        # Jinja2 is loaded only if a page has changed.
        from sphinx_amts.report.pages import document_page

        messages = messages_of(source, up=docname.count("/") + 1)
        write_if_changed(data, _json_of(messages))
        made = document_page(report, source.data, messages, fingerprint, compiled)
        write_if_changed(page, made)
    if root.is_dir():
        for path in sorted(root.rglob("*.*")):
            if path.suffix in (".html", ".json") and path not in wanted:
                path.unlink()


def _json_of(messages: Iterable[ShownMessage]) -> bytes:
    """Return *messages* as JSON, each in a line."""
    lines = (json.dumps(message, ensure_ascii=False) for message in messages)
    written = ",\n".join(lines)
    return f'{{"messages": [\n{written}\n]}}\n'.encode("utf-8", "replace")


def _fingerprint(report: ReportData, source: DocumentSource) -> str:
    data = {key: value for key, value in source.data.items() if key != "states"}
    known = [
        __version__,
        report["project"],
        report["language"],
        report["source_language"],
        source.address,
        source.scores.revision if source.scores else "",
        data,
    ]
    text = json.dumps(known, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _has(page: Path, fingerprint: str) -> bool:
    try:
        with page.open("rb") as stream:
            return fingerprint.encode() in stream.read(_HEAD)
    except OSError:
        return False
