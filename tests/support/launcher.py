"""Runs programs in processes that need not import everything anew.

    python launcher.py SOCKET

Most of the time of a small build goes into imports, into what Python and Jinja compile
(modules, regular expressions, templates), and into reading what never changes: which
packages are installed, and descriptions of services. This process has made the imports,
and keeps what is compiled and read; for each request on the socket it makes a fork that
becomes the program, with surroundings, standard output and exit code of its own. It
ends when its standard input does.

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
import re
import select
import signal
import socket
import sys
import time
import traceback
from importlib import metadata
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
COLLECTOR = "sphinx_amts.extension.compat.collector"
PACKAGES = ("sphinx_amts", "sphinx.search")
"""Those of which every module is imported."""

TOO_HEAVY = ("sphinx_amts.emulator", "sphinx_amts.evaluation.comet")
"""Modules of these that few programs need and that import large packages at once."""

SERVICES = ("s3", "translate")
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


class WithCompiled(jinja2.BytecodeCache):
    """Cache of a program, which finds compiled here what it does not have itself."""

    def __init__(self, own: jinja2.BytecodeCache, kept: Templates) -> None:
        self.own, self.kept = own, kept
        self.missing: dict[str, jinja2.bccache.Bucket] = {}

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str, source: str
    ) -> jinja2.bccache.Bucket:
        bucket = self.own.get_bucket(environment, name, filename, source)
        if bucket.code is None:
            kept = self.kept.get_bucket(environment, name, filename, source)
            if kept.code is None:
                self.missing[bucket.key] = kept
            else:
                bucket.code = kept.code
                self.own.set_bucket(bucket)
        return bucket

    def set_bucket(self, bucket: jinja2.bccache.Bucket) -> None:
        self.own.set_bucket(bucket)
        if (kept := self.missing.pop(bucket.key, None)) is not None:
            kept.code = bucket.code
            self.kept.set_bucket(kept)


def keep_templates(folder: Path) -> None:
    """Let every environment of Jinja that is made from now on use one cache."""
    folder.mkdir()
    made = jinja2.Environment.__init__
    kept = Templates(str(folder))

    @functools.wraps(made)
    def with_cache(self: jinja2.Environment, *args: object, **given: object) -> None:
        own = given.get("bytecode_cache")
        given["bytecode_cache"] = kept if own is None else WithCompiled(own, kept)
        made(self, *args, **given)

    jinja2.Environment.__init__ = with_cache


def keep_patterns() -> None:
    """Compile the expressions that parsers compile for each document, and keep them."""
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser
    from docutils.parsers.rst.states import Inliner

    re._MAXCACHE = 10_000  # far more than the imports alone compile
    settings = get_default_settings(Parser)
    for settings.character_level_inline_markup in (False, True):
        Inliner().init_customizations(settings)


def keep_entry_points() -> None:
    """Read once what the installed packages announce."""
    read = metadata.Distribution.entry_points.fget
    kept = {one._path: read(one) for one in metadata.distributions()}

    def entry_points(self: metadata.Distribution) -> metadata.EntryPoints:
        found = kept.get(self._path)
        return read(self) if found is None else found

    metadata.Distribution.entry_points = property(entry_points)


def keep_models() -> None:
    """Read the descriptions of the services once that programs call."""
    from boto3.session import Session
    from botocore.loaders import JSONFileLoader

    read = JSONFileLoader.load_file
    kept: dict[str, object] = {}

    def load_kept(self: JSONFileLoader, path: str) -> object:
        return kept[path] if path in kept else read(self, path)

    def load_and_keep(self: JSONFileLoader, path: str) -> object:
        kept[path] = load_kept(self, path)
        return kept[path]

    JSONFileLoader.load_file = load_and_keep
    session = Session("testing", "testing", region_name="us-east-1")
    for service in SERVICES:
        session.client(service)
    JSONFileLoader.load_file = load_kept


def serve(path: str) -> None:
    preload()
    keep_templates(Path(path).with_name("templates"))
    keep_patterns()
    keep_entry_points()
    with contextlib.suppress(ImportError):
        keep_models()
    gc.collect()
    gc.freeze()  # else every fork copies all memory when it looks for garbage
    # asked once here, because Python counts all that is spared to answer
    importlib.import_module(COLLECTOR).spare_what_exists()
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
