"""Installations of this package beside which nothing is installed that it lacks.

The wheel is built and unpacked; what pip would install for some extras is linked into a
folder of its own, metadata as well, and programs run with that folder in place of
`site-packages`. `tox -e wheel` lets pip itself install the same.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections import Counter
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SERVER = Path(__file__).with_name("installed_programs.py")
SECONDS = 120

EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
"""Extra -> what it requires."""


@dataclass(frozen=True)
class Ran:
    """What one program did."""

    line: str
    code: int
    out: str
    err: str


class NotInstalled(Exception):
    """This machine lacks a distribution that pip would install."""


class Installation:
    """An installation with some extras in a folder.

    Args:
        folder: an empty one.
        extras: names of extras.

    Raises:
        NotInstalled: what they require is not installed here.
    """

    def __init__(self, folder: Path, extras: Iterable[str]) -> None:
        self.site = folder
        self._server: subprocess.Popen[str] | None = None
        wanted = [*PROJECT["dependencies"]]
        for extra in extras:
            wanted += EXTRAS[extra]
        shared = _shared()
        for distribution in _required(wanted):
            _link(distribution, folder, shared)
        for path in unpacked_wheel().iterdir():
            (folder / path.name).symlink_to(path)

    def python(
        self, *arguments: str, cwd: Path, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Python with *arguments* in the folder *cwd*."""
        return subprocess.run(
            [*self._command, *arguments],
            cwd=cwd,
            env=self._environment(cwd) | env,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def amts(self, *lines: str, cwd: Path, **env: str) -> list[Ran]:
        """Run `sphinx-amts` with each of *lines*, all in one process."""
        programs = [("sphinx_amts.cli.main", line.split()) for line in lines]
        return self._run(programs, cwd, env)

    def build(self, *arguments: str, cwd: Path, **env: str) -> Ran:
        """Run `sphinx-build`."""
        (ran,) = self._run([("sphinx.cmd.build", list(arguments))], cwd, env)
        return ran

    def close(self) -> None:
        """End the process from which programs are forked."""
        if self._server is not None:
            self._server.communicate()
            self._server = None

    @property
    def _command(self) -> list[str]:
        # -S: without the site-packages of this interpreter
        return [sys.executable, "-S"]

    def _environment(self, cwd: Path) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
        kept |= {"PYTHONPATH": str(self.site), "XDG_CACHE_HOME": str(cwd / "cache")}
        return kept | {"NO_COLOR": "1", "COLUMNS": "100"}

    def _run(
        self, programs: list[tuple[str, list[str]]], cwd: Path, env: dict[str, str]
    ) -> list[Ran]:
        """Run *programs* in a fork of a process that has imported what all import."""
        if self._server is None:
            self._server = subprocess.Popen(
                [*self._command, str(SERVER), str(kept_folder())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=self.site,
                env=self._environment(self.site),
            )
        request = {
            "seconds": SECONDS,
            "cwd": str(cwd),
            "env": self._environment(cwd) | env,
            "programs": programs,
        }
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline().strip()
        assert answer, "the process ended before its programs did"
        return [
            Ran(" ".join(arguments), *ran)
            for (_, arguments), ran in zip(programs, json.loads(answer), strict=True)
        ]


@functools.cache
def kept_folder() -> Path:
    """Return a folder for what the programs of all installations compile alike."""
    folder = Path(tempfile.mkdtemp(prefix="sphinx-amts-kept-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def unpacked_wheel() -> Path:
    """Build the wheel of this tree, and unpack it; return the folder.

    What is tested is what a user gets, also where the tests run on the tree itself.
    """
    folder = Path(tempfile.mkdtemp(prefix="sphinx-amts-wheel-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    done = subprocess.run(
        [*build, folder / "dist"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = (folder / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _required(requirements: Iterable[str]) -> list[metadata.Distribution]:
    """Return what pip installs for *requirements*, with all that they require."""
    from packaging.requirements import Requirement

    found: dict[tuple[str, str], metadata.Distribution] = {}
    left = [Requirement(text) for text in requirements]
    while left:
        requirement = left.pop()
        try:
            distribution = metadata.distribution(requirement.name)
        except metadata.PackageNotFoundError as exc:
            raise NotInstalled(requirement.name) from exc
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        for extra in ("", *requirement.extras):
            if (name, extra) in found:
                continue
            found[name, extra] = distribution
            for text in distribution.requires or ():
                more = Requirement(text)
                if more.marker is None or more.marker.evaluate({"extra": extra}):
                    left.append(more)
    return list({name: found[name, extra] for name, extra in found}.values())


@functools.cache
def _shared() -> frozenset[str]:
    """Return the folders of `site-packages` that several distributions write into."""
    owners = Counter(
        top
        for distribution in metadata.distributions()
        for top in {f.parts[0] for f in distribution.files or () if len(f.parts) > 1}
    )
    return frozenset(top for top, count in owners.items() if count > 1)


def _link(
    distribution: metadata.Distribution, folder: Path, shared: frozenset[str]
) -> None:
    for file in distribution.files or ():
        parts = PurePosixPath(file).parts
        if parts[0] in {"..", "__pycache__"} or parts[0].endswith(".pth"):
            continue  # programs, and what makes an installation editable
        name = Path(*parts) if parts[0] in shared else Path(parts[0])
        link = folder / name
        if not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(distribution.locate_file(name))
