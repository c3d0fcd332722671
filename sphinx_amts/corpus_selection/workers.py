"""Run tasks on many parts: in this process, in several processes, or on a cluster.

In all three cases, Dask schedules the tasks.
"""

from __future__ import annotations

import os
import secrets
import sys
from concurrent.futures import BrokenExecutor, CancelledError, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_amts._version import __version__
from sphinx_amts.errors import AmtsError, CorpusError
from sphinx_amts.extras import install
from sphinx_amts.files.disk import errors_as, write_if_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import TracebackType

_Result = TypeVar("_Result")
_SECONDS = 30
"""Time limit for connecting to a scheduler and its workers."""


class ParallelWorkers:
    """Workers that run tasks, as a context manager that ends them.

    Args:
        folder: an empty working folder that all workers can read and write.
        count: number of processes on this machine; 1 to use only this process.
        scheduler: address of a scheduler of `dask.distributed`; "" to use this machine.

    Raises:
        CorpusError: a package is missing, or the scheduler cannot be reached.
    """

    def __init__(self, folder: Path, count: int = 1, scheduler: str = "") -> None:
        self.folder = folder
        try:
            import dask
        except ImportError as exc:
            raise CorpusError(
                "choosing from collections needs a package that is not installed; "
                f"{install('corpus')}"
            ) from exc
        self._dask: Any = dask
        self._stack = ExitStack()
        self._options: dict[str, Any] = {"scheduler": "synchronous"}
        self._client: Any = None
        if scheduler:
            self._client = self._stack.enter_context(_client(scheduler))
            self._options = {"scheduler": self._client}
        elif count > 1:
            # a process that is forked while threads run may stand still for ever
            pool = ProcessPoolExecutor(count, get_context("spawn"))
            self._stack.enter_context(pool)
            self._options = {
                "scheduler": "processes",
                "pool": pool,
                "num_workers": count,
                "chunksize": 1,
            }

    def __enter__(self) -> ParallelWorkers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def run(self, tasks: Iterable[Callable[[], _Result]]) -> list[_Result]:
        """Run *tasks*, and return their results in the same order.

        Raises:
            AmtsError: a task raised this error.
            CorpusError: a worker ended before its task.
        """
        calls = [self._dask.delayed(_call, pure=False)(task) for task in tasks]
        try:
            found = self._dask.compute(*calls, optimize_graph=False, **self._options)
        except _lost_workers() as exc:
            reason = str(exc) or type(exc).__name__
            raise CorpusError(
                f"a worker ended before its work was done ({reason}); look at its "
                "memory, and run the command again"
            ) from exc
        results: list[_Result] = []
        for result in found:
            if isinstance(result, AmtsError):
                raise result
            results.append(result)
        return results

    def refuse_other_machines(self) -> None:
        """Raise an error if a worker on a cluster cannot be used.

        Raises:
            CorpusError: there are no workers, or a worker does not see the files in the
                working folder, or has another version of this package.
        """
        if self._client is None:
            return
        token = secrets.token_hex(16)
        path = self.folder / "token"
        with errors_as(CorpusError, f"{self.folder}: cannot be written"):
            write_if_changed(path, token.encode())
        answers: dict[str, tuple[str, str]] = self._client.run(_about, str(path))
        if not answers:
            raise CorpusError("the scheduler has no workers; start some")
        for worker, (version, seen) in sorted(answers.items()):
            if version != __version__:
                raise CorpusError(
                    f"{worker}: it runs sphinx-amts {version}, this is {__version__}; "
                    "install the same on all machines"
                )
            if seen != token:
                raise CorpusError(
                    f"{self.folder}: the worker {worker} does not see this folder; "
                    "give one with --work that all machines share, and the collections "
                    "likewise"
                )


def default_count() -> int:
    """Return the number of CPUs that this process may use."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on every system
        return max(1, os.cpu_count() or 1)


def _call(task: Callable[[], _Result]) -> _Result | AmtsError:
    """Call *task*, and return its result or its `AmtsError`.

    The error is not raised, as schedulers add a traceback to errors of tasks.
    """
    try:
        return task()
    except AmtsError as exc:
        return exc


def _lost_workers() -> tuple[type[BaseException], ...]:
    """Return the types of errors that are raised if a process or machine is lost."""
    found: list[type[BaseException]] = [BrokenExecutor, CancelledError]
    if distributed := sys.modules.get("distributed"):
        found += [distributed.KilledWorker, distributed.comm.CommClosedError]
        if cancelled := getattr(
            distributed.client, "FutureCancelledError", None
        ):  # of newer versions
            found.append(cancelled)
    return tuple(found)


def _about(path: str) -> tuple[str, str]:
    """Return the version of this package on a worker, and the content of a file.

    The content is "" if the worker cannot read the file.
    """
    try:
        with open(path, encoding="ascii") as stream:  # noqa: PTH123 - sent as it is
            return __version__, stream.read(64)
    except OSError:
        return __version__, ""


def _client(scheduler: str) -> Any:
    try:
        import distributed
    except ImportError as exc:
        raise CorpusError(
            f"--scheduler needs a package that is not installed; {install('corpus')}"
        ) from exc
    try:
        client: Any = distributed.Client
        return client(scheduler, timeout=_SECONDS)
    except (OSError, ValueError, TypeError) as exc:
        raise CorpusError(
            f"{scheduler}: no scheduler answers there ({exc}); start one with `dask "
            "scheduler` and give the address that it prints"
        ) from exc
