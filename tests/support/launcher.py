"""Runs programs in processes that need not import everything anew.

    python launcher.py SOCKET

Most of the time of a small build goes into imports. This process has made them; for
each request on the socket it makes a fork that becomes the program, with surroundings,
standard output and exit code of its own. It ends when its standard input does.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback

PRELOADED = (
    "sphinx.cmd.build",
    "sphinx.builders.gettext",
    "sphinx.search.en",
    "docutils.parsers.rst.directives.misc",
    "sphinx_amts.cli.main",
    "sphinx_amts.sphinx_ext.setup",
)
OPTIONAL = ("myst_parser.sphinx_ext.main", "boto3")


def serve(path: str) -> None:
    from sphinx.application import builtin_extensions

    for name in (*PRELOADED, *builtin_extensions):
        importlib.import_module(name)
    for name in OPTIONAL:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    importlib.import_module("sphinx_amts.cli.main").make_parser()  # of every command
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait
    while server in select.select([server, sys.stdin], [], [])[0]:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            answer(connection)
            os._exit(0)
        connection.close()


def answer(connection: socket.socket) -> None:
    with connection, connection.makefile("rw") as stream:
        request = json.loads(stream.readline())
        kill_after = request.pop("kill_after")
        child = os.fork()
        if child == 0:
            become(**request)
        if kill_after is not None:
            pid, status = 0, 0
            end = time.monotonic() + kill_after
            while not pid and time.monotonic() < end:
                pid, status = os.waitpid(child, os.WNOHANG)
                time.sleep(0.002)
            if not pid:
                os.killpg(child, signal.SIGKILL)
                _, status = os.waitpid(child, 0)
        else:
            _, status = os.waitpid(child, 0)
        stream.write(f"{os.waitstatus_to_exitcode(status)}\n")


def become(
    module: str, arguments: list[str], env: dict[str, str], cwd: str, out: str, err: str
) -> None:
    code: object = 1
    try:
        os.setsid()
        devnull = os.open(os.devnull, os.O_RDONLY)
        os.dup2(devnull, 0)
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
        os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
        os.closerange(3, 256)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        more = [part for part in env.get("PYTHONPATH", "").split(os.pathsep) if part]
        sys.path[:0] = [part for part in more if part not in sys.path]
        sys.argv = [module, *arguments]
        code = importlib.import_module(module).main(arguments)
    except SystemExit as exc:
        code = exc.code
    except BaseException:
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    serve(sys.argv[1])
