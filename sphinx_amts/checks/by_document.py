"""Collect the findings of checks by document, for the report.

The findings are those of `sphinx-amts check`, with and without `--machine`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypedDict

from sphinx_amts.document_records.faults import RULES, CheckFinding
from sphinx_amts.model import State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.document_records.documents import DocumentRecord
    from sphinx_amts.document_records.faults import DamagePlace, Fault
    from sphinx_amts.document_records.kept import Records
    from sphinx_amts.terminology.checks import TermFault

HUMAN, MACHINE, NO_TRANSLATOR = str(State.HUMAN), str(State.MACHINE), ""
"""Values of `translated_by`: who translated; "" if the catalog itself is damaged."""


class CheckData(TypedDict):
    """A finding of a check, as in the report."""

    file: str
    line: int
    rule: str
    severity: str
    message: str
    text: str
    translated_by: str


def checks_of(
    records: Records,
    domains: Mapping[str, str],
    catalogs: CatalogChain,
    *,
    srcdir: Path,
    ignored: Collection[str] = (),
) -> dict[str, list[CheckData]]:
    """Return the findings of checks in reading order, by name of document.

    A fault that several documents of one catalog have is listed once.

    Args:
        records: records of all documents.
        domains: name of a document -> its text domain.
        catalogs: catalogs of the language.
        srcdir: source folder, to which paths of files are made relative.
        ignored: rules to ignore, besides those in comments of entries.

    Raises:
        CatalogError: a catalog cannot be read.
    """
    found: dict[str, list[CheckData]] = {}
    by_domain: dict[str, list[str]] = {}
    for docname, head in records.heads():
        if head.faulty:
            by_domain.setdefault(domains[docname], []).append(docname)
    for domain, docnames in by_domain.items():
        alike = {docname: records[docname] for docname in docnames}
        found |= _checks_of_domain(domain, alike, catalogs, ignored)
        records.settle()  # those of all domains would take too much memory
    for finding in damaged_catalogs(
        (place for _, head in records.heads() for place in head.errors),
        catalogs,
        ignored=ignored,
    ):
        if holding := _document_of(finding.path, domains, catalogs):
            found.setdefault(holding, []).append(_of_catalog(finding, srcdir))
    return found


def _checks_of_domain(
    domain: str,
    records: dict[str, DocumentRecord],
    catalogs: CatalogChain,
    ignored: Collection[str],
) -> dict[str, list[CheckData]]:
    found: dict[str, list[CheckData]] = {}
    holder = {
        fault.key: docname
        for docname in reversed(records)
        for fault in records[docname].faults
    }
    faults = [fault for record in records.values() for fault in record.faults]
    paths = catalogs.human_paths(domain) if faults else []
    for fault in _unsuppressed(faults, paths, catalogs, ignored):
        found.setdefault(holder[fault.key], []).append(_data(fault, HUMAN))
    for docname, record in records.items():
        paths = []
        if record.machine_faults:
            paths = [path for path in catalogs.machine_paths(docname) if path.is_file()]
        for fault in _unsuppressed(record.machine_faults, paths, catalogs, ignored):
            found.setdefault(docname, []).append(_data(fault, MACHINE))
    for docname, checks in found.items():
        _place(checks, records[docname])
    return found


def _unsuppressed(
    faults: Sequence[Fault],
    paths: Sequence[Path],
    catalogs: CatalogChain,
    ignored: Collection[str],
) -> list[Fault]:
    if not faults:
        return []
    from sphinx_amts.checks.located import unsuppressed  # loaded with the first fault

    return unsuppressed(faults, paths, catalogs, ignored=ignored)


def damaged_catalogs(
    errors: Iterable[DamagePlace],
    catalogs: CatalogChain,
    *,
    ignored: Collection[str] = (),
) -> list[CheckFinding]:
    """Return findings for damaged catalogs, and for entries that msgcat joined.

    Args:
        errors: damaged catalogs in the records of documents.
        catalogs: catalogs of the language.
        ignored: rules to ignore.
    """
    language = catalogs.language
    wrong, joined = catalogs.human_damage()
    wrong = [*errors, *wrong]
    if not (wrong or joined):
        return []
    from sphinx_amts.checks.located import JOINED, damaged  # loaded with the first

    return [
        *damaged(wrong, language, ignored=ignored),
        *damaged(joined, language, rule=JOINED, ignored=ignored),
    ]


def term_faults_of(record: DocumentRecord) -> list[TermFault]:
    """Return a fault for each term that a machine translation lacks."""
    if not record.machine_faults:
        return []
    from sphinx_amts.terminology.checks import TermFault  # loaded with the first

    by_text: dict[str, list[Fault]] = {}
    for fault in record.machine_faults:
        if fault.term and fault not in by_text.setdefault(fault.msgid, []):
            by_text[fault.msgid].append(fault)
    found = []
    for message in record.messages:
        if message.state is not State.MACHINE:
            continue
        found += [
            TermFault(
                file=message.file,
                line=message.line,
                term=fault.term[0],
                expected=fault.term[1:],
                text=fault.msgid,
            )
            for fault in by_text.pop(message.text, [])
        ]
    return found


def _data(fault: Fault, whose: str) -> CheckData:
    return CheckData(
        file="",
        line=0,
        rule=fault.rule,
        severity=str(RULES[fault.rule].severity),
        message=fault.message,
        text=fault.msgid,
        translated_by=whose,
    )


def _place(checks: list[CheckData], record: DocumentRecord) -> None:
    """Set file and line of each finding, and sort them in reading order."""
    order = record.order()
    for check in checks:
        if (position := order.get(check["text"])) is not None:
            message = record.messages[position]
            check["file"], check["line"] = message.file, message.line
    checks.sort(
        key=lambda check: (
            order.get(check["text"], len(order)),
            check["rule"],
            check["message"],
        )
    )


def _of_catalog(finding: CheckFinding, srcdir: Path) -> CheckData:
    data = _data(finding.fault, NO_TRANSLATOR)
    data["file"] = os.path.relpath(finding.path, srcdir).replace(os.sep, "/")
    data["line"] = finding.line
    return data


def _document_of(
    path: Path, domains: Mapping[str, str], catalogs: CatalogChain
) -> str | None:
    """Return a document with the catalog *path*, else the first of the book."""
    for docname, domain in sorted(domains.items()):
        if path in catalogs.human_paths(domain) or path in catalogs.machine_paths(
            docname
        ):
            return docname
    return min(domains, default=None)
