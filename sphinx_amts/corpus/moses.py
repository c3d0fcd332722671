"""Read pairs in the format of Moses: two files, whose lines are aligned by number.

OPUS offers its collections in this format, as a ZIP archive of both files.
Sources: Koehn et al., "Moses: Open Source Toolkit for Statistical Machine Translation",
ACL 2007; Tiedemann, "Parallel Data, Tools and Interfaces in OPUS", LREC 2012.
"""

from __future__ import annotations

import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import IO, TYPE_CHECKING

from sphinx_amts.corpus.compression import CutOff, bare_name, opened, opened_member
from sphinx_amts.corpus.lines import BadLine, TextLines, text_of
from sphinx_amts.corpus.model import CollectionFile, CorpusPair
from sphinx_amts.errors import CorpusError
from sphinx_amts.files.disk import errors_as, open_file
from sphinx_amts.languages.codes import canonical, is_known, is_region_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sphinx_amts.corpus.model import CorpusFindings
    from sphinx_amts.model import LanguagePair

_NOT_CONTENT = frozenset({"ids", "scores", "xml"})
"""Suffixes of files in archives of OPUS that contain no text."""


@dataclass(frozen=True, slots=True)
class LineAligned:
    """Collection of pairs in two files, whose lines are aligned by number.

    Attributes:
        source: the file in the source language.
        target: the file in the target language.
    """

    source: Path
    target: Path

    @property
    def name(self) -> str:
        """Return the path of the source file, for messages."""
        return str(self.source)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the source file and the target file."""
        return self.source, self.target

    def read(
        self,
        languages: LanguagePair,  # noqa: ARG002 - the names of the files have told them
        findings: CorpusFindings,
    ) -> Iterator[CorpusPair]:
        """Yield a pair for each line that has text in both files.

        Raises:
            CorpusError: a file cannot be opened.
        """
        with ExitStack() as stack:
            streams = []
            for path in self.files:
                with errors_as(CorpusError, f"{path}: cannot be read"):
                    streams.append(stack.enter_context(opened(path)))
            names = str(self.source), str(self.target)
            yield from _pairs_of_lines((streams[0], streams[1]), names, findings)


@dataclass(frozen=True, slots=True)
class ArchivedLines(CollectionFile):
    """Collection of pairs in a ZIP archive of two files with aligned lines."""

    def read(
        self, languages: LanguagePair, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        """Yield a pair for each line that has text in both files.

        Raises:
            CorpusError: the archive cannot be read, or has not exactly one file for
                each of the two languages.
        """
        with self._opened() as archive, ExitStack() as stack:
            members = self._members(archive, languages)
            with errors_as(CorpusError, f"{self.path}:", kinds=(CorpusError,)):
                streams = [
                    stack.enter_context(opened_member(archive, member))
                    for member in members
                ]
            names = [f"{self.path}/{member}" for member in members]
            yield from _pairs_of_lines(
                (streams[0], streams[1]), (names[0], names[1]), findings
            )

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        with ExitStack() as stack:
            with errors_as(
                CorpusError,
                f"{self.path}: the archive is cut off or damaged",
                "fetch it again",
                kinds=(OSError, ValueError, zipfile.BadZipFile, NotImplementedError),
            ):
                file = stack.enter_context(open_file(self.path))
                archive = stack.enter_context(zipfile.ZipFile(file))
            yield archive

    def _members(
        self, archive: zipfile.ZipFile, languages: LanguagePair
    ) -> tuple[str, str]:
        names = sorted(archive.namelist())
        found = []
        for code in languages.codes:
            own = [name for name in names if is_of_language(_last_part(name), code)]
            if len(own) != 1:
                what = "no text" if not own else "several texts"
                raise CorpusError(
                    f"{self.path}: there is {what} in {code} in it ({_listed(names)}); "
                    "give the two files that belong together, unpacked"
                )
            found.append(own[0])
        return found[0], found[1]


def is_of_language(code: str, wanted: str) -> bool:
    """Return whether the suffix *code* of a file names the language *wanted*."""
    if not code or code in _NOT_CONTENT:
        return False
    return is_known(canonical(code)) and (
        canonical(code) == canonical(wanted) or is_region_of(code, wanted)
    )


def language_part(path: Path) -> tuple[str, str]:
    """Split the name of an aligned file into a prefix and a language code.

    ``news.en``, ``news.en.txt`` and ``news.en.gz`` give ``("news", "en")``. The code is
    not checked.

    Returns:
        the prefix that both files share, "" if the name has no dot, and the code.
    """
    name = bare_name(path)
    stem = name.removesuffix(".txt")
    prefix, dot, code = stem.rpartition(".")
    if not dot:
        return "", code
    return prefix, code


def partner(path: Path, wanted: str, among: Collection[Path]) -> Path | None:
    """Return the file with the translations of *path* into *wanted*, or `None`.

    A file in exactly this language is preferred to one in a regional form of the
    language, then a file with the same compression as *path*.

    Args:
        path: an aligned file.
        wanted: code of the language of the other file.
        among: files to choose from.
    """
    prefix, own = language_part(path)
    found = [
        other
        for other in among
        if other.parent == path.parent
        and language_part(other)[0] == prefix
        and language_part(other)[1] != own
        and is_of_language(language_part(other)[1], wanted)
    ]
    exact = [p for p in found if canonical(language_part(p)[1]) == canonical(wanted)]
    alike = sorted(exact or found, key=lambda p: (p.suffix != path.suffix, p))
    return alike[0] if alike else None


def _last_part(name: str) -> str:
    return name.removesuffix(".txt").rpartition(".")[2]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def _pairs_of_lines(
    streams: tuple[IO[bytes], IO[bytes]],
    names: tuple[str, str],
    findings: CorpusFindings,
) -> Iterator[CorpusPair]:
    sources, targets = TextLines(streams[0]), TextLines(streams[1])
    held: tuple[bytes, bytes] | None = None
    number = 0
    try:
        for lines in zip_longest(_read(sources, names[0]), _read(targets, names[1])):
            source, target = lines
            shorter = sources if source is None else targets
            is_last = source is None or target is None
            if held and not (is_last and not shorter.is_ended):
                yield from _pair(held, names, number, findings)
            if source is None or target is None:
                _report_lengths(sources, targets, names, findings)
                return
            held, number = (source, target), number + 1
    except CutOff as exc:
        # the line before the damage may be incomplete
        findings.faults.append(
            f"{exc}; used is what stands before it, {max(0, number - 1)} lines"
        )
        return
    if held and sources.is_ended != targets.is_ended:
        short = names[sources.is_ended]
        findings.faults.append(
            f"{short}:{number}: the file ends within this line, it is cut off; fetch "
            f"it again; used are the {number - 1} lines before it"
        )
    elif held:
        yield from _pair(held, names, number, findings)


def _read(lines: TextLines, name: str) -> Iterator[bytes]:
    """Yield *lines*.

    Raises:
        CutOff: the stream is damaged; the message has the file and the line.
    """
    try:
        yield from lines
    except CorpusError as exc:
        raise CutOff(f"{name}:{lines.number + 1}: {exc}") from exc


def _report_lengths(
    sources: TextLines,
    targets: TextLines,
    names: tuple[str, str],
    findings: CorpusFindings,
) -> None:
    """Add the fault that one file has fewer lines than the other to *findings*."""
    is_source = sources.number < targets.number
    shorter = sources if is_source else targets
    name, other = names if is_source else reversed(names)
    within = " here" if shorter.is_ended else " within this line"
    used = shorter.number - (not shorter.is_ended)
    findings.faults.append(
        f"{name}:{shorter.number}: the file ends{within}, {other} does not; one "
        "of them is cut off, or they do not belong together; used are the first "
        f"{used} lines"
    )


def _pair(
    lines: tuple[bytes, bytes],
    names: tuple[str, str],
    number: int,
    findings: CorpusFindings,
) -> Iterator[CorpusPair]:
    texts = []
    for line, name in zip(lines, names, strict=True):
        try:
            texts.append(text_of(line).strip())
        except BadLine as exc:
            findings.leave_out(name, number, str(exc))
            return
    if texts[0] and texts[1]:
        yield CorpusPair(texts[0], texts[1], names[0], number)
    elif texts[0] or texts[1]:
        name = names[bool(texts[0])]
        findings.leave_out(name, number, "a text is empty", harmless=True)
