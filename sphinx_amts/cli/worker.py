"""A task in a process of its own, and its line to the command that runs it."""

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

TURN = 0.5
PATIENCE = 5.0
_BLINK = 0.1
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase of a task is; a total of 0 is not known."""

    phase: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning."""

    text: str


@dataclass(frozen=True, slots=True)
class TaskNote:
    """Something that the person who waits wants to know."""

    text: str


Event = Progress | Warned | TaskNote


@dataclass(frozen=True, slots=True)
class TaskDone(Generic[T]):
    """What a task returned, and the seconds that it took."""

    value: T
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class TaskLost:
    """Why a task has not come to its end, in one line."""

    reason: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class AskTurn:
    """Asks for a turn, answered when it comes."""


@dataclass(frozen=True, slots=True)
class GiveUpTurn:
    """Gives a turn up, without an answer."""


@dataclass(frozen=True, slots=True)
class AskBudget:
    """Asks the budget."""

    cost: float
    limit: float


class WorkerContact:
    """A task's end of the line to the command."""

    def __init__(self, connection: Connection[Any, Any], *, shares: bool) -> None:
        self.budget: SharedBudget = _RemoteBudget(self)
        self._connection = connection
        self._shares = shares
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._since = 0.0
        self._told = ("", 0.0)

    def progress(self, phase: str, done: int, total: int) -> None:
        """Tell how far a phase is, not oftener than anybody can see."""
        last, when = self._told
        now = time.monotonic()
        if phase != last or now - when > _BLINK:
            self._told = (phase, now)
            self.tell(Progress(phase, done, total))

    def warn(self, text: str) -> None:
        """Pass a warning on."""
        self.tell(Warned(text))

    def note(self, text: str) -> None:
        """Pass on what the person who waits wants to know."""
        self.tell(TaskNote(text))

    def breathe(self) -> None:
        """Let others work for a while, if they wait."""
        if self._shares and time.monotonic() - self._since > TURN:
            self.begin()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Let others work meanwhile."""
        self.tell(GiveUpTurn())
        try:
            yield
        finally:
            self.begin()

    def begin(self) -> None:
        """Wait for a turn."""
        self.ask(AskTurn())
        self._since = time.monotonic()

    def tell(self, message: object) -> None:
        """Send *message*; a process that this one has forked says nothing."""
        if os.getpid() == self._process:
            with self._lock:
                self._connection.send(message)

    def ask(self, question: object) -> Any:
        """Send *question* and return the answer, `None` in a forked process."""
        if os.getpid() != self._process:
            return None
        with self._lock:
            self._connection.send(question)
            return self._connection.recv()


class _RemoteBudget(SharedBudget):
    """The command's budget: no lock that a killed process could leave locked."""

    def __init__(self, contact: WorkerContact) -> None:
        super().__init__()
        self._contact = contact

    def take(self, cost: float, limit: float) -> bool:
        """Commit to *cost* if all together stay within *limit*; return if they do."""
        return bool(self._contact.ask(AskBudget(cost, limit)))


def work(
    task: Callable[[WorkerContact], Any],
    connection: Connection[Any, Any],
    other_end: Connection[Any, Any],
    log: Path,
    shares: bool,  # noqa: FBT001  # passed by position to another process
) -> None:
    """Run *task* in the process made for it."""
    if hasattr(os, "setpgid"):
        # Ctrl-C is passed on by the command, once and in order
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    other_end.close()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    contact = WorkerContact(connection, shares=shares)
    try:
        _redirect(log)
        contact.begin()
        contact.tell(TaskDone(task(contact)))
    except KeyboardInterrupt:
        contact.tell(TaskLost("interrupted"))
    except AmtsError as exc:
        fail(f"sphinx-amts: {exc}")
        contact.tell(TaskLost(str(exc)))
    except BaseException as exc:  # extensions and themes are anybody's code
        fail(traceback.format_exc().rstrip("\n"))
        last = traceback.format_exception_only(exc)[-1]
        contact.tell(TaskLost(" ".join(last.split())))


def _redirect(log: Path) -> None:
    """Send what this process and its children say into *log*.

    Raises:
        OSError: it cannot be written.
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
    """Stop when the command is gone: nobody is left to stop this process."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    if hasattr(os, "killpg"):
        # as Ctrl-C, which also ends the programs of engines
        os.killpg(0, signal.SIGINT)
        time.sleep(PATIENCE)
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
