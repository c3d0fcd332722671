"""Run tasks in processes of their own, as many at a time as there are cores.

The last task may start in addition, so that no core is idle while it runs.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_amts.cli.worker import (
    GRACE_SECONDS,
    AskBudget,
    AskCore,
    Event,
    TaskDone,
    TaskLost,
    Waiting,
    WorkerContact,
    work,
)
from sphinx_amts.translation.budget import SharedBudget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection
    from pathlib import Path

T = TypeVar("T")

_POLL_SECONDS = 0.5


@dataclass(slots=True, eq=False)
class _Worker:
    name: str
    process: Any  # of one of several contexts
    connection: Connection[Any, Any]
    works: bool = True
    began: float = field(default_factory=time.monotonic)


class Team:
    """Team of worker processes that run tasks in parallel.

    Args:
        cores: number of tasks that work at a time; the last task to start is one more,
            unless *cores* is 1.
        show: called with the name of a task and an event of it.
    """

    def __init__(self, cores: int, show: Callable[[str, Event], None]) -> None:
        self.budget = SharedBudget()
        self._cores = cores
        self._show = show
        self._workers: dict[str, _Worker] = {}
        self._resuming: deque[_Worker] = deque()
        # modules imported by now need not be imported again by each worker
        method = "fork" if hasattr(os, "fork") else "spawn"
        self._context: Any = multiprocessing.get_context(method)

    def run(
        self,
        tasks: Mapping[str, Callable[[WorkerContact], T]],
        logs: Mapping[str, Path],
        ended: Callable[[str, TaskDone[T] | TaskLost], None] | None = None,
    ) -> dict[str, TaskDone[T] | TaskLost]:
        """Run all *tasks* and return their results; a failure stops no other.

        No process is left running, even after an exception.

        Args:
            tasks: name of a task -> its function.
            logs: name of a task -> file for the output of its process.
            ended: called with the name and the end of each task.
        """
        ends: dict[str, TaskDone[T] | TaskLost] = {}
        waiting = deque(tasks)
        try:
            while waiting or self._workers:
                while self._has_core_for(len(self._resuming) + len(waiting)):
                    if self._resuming:
                        worker = self._resuming.popleft()
                        worker.works = True
                        _send(worker, None)
                    else:
                        name = waiting.popleft()
                        self._start(name, tasks[name], logs[name])
                connections = {w.connection: w for w in self._workers.values()}
                ready = wait(list(connections), timeout=_POLL_SECONDS)
                for connection, worker in connections.items():
                    if connection not in ready and worker.process.is_alive():
                        continue
                    end = self._receive(worker)
                    if end is not None:
                        self._finish(worker)
                        ends[worker.name] = end
                        if ended is not None:
                            ended(worker.name, end)
        finally:
            self._stop()
        return ends

    def _has_core_for(self, pending: int) -> bool:
        """Return whether one more task may work now.

        Args:
            pending: number of tasks that are to start or to go on.
        """
        working = sum(worker.works for worker in self._workers.values())
        is_last = pending == 1 and self._cores > 1
        return pending > 0 and working < self._cores + is_last

    def _start(
        self, name: str, task: Callable[[WorkerContact], Any], log: Path
    ) -> None:
        here, there = self._context.Pipe()
        process = self._context.Process(
            target=work, args=(task, there, here, log), name=name
        )
        process.start()
        there.close()
        with contextlib.suppress(OSError, AttributeError):
            os.setpgid(process.pid, process.pid)
        self._workers[name] = _Worker(name, process, here)

    def _receive(self, worker: _Worker) -> TaskDone[Any] | TaskLost | None:
        """Receive one message; return it if it ends the task, else `None`."""
        seconds = time.monotonic() - worker.began
        try:
            # a process that it has forked may keep the pipe open
            if not worker.process.is_alive() and not worker.connection.poll():
                raise EOFError
            message = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join()
            return TaskLost(_exit_reason(worker.process.exitcode), seconds)
        match message:
            case TaskDone() | TaskLost():
                return replace(message, seconds=seconds)
            case Waiting():
                worker.works = False
            case AskCore():
                self._resuming.append(worker)
            case AskBudget(cost, limit):
                _send(worker, self.budget.take(cost, limit))
            case _:
                self._show(worker.name, message)
        return None

    def _finish(self, worker: _Worker) -> None:
        del self._workers[worker.name]
        if worker in self._resuming:
            self._resuming.remove(worker)
        wait([worker.process.sentinel], timeout=GRACE_SECONDS)
        self._kill(worker)

    def _stop(self) -> None:
        """End running tasks: by SIGINT, as for Ctrl-C, and after a while by SIGKILL."""
        left = list(self._workers.values())
        try:
            for worker in left:
                _signal(worker, "SIGINT")
            end = time.monotonic() + GRACE_SECONDS
            for worker in left:
                rest = max(0.0, end - time.monotonic())
                wait([worker.process.sentinel], timeout=rest)
        finally:
            for worker in left:
                self._kill(worker)
            self._workers.clear()

    def _kill(self, worker: _Worker) -> None:
        """End a worker, and the processes that it started, at once."""
        _signal(worker, "SIGKILL")
        worker.process.join()
        worker.connection.close()


def _send(worker: _Worker, answer: object) -> None:
    with contextlib.suppress(OSError):  # it has died, which is heard of next
        worker.connection.send(answer)


def _signal(worker: _Worker, name: str) -> None:
    """Send a signal to a worker and the processes that it started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(worker.process.pid, signal.Signals[name])
        elif worker.process.is_alive():
            worker.process.kill()


def _exit_reason(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return f"its process was ended by {signal.Signals(-code).name}"
    return f"its process ended with exit code {code}"
