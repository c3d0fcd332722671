"""Run a program with a text as its input, with limits of time and output."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

_ERROR_BYTES = 65_536
_OUTPUT_FACTOR = 20
_OUTPUT_BYTES = 1_000_000
_CHUNK_BYTES = 65_536
_SECONDS_AFTER_END = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessResult:
    """Result of running a program.

    Attributes:
        code: exit code; negative if a signal of this number ended the program.
        output: standard output of the program.
        errors: beginning of the standard error of the program.
        too_slow: whether the program was killed at the time limit.
        too_long: whether the program was killed because of the size of its output.
    """

    code: int
    output: bytes
    errors: bytes
    too_slow: bool
    too_long: bool


def run_program(
    command: Sequence[str], text: bytes, *, timeout: float
) -> ProcessResult:
    """Run a program with *text* as its standard input, and wait until it ends.

    However this function ends, also by Ctrl-C, the program has ended, and so have its
    child processes that still had its output open.

    Args:
        command: program and arguments; no shell is involved.
        text: standard input; the program need not read all of it.
        timeout: seconds after which the program is killed.

    Raises:
        OSError: the program cannot be started.
    """
    with _deferred_interrupts() as deliver:
        process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        pipes = process.stdin, process.stdout, process.stderr
        stdin, stdout, stderr = (pipe for pipe in pipes if pipe is not None)
        limit = len(text) * _OUTPUT_FACTOR + _OUTPUT_BYTES
        output = _Collector(stdout, limit, lambda: _kill(process))
        errors = _Collector(stderr, _ERROR_BYTES, lambda: None)
        feeder = threading.Thread(target=_feed, args=(stdin, text), daemon=True)
        threads = feeder, output.start(), errors.start()
        feeder.start()
        too_slow = False
        try:
            deliver()
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            too_slow = True
        finally:
            if process.poll() is None:
                _kill(process)
            _join(threads)
            if any(thread.is_alive() for thread in threads):
                # a child process has the other ends of the pipes
                _kill(process)
                _join(threads)
    return ProcessResult(
        code=process.wait(),
        output=bytes(output.data),
        errors=bytes(errors.data),
        too_slow=too_slow,
        too_long=output.full,
    )


@contextlib.contextmanager
def _deferred_interrupts() -> Iterator[Callable[[], None]]:
    """Defer Ctrl-C until the yielded function is called, or the block ends.

    Otherwise an interrupt while the program is started would leave a process running
    that nobody ends.
    """
    handler = signal.getsignal(signal.SIGINT)
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not callable(handler):  # no interrupt reaches this thread
        yield lambda: None
        return
    received = False
    deferred = True

    def record(_number: int, _frame: FrameType | None) -> None:
        nonlocal received
        received = True

    def deliver() -> None:
        nonlocal deferred
        if deferred:
            deferred = False
            signal.signal(signal.SIGINT, handler)
            if received:
                signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGINT, record)
    try:
        yield deliver
    finally:
        deliver()


class _Collector:
    """Read a pipe to its end in a thread, and keep the first bytes.

    Args:
        pipe: the pipe.
        limit: most bytes to keep.
        when_full: called once, when more bytes arrive.
    """

    def __init__(
        self, pipe: IO[bytes], limit: int, when_full: Callable[[], None]
    ) -> None:
        self.data = bytearray()
        self.full = False
        self._pipe = pipe
        self._limit = limit
        self._when_full = when_full

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._read, daemon=True)
        thread.start()
        return thread

    def _read(self) -> None:
        with self._pipe:
            while chunk := self._pipe.read(_CHUNK_BYTES):
                room = self._limit - len(self.data)
                self.data += chunk[:room]
                if len(chunk) > room and not self.full:
                    self.full = True
                    self._when_full()


def _feed(pipe: IO[bytes], text: bytes) -> None:
    # the program may close its end before it has read everything
    with contextlib.suppress(BrokenPipeError, ConnectionResetError), pipe:
        view = memoryview(text)
        while view:
            view = view[pipe.write(view) :]


def _join(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.join(_SECONDS_AFTER_END)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a program, with its process group where the system has such groups."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
