"""Tasks in processes of their own, of which so many as there are cores work at a time.

Where there are more tasks than cores, one more than fits is under way, and they take
turns: so all cores are busy until the end, however many tasks there are.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sphinx_amts.errors import AmtsError
from sphinx_amts.services.permission import Purse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.connection import Connection

T = TypeVar("T")

_TURN = 0.5
_PATIENCE = 5.0
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
class Noted:
    """Something that the person who waits wants to know."""

    text: str


Event = Progress | Warned | Noted


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a task returned, and the seconds that it took."""

    value: T
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a task has not come to its end, in one line."""

    reason: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Turn:
    """Asks for a turn, answered when it comes."""


@dataclass(frozen=True, slots=True)
class _Aside:
    """Gives a turn up, without an answer."""


@dataclass(frozen=True, slots=True)
class _Take:
    """Asks the purse."""

    cost: float
    limit: float


class WorkerContact:
    """A task's end of the line to the command."""

    def __init__(self, connection: Connection[Any, Any], *, shares: bool) -> None:
        self.purse: Purse = _PurseOverThere(self)
        self._connection = connection
        self._shares = shares
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._since = 0.0

    def progress(self, phase: str, done: int, total: int) -> None:
        """Tell how far a phase is."""
        self.tell(Progress(phase, done, total))

    def warn(self, text: str) -> None:
        """Pass a warning on."""
        self.tell(Warned(text))

    def note(self, text: str) -> None:
        """Pass on what the person who waits wants to know."""
        self.tell(Noted(text))

    def breathe(self) -> None:
        """Let others work for a while, if they wait."""
        if self._shares and time.monotonic() - self._since > _TURN:
            self.begin()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Let others work meanwhile."""
        self.tell(_Aside())
        try:
            yield
        finally:
            self.begin()

    def begin(self) -> None:
        """Wait for a turn."""
        self.ask(_Turn())
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


class _PurseOverThere(Purse):
    """The command's purse: no lock that a killed process could leave locked."""

    def __init__(self, contact: WorkerContact) -> None:
        super().__init__()
        self._contact = contact

    def take(self, cost: float, limit: float) -> bool:
        """Commit to *cost* if all together stay within *limit*; return if they do."""
        return bool(self._contact.ask(_Take(cost, limit)))


@dataclass(slots=True, eq=False)
class _Worker:
    name: str
    process: Any  # of one of several contexts
    connection: Connection[Any, Any]
    began: float = field(default_factory=time.monotonic)


class Team:
    """Runs tasks beside each other.

    Args:
        cores: how many work at a time.
        show: told what tasks tell, with their name.
    """

    def __init__(self, cores: int, show: Callable[[str, Event], None]) -> None:
        self.purse = Purse()
        self._cores = cores
        self._show = show
        self._workers: dict[str, _Worker] = {}
        self._working: set[_Worker] = set()
        self._turns: deque[_Worker] = deque()
        # what is imported by now need not be imported again by each
        forks = "fork" in multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("fork" if forks else "spawn")

    def run(
        self,
        tasks: Mapping[str, Callable[[WorkerContact], T]],
        logs: Mapping[str, Path],
        ended: Callable[[str, Done[T] | Lost], None] | None = None,
    ) -> dict[str, Done[T] | Lost]:
        """Run *tasks* to their ends, each of which concerns no other.

        However this is left, no process goes on.

        Args:
            tasks: by name.
            logs: files for what the processes themselves say, by name.
            ended: told the end of each.
        """
        ends: dict[str, Done[T] | Lost] = {}
        waiting = deque(tasks)
        shares = len(tasks) > self._cores
        try:
            while waiting or self._workers:
                while waiting and len(self._workers) < self._cores + shares:
                    name = waiting.popleft()
                    self._start(name, tasks[name], logs[name], shares=shares)
                self._give_turns()
                connections = {w.connection: w for w in self._workers.values()}
                ready = wait(list(connections), timeout=_TURN)
                for connection, worker in connections.items():
                    if connection not in ready and worker.process.is_alive():
                        continue
                    end = self._hear(worker)
                    if end is not None:
                        self._dismiss(worker)
                        ends[worker.name] = end
                        if ended is not None:
                            ended(worker.name, end)
        finally:
            self._stop()
        return ends

    def _start(
        self,
        name: str,
        task: Callable[[WorkerContact], Any],
        log: Path,
        *,
        shares: bool,
    ) -> None:
        here, there = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(task, there, here, log, shares), name=name
        )
        process.start()
        there.close()
        with contextlib.suppress(OSError, AttributeError):
            os.setpgid(process.pid, process.pid)
        self._workers[name] = _Worker(name, process, here)

    def _give_turns(self) -> None:
        while self._turns and len(self._working) < self._cores:
            worker = self._turns.popleft()
            self._working.add(worker)
            _send(worker, None)

    def _hear(self, worker: _Worker) -> Done[Any] | Lost | None:
        """Take one message; return the end if it is that."""
        seconds = time.monotonic() - worker.began
        try:
            # what it has forked may hold its end of the line open
            if not worker.process.is_alive() and not worker.connection.poll():
                raise EOFError
            message = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join()
            return Lost(_death(worker.process.exitcode), seconds)
        match message:
            case Done(value):
                return Done(value, seconds)
            case Lost(reason):
                return Lost(reason, seconds)
            case _Turn():
                self._working.discard(worker)
                self._turns.append(worker)
            case _Aside():
                self._working.discard(worker)
            case _Take(cost, limit):
                _send(worker, self.purse.take(cost, limit))
            case _:
                self._show(worker.name, message)
        return None

    def _dismiss(self, worker: _Worker) -> None:
        del self._workers[worker.name]
        self._working.discard(worker)
        if worker in self._turns:
            self._turns.remove(worker)
        wait([worker.process.sentinel], timeout=_PATIENCE)
        self._kill(worker)

    def _stop(self) -> None:
        """End what is under way: first as Ctrl-C would, then by force."""
        left = list(self._workers.values())
        try:
            for worker in left:
                _signal(worker, "SIGINT")
            end = time.monotonic() + _PATIENCE
            for worker in left:
                rest = max(0.0, end - time.monotonic())
                wait([worker.process.sentinel], timeout=rest)
        finally:
            for worker in left:
                self._kill(worker)
            self._workers.clear()

    def _kill(self, worker: _Worker) -> None:
        """End a worker and what it has started and left behind."""
        _signal(worker, "SIGKILL")
        worker.process.join()
        worker.connection.close()


def _send(worker: _Worker, answer: object) -> None:
    with contextlib.suppress(OSError):  # it has died, which is heard of next
        worker.connection.send(answer)


def _signal(worker: _Worker, name: str) -> None:
    """Send a signal to a worker and to the processes that it has started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(worker.process.pid, signal.Signals[name])
        elif worker.process.is_alive():
            worker.process.kill()


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return f"its process was ended by {signal.Signals(-code).name}"
    return f"its process ended with exit code {code}"


def _work(
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
        contact.tell(Done(task(contact)))
    except KeyboardInterrupt:
        contact.tell(Lost("interrupted"))
    except AmtsError as exc:
        print(f"sphinx-amts: {exc}", file=sys.stderr)
        contact.tell(Lost(str(exc)))
    except BaseException as exc:  # extensions and themes are anybody's code
        traceback.print_exc()
        last = traceback.format_exception_only(exc)[-1]
        contact.tell(Lost(" ".join(last.split())))


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
        time.sleep(_PATIENCE)
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
