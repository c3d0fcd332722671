"""Assemble the data of a report from the records of all documents."""

from __future__ import annotations

from sphinx_amts.report import assembly


def make_report(head, *, titles, records, problems, quality, run):
    """Assemble the report of a build.

    Args:
        head: name, languages and engine.
        titles: name of a document -> title.
        records: name of a document -> record.
        problems: state and reason of misses.
        quality: figures of translation quality.
        run: figures of the present build.
    """
    missing = {
        name: assembly.missing_characters(records[name], problems) for name in records
    }
    price = run.usage.price_missing / (sum(missing.values()) or 1)
    documents = [
        assembly.document_data(
            docname,
            titles.get(docname, docname),
            records[docname],
            problems=problems,
            quality=quality,
            price=price,
        )
        for docname in sorted(records)
    ]
    return assembly.with_documents(head, documents, quality=quality, run=run)
