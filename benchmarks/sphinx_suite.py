"""Sphinx's own test suite, run with sphinx-amts loaded as a built-in extension.

    python benchmarks/sphinx_suite.py [SOURCE] [--some] [-- PYTEST ARGUMENTS]

SOURCE is Sphinx's source distribution (an archive, or the folder that it unpacks to) in
the version that is installed; without it, pip downloads it. What fails is run once more
without sphinx-amts, and told if it passes then: plain Sphinx builds there, so must we.
`--some` runs the selection that is a part of the project's own tests. Exit code 1 if
anything fails that is not among `EXPECTED`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import sphinx

ROOT = Path(__file__).parents[1]

PLUGIN = """
import sphinx.application

sphinx.application.builtin_extensions += ("sphinx_amts",)
"""

COMPILED = "it looks for the `.mo` file that Sphinx compiles into the source folder"

EXPECTED = {"tests/test_intl/test_intl.py::test_html_rebuild_mo": COMPILED}
"""Tests that cannot hold with us, by name, and why."""

SOME = ["tests/test_intl", "tests/test_application.py", "tests/test_search.py"]
"""What is run in the project's own tests."""


class NoSource(Exception):
    """There is no source distribution of the installed version."""


@dataclass
class Suite:
    """What came of a run.

    Attributes:
        passed: number of tests.
        ours: names of tests that fail with us alone, with what they said.
        others: names of tests that fail without us as well.
        output: the end of what pytest has printed.
    """

    passed: int = 0
    ours: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    output: str = ""

    @property
    def unexpected(self) -> dict[str, str]:
        return {name: said for name, said in self.ours.items() if name not in EXPECTED}


def download(folder: Path) -> Path:
    """Return the source distribution of the installed Sphinx, as pip brings it."""
    command = [
        *(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary"),
        *(":all:", "--dest", str(folder), f"sphinx=={sphinx.__version__}"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(folder.glob("*phinx-*.tar.gz"))
    if done.returncode or not found:
        last = (done.stderr.strip().splitlines() or ["nothing was downloaded"])[-1]
        raise NoSource(f"pip brings no source of Sphinx {sphinx.__version__}: {last}")
    return found[0]


def unpack(source: Path, folder: Path) -> Path:
    """Put the tests of *source* into *folder*, without Sphinx itself beside them."""
    if source.is_file():
        with tarfile.open(source) as archive:
            # the first versions of Python 3.11 know no filter, the last ones demand one
            safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(folder / "source", **safe)
        (source,) = (folder / "source").iterdir()
    about = source / "PKG-INFO"
    if not (source / "tests" / "conftest.py").is_file() or not about.is_file():
        raise NoSource(f"{source}: no source distribution of Sphinx")
    versions = [
        line.partition(":")[2].strip()
        for line in about.read_text("utf-8").splitlines()
        if line.startswith("Version:")
    ]
    if versions != [sphinx.__version__]:
        raise NoSource(
            f"{source}: of version {versions}, and {sphinx.__version__} is installed"
        )
    place = folder / "suite"
    place.mkdir()
    shutil.copytree(source / "tests", place / "tests")
    shutil.copy(source / "pyproject.toml", place)
    (place / "plugins").mkdir()
    (place / "plugins" / "with_amts.py").write_text(PLUGIN)
    return place


def run(place: Path, tests: list[str], *arguments: str) -> Suite:
    """Run *tests* of the suite in *place*, and what fails once more without us."""
    names = [name for name in tests if (place / name.partition("::")[0]).exists()]
    suite, failed = _pytest(place, names, "-p", "with_amts", *arguments)
    if failed:
        _, without = _pytest(place, sorted(failed), *arguments)
        suite.others = sorted(failed.keys() & without.keys())
        suite.ours = {n: said for n, said in failed.items() if n not in without}
    return suite


def _pytest(
    place: Path, names: list[str], *arguments: str
) -> tuple[Suite, dict[str, str]]:
    report = place / "report.xml"
    report.unlink(missing_ok=True)
    paths = [str(place / "plugins"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    environment |= {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "XDG_CACHE_HOME": str(place / "cache"),
    }
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--tb=short", f"--rootdir={place}"),
            *("-p", "no:cacheprovider", f"--basetemp={place / 'temp'}"),
            *(f"--junitxml={report}", "-o", "junit_family=xunit1"),
            *arguments,
            *names,
        ],
        cwd=place,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    suite = Suite(output=(done.stdout + done.stderr)[-3000:])
    if not report.exists():
        raise RuntimeError(f"pytest did not run: {suite.output}")
    failed: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        said = [part for part in case if part.tag in ("failure", "error")]
        parts = case.get("classname", "").split(".")
        file = case.get("file", "")
        inside = parts[len(Path(file).with_suffix("").parts) :]
        name = "::".join([file, *inside, case.get("name", "")])
        if said:
            failed[name] = said[0].get("message", "")
        elif not any(part.tag == "skipped" for part in case):
            suite.passed += 1
    return suite, failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--some", action="store_true")
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sphinx-suite-") as name:
        folder = Path(name)
        try:
            place = unpack(options.source or download(folder), folder)
        except NoSource as exc:
            print(exc)
            return 1
        tests = SOME if options.some else ["tests"]
        suite = run(place, tests, *options.arguments)
    print(f"Sphinx {sphinx.__version__}: {suite.passed} tests pass with sphinx-amts")
    print(f"fail without it as well: {len(suite.others)}")
    for name in suite.others:
        print(f"  {name}")
    print(f"fail with it alone: {len(suite.ours)}")
    for name, said in suite.ours.items():
        print(f"  {name}: {EXPECTED.get(name) or said.splitlines()[:1]}")
    if not suite.passed:
        print(suite.output)
    return 1 if suite.unexpected or not suite.passed else 0


if __name__ == "__main__":
    sys.exit(main())
