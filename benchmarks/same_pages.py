"""Compare the pages of real books, as two revisions of sphinx-amts make them.

    python benchmarks/same_pages.py [--base REVISION] [--engine pseudo] BOOK...

A BOOK is a folder with `conf.py`. Each is built four times with the revision that is
compared with (the commit before, if none is given) and with the working tree: cold,
with nothing to do, after an edit of one document, and cold with `-j 2`. Printed are the
pages that differ, and lines that only one of the two logs. Exit code 1 if a page, or
any other file of the output, is not the same byte for byte.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
STEPS = ("cold", "nothing to do", "edit", "cold, -j 2")
SHOWN = 5
LOADED = '\nextensions = [*globals().get("extensions", []), "sphinx_amts"]\n'
EDIT = "\n\nOne more sentence. And a second one.\n"
# what a build says of itself, and when
TOTALS = re.compile(rb'\n  "totals": \{.*', re.DOTALL)


@dataclass
class Output:
    """What a build wrote: files by name, and its log."""

    files: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)


class Builder:
    """Build one book with one revision, always in the same folder.

    Paths are a part of some pages.
    """

    def __init__(self, tree: Path, book: Path, work: Path, engine: str) -> None:
        self._source = book
        self._work = work
        self._engine = engine
        self._env = os.environ | {
            "PYTHONPATH": str(tree),
            "XDG_CACHE_HOME": str(work / "cache"),
            "SOURCE_DATE_EPOCH": "1700000000",
        }

    def outputs(self) -> dict[str, Output]:
        """Return what each step writes."""
        shutil.rmtree(self._work, ignore_errors=True)
        book, out = self._work / "book", self._work / "out"
        ignore = shutil.ignore_patterns("_build", ".git", "*.mo")
        shutil.copytree(self._source, book, ignore=ignore)
        conf = book / "conf.py"
        if "sphinx_amts" not in conf.read_text("utf-8"):
            with conf.open("a", encoding="utf-8") as stream:
                stream.write(LOADED)
        found = {}
        for step in STEPS:
            if step == "edit":
                document = edited_document(book)
                document.write_text(document.read_text("utf-8") + EDIT, "utf-8")
            jobs = 2 if step == STEPS[-1] else 1
            if jobs == 2:
                shutil.rmtree(out)
            found[step] = self._build(book, out, jobs)
        return found

    def _build(self, book: Path, out: Path, jobs: int) -> Output:
        ran = subprocess.run(
            [
                # -P: not the package in the folder from which this is run
                sys.executable, "-P", "-m", "sphinx", "-q", "-b", "html", f"-j{jobs}",
                "-D", "language=es", "-D", f"amts_engine={self._engine}",
                str(book), str(out),
            ],
            env=self._env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ran.returncode:
            sys.exit(f"{book}: {ran.stderr[-3000:]}")
        files = {
            path.relative_to(out).as_posix(): content_of(path)
            for path in sorted(out.rglob("*"))
            if path.is_file() and ".doctrees" not in path.relative_to(out).parts
        }
        return Output(files, sorted((ran.stdout + ran.stderr).splitlines()))


def edited_document(book: Path) -> Path:
    """Return the document in the middle, which the edit is made in."""
    documents = sorted(
        path for path in book.rglob("*")
        if path.suffix in (".rst", ".md") and path.stat().st_size > 3000
    )  # fmt: skip
    return documents[len(documents) // 2]


def content_of(path: Path) -> bytes:
    """Return the content of a file, without what a build says of itself."""
    data = path.read_bytes()
    return TOTALS.sub(b"", data) if path.name == "report.json" else data


def extract(revision: str, folder: Path) -> Path:
    """Extract *revision* of the project into *folder*."""
    command = ["git", "-C", str(ROOT), "archive", revision]
    archive = subprocess.run(command, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as packed:
        packed.extractall(folder, filter="data")
    return folder


def compare(name: str, before: dict[str, Output], now: dict[str, Output]) -> bool:
    """Print how two revisions differ in a book; return whether files do."""
    differ = False
    for step in STEPS:
        one, other = before[step], now[step]
        names = one.files.keys() | other.files.keys()
        changed = sorted(n for n in names if one.files.get(n) != other.files.get(n))
        pages = sum(n.endswith(".html") for n in other.files)
        print(
            f"{name}, {step}: {pages} pages, {len(other.files)} files, "
            f"{len(changed) or 'none'} differ",
            flush=True,
        )
        for file in changed[:SHOWN]:
            print(f"  {file}")
        lines = difflib.unified_diff(one.log, other.log, lineterm="", n=0)
        for line in [text for text in lines if not text.startswith(("---", "+++"))][
            :SHOWN
        ]:
            print(f"  log: {line}")
        differ |= bool(changed)
    return differ


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--base", default="HEAD~1")
    parser.add_argument("--engine", default="pseudo")
    options = parser.parse_args()
    differ = False
    with tempfile.TemporaryDirectory() as temporary:
        base = extract(options.base, Path(temporary, "base"))
        for book in options.books:
            work = Path(temporary, "work")
            results = [
                Builder(tree, book.resolve(), work, options.engine).outputs()
                for tree in (base, ROOT)
            ]
            differ |= compare(book.resolve().name, *results)
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
