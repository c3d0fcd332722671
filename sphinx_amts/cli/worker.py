"""Run a task in a process of its own, and connect it to the command."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sphinx_amts.cli.output import fail
from sphinx_amts.errors import AmtsError
from sphinx_amts.translation.budget import SharedBudget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

T = TypeVar("T")

GRACE_SECONDS = 5.0
_PROGRESS_INTERVAL = 0.1
"""Minimum time between two messages about the same phase, in seconds."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Message: the progress of a phase; a *total* of 0 means that it is not known."""

    phase: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TaskNote:
    """Message: a note or a warning for the user."""

    text: str
    is_warning: bool


Event = Progress | TaskNote


@dataclass(frozen=True, slots=True)
class TaskDone(Generic[T]):
    """Result of a task that succeeded, with its duration in seconds."""

    value: T
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class TaskLost:
    """Failure of a task: the reason in one line, and the duration in seconds."""

    reason: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Message: the task waits for a service, and needs no core; it gets no reply."""


@dataclass(frozen=True, slots=True)
class AskCore:
    """Message: the task asks for a core to go on after it waited; a reply grants it."""


@dataclass(frozen=True, slots=True)
class AskBudget:
    """Message: the task asks to spend *cost* US dollars of the budget of all tasks."""

    cost: float
    limit: float


class WorkerContact:
    """Connection from a task in a worker process to the command."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        self.budget: SharedBudget = _RemoteBudget(self)
        self._connection = connection
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._last_progress = ("", 0.0)

    def progress(self, phase: str, done: int, total: int) -> None:
        """Send the progress of a phase to the command, at most ten times a second."""
        last, when = self._last_progress
        now = time.monotonic()
        if phase != last or now - when > _PROGRESS_INTERVAL:
            self._last_progress = (phase, now)
            self.send(Progress(phase, done, total))

    def warn(self, text: str) -> None:
        """Send a warning to the command, which prints it."""
        self.send(TaskNote(text, is_warning=True))

    def note(self, text: str) -> None:
        """Send a note for the user to the command, which prints it."""
        self.send(TaskNote(text, is_warning=False))

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Let another task have the core while the block waits for a service.

        After an exception in the block, as from Ctrl-C, no core is asked for.
        """
        self.send(Waiting())
        yield
        self.request(AskCore())

    def send(self, message: object) -> None:
        """Send *message* to the command, unless this is a fork of the worker."""
        if os.getpid() == self._process:
            with self._lock:
                self._connection.send(message)

    def request(self, question: object) -> Any:
        """Send *question*; return the command's reply, `None` in a forked process."""
        if os.getpid() != self._process:
            return None
        with self._lock:
            self._connection.send(question)
            return self._connection.recv()


class _RemoteBudget(SharedBudget):
    """Budget in the process of the command, so that a killed task leaves no lock."""

    def __init__(self, contact: WorkerContact) -> None:
        super().__init__()
        self._contact = contact

    def take(self, cost: float, limit: float) -> bool:
        """Reserve *cost* in US dollars if the total stays within *limit*.

        Returns:
            Whether it did.
        """
        return bool(self._contact.request(AskBudget(cost, limit)))


def work(
    task: Callable[[WorkerContact], Any],
    connection: Connection[Any, Any],
    other_end: Connection[Any, Any],
    log: Path,
) -> None:
    """Run *task* in this worker process, and send its result to the command."""
    if hasattr(os, "setpgid"):
        # Ctrl-C is passed on by the command, once and in order
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    other_end.close()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    contact = WorkerContact(connection)
    try:
        _redirect(log)
        contact.send(TaskDone(task(contact)))
    except KeyboardInterrupt:
        contact.send(TaskLost("interrupted"))
    except AmtsError as exc:
        fail(f"sphinx-amts: {exc}")
        contact.send(TaskLost(str(exc)))
    except BaseException as exc:  # extensions and themes raise anything
        fail(traceback.format_exc().rstrip("\n"))
        last = traceback.format_exception_only(exc)[-1]
        contact.send(TaskLost(" ".join(last.split())))


def _redirect(log: Path) -> None:
    """Redirect the output of this process and its children into *log*, without input.

    Raises:
        OSError: *log* cannot be written.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = os.fdopen(
        2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False
    )


def _end_with_parent() -> None:
    """Wait until the command has ended, and stop this process and its children."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    if hasattr(os, "killpg"):
        # as Ctrl-C, which also ends the programs of engines
        os.killpg(0, signal.SIGINT)
        time.sleep(GRACE_SECONDS)
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
