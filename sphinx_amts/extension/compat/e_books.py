"""Make EPUB files reproducible, for which Sphinx has no setting.

`tests/extension/test_internals.py` pins what each function relies on.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.builders import Builder


def date_epub(builder: Builder) -> None:
    """Set the dates of files inside an EPUB to `SOURCE_DATE_EPOCH`, if that is set.

    Sphinx uses this date in the text of the files, but packs them with the time of
    writing, so that no two builds give the same e-book.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: `build_epub`
    could write the entries of the archive with that date.
    """
    pack = getattr(builder, "build_epub", None)
    if pack is None or "SOURCE_DATE_EPOCH" not in os.environ:
        return
    date = int(os.environ["SOURCE_DATE_EPOCH"])

    def build_epub() -> None:
        for path in Path(builder.outdir).rglob("*"):
            if path.is_file():
                os.utime(path, (date, date))
        pack()

    builder.build_epub = build_epub  # type: ignore[attr-defined]


def keep_out_of_epub(builder: Builder, folder: str) -> None:
    """Exclude *folder* of the output, written by earlier builds, from an EPUB.

    Sphinx packs every file in the output folder, and warns of unknown types of files.
    The setting `epub_exclude_files` has no patterns, and a lasting change of its value
    would cause all documents to be read again.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: patterns in
    `epub_exclude_files`.
    """
    original = getattr(builder, "build_content", None)
    if original is None:
        return
    out, config = Path(builder.outdir), builder.config

    def build_content() -> None:
        excluded = config.epub_exclude_files
        files = (path for path in (out / folder).rglob("*") if path.is_file())
        config.epub_exclude_files = [
            *excluded,
            *(str(path.relative_to(out)) for path in files),
        ]
        try:
            original()
        finally:
            config.epub_exclude_files = excluded

    builder.build_content = build_content  # type: ignore[attr-defined]
