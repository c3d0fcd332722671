"""Runs a program on a text, with limits on its time and on what it may say."""

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
    """What a program did.

    Attributes:
        code: exit code; negative for the number of the signal that ended it.
        output: what it wrote to stdout.
        errors: the beginning of what it wrote to stderr.
        too_slow: whether it was killed because its time was up.
        too_long: whether it was killed because it wrote far more than it was given.
    """

    code: int
    output: bytes
    errors: bytes
    too_slow: bool
    too_long: bool


def run_program(
    command: Sequence[str], text: bytes, *, timeout: float
) -> ProcessResult:
    """Run *command* with *text* on stdin, and wait until it ends.

    However this ends, also by Ctrl-C, the program is not left running, nor are those
    that it started and that still write to its output.

    Args:
        command: program and arguments; no shell is involved.
        text: what the program reads; it need not read all of it.
        timeout: seconds after which it is killed.

    Raises:
        OSError: the program cannot be started.
    """
    with _interrupts_held() as let_through:
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
            let_through()
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            too_slow = True
        finally:
            if process.poll() is None:
                _kill(process)
            _join(threads)
            if any(thread.is_alive() for thread in threads):
                # what it started holds the other ends of the pipes
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
def _interrupts_held() -> Iterator[Callable[[], None]]:
    """Hold back Ctrl-C until the function that this gives is called, or at the end.

    A program whose start is interrupted runs already, and nobody knows it.
    """
    handler = signal.getsignal(signal.SIGINT)
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not callable(handler):  # no interrupt ends what is done here
        yield lambda: None
        return
    came = False
    held = True

    def remember(_number: int, _frame: FrameType | None) -> None:
        nonlocal came
        came = True

    def let_through() -> None:
        nonlocal held
        if held:
            held = False
            signal.signal(signal.SIGINT, handler)
            if came:
                signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGINT, remember)
    try:
        yield let_through
    finally:
        let_through()


class _Collector:
    """Reads a pipe to its end in a thread, and keeps the beginning."""

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
    # a program that has read enough, or has ended, closes its end
    with contextlib.suppress(BrokenPipeError, ConnectionResetError), pipe:
        view = memoryview(text)
        while view:
            view = view[pipe.write(view) :]


def _join(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.join(_SECONDS_AFTER_END)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and its process group, where there are groups."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
