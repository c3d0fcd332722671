"""Damaged files of all formats, for all readers: read, or refused in one line.

    python benchmarks/reader_fuzz.py [--runs 100000] [--seed 0] [--case N]
        [--format NAME]

A specimen of each format is written by the project's own writers, and damaged in one to
four ways: bits, bytes, lines, encodings, nesting, numbers, escapes, and changes of the
structure that the format has. Each file is then read by all readers of its format, in a
process of its own kind: whoever takes more than five seconds of processor time, more
than 500 MB of memory, ends in an error that is not documented or takes the process with
it, is named with the number of the case, which `--case` makes again. Forms that mean
the same (a byte order mark, other line ends, blank lines, another order of names) must
be read. Exit code 1 if anything fell.
"""

from __future__ import annotations

import argparse
import faulthandler
import logging
import multiprocessing
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from mutations import harmless, mutated
from reader_formats import FORMATS

from sphinx_amts.errors import AmtsError

SECONDS = 5
MEGABYTES = 500
_BATCH = 500
_AGAIN = 50
"""Cases after which a specimen is written anew, since readers also write."""


class Hang(BaseException):
    """A reader takes too long."""


class Bench:
    """Specimens in a folder, which cases are made of and read in.

    Args:
        folder: a work folder.
        seed: decides everything, with the number of the case.
        names: formats that are read; empty for all.
    """

    def __init__(self, folder: Path, seed: int, names: list[str]) -> None:
        self.seed = seed
        self.formats = [f for f in FORMATS if not names or f.name in names]
        self._folder = folder
        self.originals = {f.name: self.whole(f) for f in FORMATS}

    def whole(self, form) -> bytes:
        """Write the specimen of a format anew; return the file that is damaged."""
        folder = self._folder / form.name.replace(" ", "-")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        form.make(folder)
        return (folder / form.file).read_bytes()

    def case(self, number: int):
        """Return format and content of a case."""
        form = self.formats[number % len(self.formats)]
        rng = random.Random(f"{self.seed} {form.name} {number}")
        others = list(self.originals.values())
        return form, mutated(self.originals[form.name], rng, others, form.kind)

    def read(self, form, data: bytes) -> str:
        """Read *data* as *form*; return what came of it, "read" or a kind of refusal.

        Raises:
            Exception: what nobody should meet.
        """
        folder = self._folder / form.name.replace(" ", "-")
        path = folder / form.file
        path.write_bytes(data)
        try:
            form.read(path)
        except form.refuses as exc:
            line = str(exc).strip()
            if isinstance(exc, AmtsError) and (not line or "\n" in line):
                raise AssertionError(f"no message of one line: {exc!r}") from exc
            return type(exc).__name__
        return "read"


def judged(bench: Bench, number: int) -> tuple[str, str, float, float]:
    """Read a case; return format, what came of it, seconds, and megabytes it took."""
    form, data = bench.case(number)
    if number // len(bench.formats) % _AGAIN == 0:
        bench.whole(form)
    before = _forget_peak()
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        came = bench.read(form, data)
    except Hang:
        came = f"FELL: more than {SECONDS} s\n{traceback.format_exc(limit=-3)}"
    except MemoryError:
        came = "FELL: memory"
    except Exception as exc:
        said = f"{type(exc).__name__}: {str(exc)[:200]}"
        came = f"FELL: {said}\n{traceback.format_exc(limit=-3)}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if came.startswith("FELL"):
        bench.whole(form)
    return form.name, came, time.process_time() - started, _peak() - before


def work(numbers, seed: int, names: list[str], pipe) -> None:
    """Judge cases in this process; send each result before the next case begins."""
    faulthandler.enable()
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGPROF, _hang)
    # a temporary folder that outlives this process would be left to nobody
    folder = Path(tempfile.mkdtemp(prefix="reader-fuzz-", dir=_fast()))
    try:
        bench = Bench(folder, seed, names)
        for number in numbers:
            pipe.send((number, *judged(bench, number)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    pipe.send(None)


def _hang(*_: object) -> None:
    raise Hang


def _forget_peak() -> float:
    """Forget the most memory used until now; return what is used, in megabytes.

    Damaging a file may take more than reading it. Where this is not Linux, the peak
    of the process counts, so that a case is blamed for those before it.
    """
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return 0.0
    return _peak()


def _peak() -> float:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return next(int(x.split()[1]) / 1000 for x in lines if x.startswith("VmHWM"))


def _fast() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def results(runs: int, seed: int, names: list[str]):
    """Yield number, format, what came of it, seconds and megabytes of each case."""
    start = 0
    context = multiprocessing.get_context("fork")
    while start < runs:
        numbers = range(start, min(start + _BATCH, runs))
        mine, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=work, args=(numbers, seed, names, theirs))
        worker.start()
        theirs.close()
        done, ended = start, 0
        try:
            while True:
                if not mine.poll(60):
                    worker.kill()
                    ended = 1
                    yield done, "?", "FELL: no answer for a minute", 60.0, 0.0
                    break
                found = mine.recv()
                if found is None:
                    break
                done = found[0] + 1
                yield found
        except EOFError:
            ended = 1
            yield done, "?", "FELL: it took the process with it", 0.0, 0.0
        worker.join()
        # a case that took the process with it is not tried again
        start = done + ended


def unharmed(bench: Bench) -> list[str]:
    """Return what is not read although nothing is wrong with it."""
    faults = []
    for form in bench.formats:
        data = bench.whole(form)
        for name, same in {"nothing": data, **harmless(data, form.kind)}.items():
            bench.whole(form)
            try:
                came = bench.read(form, same)
            except Exception as exc:
                came = repr(exc)
            if came != "read":
                faults.append(f"{form.name}, changed: {name}: {came}")
    return faults


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--case", type=int, help="make one case again, and show it")
    parser.add_argument("--format", action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=_fast()) as folder:
        bench = Bench(Path(folder), options.seed, options.format)
        if options.case is not None:
            form, data = bench.case(options.case)
            print(form.name, len(data), repr(data[:2000]))
            signal.signal(signal.SIGPROF, _hang)
            print(*judged(bench, options.case))
            return 0
        faults = unharmed(bench)
    counts: dict[str, Counter[str]] = {}
    slowest: dict[str, float] = Counter()
    memory = 0.0
    started = time.monotonic()
    for number, name, came, seconds, megabytes in results(
        options.runs, options.seed, options.format
    ):
        counts.setdefault(name, Counter())[came.partition(":")[0]] += 1
        slowest[name] = max(slowest[name], seconds)
        memory = max(memory, megabytes)
        if megabytes > MEGABYTES:
            faults.append(f"case {number}, {name}: FELL: {megabytes:.0f} MB")
        elif came.startswith("FELL"):
            faults.append(f"case {number}, {name}: {came}")
    for name, found in sorted(counts.items()):
        said = ", ".join(f"{kind} {count}" for kind, count in found.most_common())
        print(f"{name:32} slowest {slowest[name]:5.2f} s   {said}")
    total = sum(sum(found.values()) for found in counts.values())
    taken = time.monotonic() - started
    print(f"{total} files in {taken:.0f} s; memory grew by at most {memory:.0f} MB")
    print(f"{len(faults)} fell")
    for fault in faults[:40]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
