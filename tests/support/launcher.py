"""Runs programs in processes that need not import everything anew.

    python launcher.py SOCKET

Most of the time of a small build goes into imports, and into what Python and Jinja
compile: modules, regular expressions, templates. This process has made the imports, and
keeps what is compiled; for each request on the socket it makes a fork that becomes the
program, with surroundings, standard output and exit code of its own. It ends when its
standard input does.

Nothing is built in this process: a program finds what it imports, nothing that another
one has left.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from collections.abc import Iterator

PRELOADED = (
    "babel.numbers",
    "diskcache",
    "docutils.languages.en",
    "docutils.languages.es",
    "docutils.parsers.rst.directives.misc",
    "docutils.parsers.rst.languages.es",
    "jinja2.ext",
    "pysbd",
    "sphinx.builders.gettext",
    "sphinx.builders.latex.transforms",
    "sphinx.cmd.build",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "xml.dom.minidom",
)
OPTIONAL = (
    "boto3",
    "myst_parser.parsers.sphinx_",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.main",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
)
PACKAGES = ("sphinx_amts", "sphinx.search")
"""Those of which every module is imported."""

TOO_HEAVY = ("sphinx_amts.emulator", "sphinx_amts.evaluation.comet")
"""Modules of these that few programs need and that import large packages at once."""

LEXERS = ("python", "text", "pycon")
LOCALES = ("en", "es")


def preload() -> None:
    """Import what programs import, and compile what they all need."""
    from babel import Locale
    from pygments.lexers import get_lexer_by_name
    from sphinx.application import builtin_extensions

    for name in (*PRELOADED, *builtin_extensions):
        importlib.import_module(name)
    for name in (*OPTIONAL, *every_module()):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    importlib.import_module("sphinx_amts.cli.main").make_parser()  # of every command
    for name in LEXERS:
        list(get_lexer_by_name(name).get_tokens(""))
    for name in LOCALES:
        Locale.parse(name).get_display_name()


def every_module() -> Iterator[str]:
    for package in PACKAGES:
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            if not module.name.startswith(TOO_HEAVY):
                yield module.name


class Templates(jinja2.FileSystemBytecodeCache):
    """Compiled templates, kept by their text and by what compiles them."""

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str, source: str
    ) -> jinja2.bccache.Bucket:
        marks = (environment.block_start_string, environment.variable_start_string)
        kind = (type(environment).__qualname__, *marks, *sorted(environment.extensions))
        return super().get_bucket(environment, f"{kind} {name}", filename, source)


def keep_templates(folder: Path) -> None:
    """Let every environment of Jinja that is made from now on use one cache."""
    folder.mkdir()
    made = jinja2.Environment.__init__
    cache = Templates(str(folder))

    @functools.wraps(made)
    def with_cache(self: jinja2.Environment, *args: object, **given: object) -> None:
        made(self, *args, **{"bytecode_cache": cache} | given)

    jinja2.Environment.__init__ = with_cache


def serve(path: str) -> None:
    preload()
    keep_templates(Path(path).with_name("templates"))
    gc.collect()
    gc.freeze()  # else every fork copies all memory when it looks for garbage
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
