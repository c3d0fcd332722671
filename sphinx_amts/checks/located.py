"""Locate faults of translations in catalogs, and write certain corrections."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.po_reader import read_catalog
from sphinx_amts.document_records.faults import RULES, CheckFinding, Fault, displayed
from sphinx_amts.errors import CatalogError
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.catalogs.credit import Credit
    from sphinx_amts.catalogs.human_editor import HumanCatalog
    from sphinx_amts.catalogs.po_reader import PoEntry
    from sphinx_amts.document_records.faults import DamagePlace

JOINED = "joined"
_DAMAGED = "damaged"

_COMMENT = re.compile(rb"#[ \t]*amts:")
"""Start of a translator's `amts:` comment; a machine's begins with ``#. amts:``."""


def unsuppressed(
    faults: Iterable[Fault],
    paths: Iterable[Path],
    catalogs: CatalogChain,
    *,
    ignored: Collection[str] = (),
) -> list[Fault]:
    """Return the *faults* that no setting or comment suppresses, each once.

    Args:
        faults: faults of translations in the catalogs *paths*.
        paths: the catalogs, best first.
        catalogs: catalogs of the language.
        ignored: rules to ignore, besides those in comments of entries.

    Raises:
        CatalogError: a catalog is unreadable.
    """
    found = [fault for fault in _once(faults) if fault.rule not in ignored]
    if not found or not any(_COMMENT.search(read_catalog(path)) for path in paths):
        return found
    readable = list(_readable(paths))
    return [fault for fault in found if not _is_ignored(fault, readable, catalogs)]


def located(
    faults: Mapping[str, Iterable[Fault]],
    catalogs: CatalogChain,
    *,
    drafts: bool = False,
    ignored: Collection[str] = (),
) -> list[CheckFinding]:
    """Return findings for the *faults* that are not ignored, by catalog and line.

    Args:
        faults: text domain -> faults; for drafts, name of a document -> faults.
        catalogs: catalogs of the language.
        drafts: whether *faults* are faults of machine translations.
        ignored: rules to ignore, besides those in comments of entries.

    Raises:
        CatalogError: a catalog is unreadable.
    """
    findings = []
    for name, some in sorted(faults.items()):
        if drafts:
            paths = [path for path in catalogs.machine_paths(name) if path.is_file()]
        else:
            paths = catalogs.human_paths(name)
        if found := unsuppressed(some, paths, catalogs, ignored=ignored):
            readable = list(_readable(paths))
            findings += sorted(
                (_find(fault, readable, paths, catalogs) for fault in found),
                key=lambda finding: (finding.path, finding.line),
            )
    return findings


def damaged(
    places: Iterable[DamagePlace],
    language: str,
    *,
    rule: str = _DAMAGED,
    ignored: Collection[str] = (),
) -> list[CheckFinding]:
    """Return findings for damaged catalogs, or for damaged entries.

    Args:
        places: file, line and description of each damage.
        language: language of the catalogs.
        rule: name of the rule.
        ignored: rules to ignore.
    """
    if rule in ignored:
        return []
    return [
        CheckFinding(
            language=language,
            path=place.path,
            line=place.line,
            fault=Fault(rule=rule, msgid="", msgstr="", message=place.text, shown=""),
        )
        for place in sorted(set(places), key=str)
    ]


