"""Read collections of pairs as one stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.corpus.finding import find_collections
from sphinx_amts.corpus.language_check import checked
from sphinx_amts.errors import AmtsError
from sphinx_amts.files.disk import reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx_amts.corpus.model import CorpusFindings, CorpusPair, PairCollection
    from sphinx_amts.model import LanguagePair


def read_all(
    paths: Iterable[Path], languages: LanguagePair, findings: CorpusFindings
) -> Iterator[CorpusPair]:
    """Yield the pairs of all collections that *paths* name, in an order of their own.

    Args:
        paths: files and folders, as `find_collections` takes them.
        languages: of both sides.
        findings: gets what is wrong with a collection; the others are read on.
    """
    collections, faults = find_collections(paths, languages)
    findings.faults += faults
    for collection in collections:
        yield from read_collection(collection, languages, findings)


def read_collection(
    collection: PairCollection, languages: LanguagePair, findings: CorpusFindings
) -> Iterator[CorpusPair]:
    """Yield the pairs of one collection, unless it is in other languages.

    Args:
        collection: the collection.
        languages: of both sides.
        findings: gets what is wrong with it; nothing is raised.
    """
    number = 0
    before = len(findings.faults), findings.machine, len(findings.gaps)
    try:
        pairs = collection.read(languages, findings)
        for pair in checked(pairs, languages, collection.name):
            number += 1
            yield pair
    except AmtsError as exc:
        findings.faults.append(str(exc))
    except OSError as exc:
        reason = reason_of(exc)
        findings.faults.append(f"{collection.name}: cannot be read ({reason})")
    findings.pairs += number
    after = len(findings.faults), findings.machine, len(findings.gaps)
    if not number and before == after:
        findings.faults.append(f"{collection.name}: there are no pairs in it")
