"""The program `sphinx-amts` as a process."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import pytest

PROGRAM = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"


@dataclass
class Ran:
    """What one process of `sphinx-amts` did."""

    code: int
    out: str
    err: str
    calls: list[list[str]]

    @property
    def sent(self) -> list[str]:
        return [text for call in self.calls for text in call]

    def refused(self, *parts: object) -> None:
        """It failed with one line that holds *parts*."""
        assert self.code == 1, (self.out, self.err)
        (line,) = self.err.splitlines()
        assert line.startswith("sphinx-amts: ")
        for part in parts:
            assert str(part) in line
        assert self.out == ""


def run_program(project, *arguments: object, **env: str) -> Ran:
    project.log.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=project.environment(**env),
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr, project.calls())


@pytest.fixture(scope="session")
def amts():
    """What runs the program in the surroundings of a project."""
    return run_program