def wrong_comments(domains: Iterable[str], catalogs: CatalogChain) -> Iterator[str]:
    """Yield a message with file and line for each invalid `amts:` comment.

    Args:
        domains: text domains of the book.
        catalogs: catalogs of the language.

    Raises:
        CatalogError: a catalog is damaged, ambiguous or unreadable.
    """
    for domain in sorted(domains):
        for path in catalogs.human_paths(domain):
            if path.suffix != ".po" or b"amts:" not in read_catalog(path):
                continue
            comments = [c for catalog in _readable([path]) for c in catalog.comments()]
            for comment in comments:
                place = f"{displayed(path)}:{comment.line}"
                if comment.command != "ignore":
                    yield (
                        f"{place}: the comment 'amts: {comment.command}' means "
                        "nothing; write '# amts: ignore', or "
                        "'# amts: ignore RULE, RULE'"
                    )
                elif unknown := [rule for rule in comment.rules if rule not in RULES]:
                    hint = nearest(unknown[0], RULES)
                    noun = "rules have" if len(unknown) > 1 else "rule has"
                    yield (
                        f"{place}: no {noun} the name {', '.join(unknown)}{hint}"
                        f" (the rules are {', '.join(RULES)})"
                    )


def apply_fixes(
    findings: Iterable[CheckFinding], credit: Credit
) -> tuple[list[CheckFinding], list[str]]:
    """Write the certain proposals of *findings* into the catalogs.

    Args:
        findings: findings of any catalogs.
        credit: translator to name in the headers of changed catalogs.

    Returns:
        The fixed findings, and a line for each catalog that could not be read or
        written and is unchanged.
    """
    # loaded only where a catalog is looked into
    from sphinx_amts.catalogs.human_editor import Edit, HumanCatalog

    by_path: dict[Path, list[CheckFinding]] = {}
    for finding in findings:
        if finding.fault.certain and finding.line:
            by_path.setdefault(finding.path, []).append(finding)
    settled, problems = [], []
    for path, found in by_path.items():
        edits = {
            f.fault.msgid: Edit(
                msgid=f.fault.msgid, old=f.fault.msgstr, new=f.fault.proposal
            )
            for f in found
        }
        try:
            catalog = HumanCatalog(path)
            with catalog.at_once():
                made = catalog.edit(edits.values())
                if made:
                    catalog.credit(credit)
        except CatalogError as exc:
            problems.append(str(exc))
            continue
        done = {edit.msgid for edit in made}
        settled += [f for f in found if f.fault.msgid in done]
    return settled, problems


def _readable(paths: Iterable[Path]) -> Iterator[HumanCatalog]:
    """Yield the PO files of *paths* that can be read; `damaged` is for the others."""
    from sphinx_amts.catalogs.human_editor import HumanCatalog

    for path in paths:
        with suppress(CatalogError):
            if path.suffix == ".po":
                yield HumanCatalog(path)


def _once(faults: Iterable[Fault]) -> list[Fault]:
    """Return each fault once, whatever its number of occurrences in a message.

    A proposal is certain only if it is so at all occurrences.
    """
    unique: dict[tuple[str, str, tuple[str, ...]], Fault] = {}
    for fault in faults:
        known = unique.setdefault(fault.key, fault)
        if known.certain and not fault.certain:
            unique[fault.key] = fault
    return list(unique.values())


def _entry(
    fault: Fault, readable: Iterable[HumanCatalog], catalogs: CatalogChain
) -> tuple[HumanCatalog, PoEntry] | None:
    """Return catalog and entry of a translation; `None` if it is only in a MO file."""
    for catalog in readable:
        entry = catalog.entries.get(fault.msgid)
        if entry is None or entry.msgstr != fault.msgstr:
            continue
        if not entry.fuzzy or catalogs.fuzzy:
            return catalog, entry
    return None


def _is_ignored(
    fault: Fault, readable: Iterable[HumanCatalog], catalogs: CatalogChain
) -> bool:
    place = _entry(fault, readable, catalogs)
    return place is not None and place[0].ignores(place[1], fault.rule)


def _find(
    fault: Fault,
    readable: Iterable[HumanCatalog],
    paths: Sequence[Path],
    catalogs: CatalogChain,
) -> CheckFinding:
    path, line = paths[0], 0  # only the compiled catalog exists
    if place := _entry(fault, readable, catalogs):
        path, line = place[0].path, place[1].line
    return CheckFinding(language=catalogs.language, path=path, line=line, fault=fault)
