"""Start programs for a test, and leave none of them running."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARK = "TEST_PROCESS_MARK"
"""Environment variable, which all that a program starts inherits."""


@contextmanager
def started(
    command: Sequence[str], env: dict[str, str] | None = None, **options: Any
) -> Iterator[subprocess.Popen]:
    """Start *command* in a session of its own; whatever is left of it is killed.

    So are all processes that it has started, in whatever group or session, and however
    the test ends.
    """
    mark = secrets.token_hex(16)
    process = subprocess.Popen(
        command,
        env={**(os.environ if env is None else env), _MARK: mark},
        start_new_session=True,
        **options,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
        while pids := _running(f"{_MARK}={mark}".encode()):
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _running(variable: bytes) -> list[int]:
    """Return the processes with *variable* in their environment, if the system tells.

    A process that has ended has no environment, also while nobody has waited for it.
    """
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if variable in file.read_bytes().split(b"\0"):
                found.append(int(file.parent.name))
    return found


def is_running(pid: int) -> bool:
    """Return whether there is a process *pid*, be it one that has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
