"""Runs programs of an installation in forks of one process.

    python -S installed_programs.py FOLDER < REQUESTS > ANSWERS

Each line read is a request: programs, with their folder and environment, that a fork
of this process runs one after another. The line written for it says what they did; it
is empty where the fork ended before them. Nothing is imported here but what every
command or every build imports at its start, from the folders on `PYTHONPATH`, so what
an installation lacks it also lacks here. What programs compile (templates, regular
expressions) is kept in the folder for those that come later, as in `launcher.py`.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import signal
import sys
import traceback
from pathlib import Path

from launcher import (
    COLLECTOR,
    Patterns,
    Templates,
    keep_entry_points,
    keep_patterns,
)


def run(program: str, arguments: list[str]) -> tuple[int, str, str]:
    """Run `main` of a module; return exit code, output and errors."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = importlib.import_module(program).main(arguments)
        except SystemExit as exc:
            code = exc.code or 0
        except BaseException:
            traceback.print_exc()
            code = -1
    return code, out.getvalue(), err.getvalue()


def answer(request: dict, channel: int, patterns: Patterns) -> None:
    """Become the process of a request, and write what its programs did."""
    signal.alarm(request["seconds"])
    os.dup2(2, 1)  # what goes past `sys.stdout` is no answer
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    more = os.environ["PYTHONPATH"].split(os.pathsep)
    sys.path[:0] = [path for path in more if path not in sys.path]
    done = [run(program, arguments) for program, arguments in request["programs"]]
    with os.fdopen(channel, "w", encoding="utf-8") as stream:
        json.dump(done, stream)
    patterns.store_new()


def serve() -> None:
    """Answer requests until there are no more."""
    del sys.path[0]  # the folder of this file
    importlib.import_module("sphinx.cmd.build")
    for extension in importlib.import_module("sphinx.application").builtin_extensions:
        importlib.import_module(extension)
    importlib.import_module("sphinx_amts.extension.setup")
    importlib.import_module("sphinx_amts.cli.main").make_parser()
    keep_entry_points()
    keep_patterns()
    folder = Path(sys.argv[1])
    templates, patterns = Templates(folder / "templates"), Patterns(folder / "patterns")
    templates.use()
    gc.freeze()  # else every fork copies all memory when it looks for garbage
    importlib.import_module(COLLECTOR).spare_what_exists()
    for line in sys.stdin:
        for kept in (templates, patterns):
            kept.take_in()
        theirs, ours = os.pipe()
        if (child := os.fork()) == 0:
            try:
                os.close(theirs)
                answer(json.loads(line), ours, patterns)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(0)
        os.close(ours)
        with os.fdopen(theirs, encoding="utf-8") as stream:
            said = stream.read()
        os.waitpid(child, 0)
        sys.stdout.write(said + "\n")
        sys.stdout.flush()
    os._exit(0)  # in no time


if __name__ == "__main__":
    serve()
