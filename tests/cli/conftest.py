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


class Program:
    """Runs the program in the surroundings of a project."""

    def __call__(self, project, *arguments: object, **env: str) -> Ran:
        project.log.unlink(missing_ok=True)
        process = self.start(project, *arguments, **env)
        out, err = process.communicate()
        assert "Traceback" not in err, err
        return Ran(process.returncode, out, err, project.calls())

    def start(self, project, *arguments: object, **env: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=project.environment(**env),
            start_new_session=True,
        )


@pytest.fixture(scope="session")
def amts() -> Program:
    return Program()
