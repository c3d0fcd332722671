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
    """Yield the pairs of all collections at *paths*, ordered by collection.

    Args:
        paths: files and folders, as for `find_collections`.
        languages: languages of the pairs.
        findings: receives the faults; a fault in a collection does not stop the reading
            of the others.
    """
    collections, faults = find_collections(paths, languages)
    findings.faults += faults
    for collection in collections:
        yield from read_collection(collection, languages, findings)


def read_collection(
    collection: PairCollection, languages: LanguagePair, findings: CorpusFindings
) -> Iterator[CorpusPair]:
    """Yield the pairs of one collection, if it is in the expected languages.

    Args:
        collection: the collection.
        languages: the expected languages.
        findings: receives the faults of the collection, which are not raised.
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
