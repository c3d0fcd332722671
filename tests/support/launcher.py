"""Runs programs in processes that need not import everything anew.

    python launcher.py SOCKET

Most of the time of a small build goes into imports, into what Python and Jinja compile
(modules, regular expressions, templates), and into reading what never changes: which
packages are installed, messages of Sphinx, and descriptions of services. This process
has made the imports, and keeps what is compiled and read; for each request on the
socket it makes a fork that becomes the program, with surroundings, standard output and
exit code of its own. It ends when its standard input does.

Nothing is built in this process: a program finds what it imports, and compiled what
others have compiled, which depends on nothing but the text; nothing else of theirs.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import gettext
import hashlib
import importlib
import itertools
import json
import logging
import marshal
import math
import os
import pkgutil
import re
import select
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

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
COLLECTOR = "sphinx_amts.extension.compat.garbage_collection"
PACKAGES = ("sphinx_amts", "sphinx.search")
"""Those of which every module is imported."""

TOO_HEAVY = ("sphinx_amts.emulator", "sphinx_amts.evaluation.comet")
"""Modules of these that few programs need and that import large packages at once."""

SERVICES = ("s3", "translate")
LEXERS = ("python", "text", "pycon")
LOCALES = ("en", "es")
UNFINISHED = ".unfinished"
MOST_PATTERNS = 5_000
SYNTAX = (
    "block_start_string", "block_end_string", "variable_start_string",
    "variable_end_string", "comment_start_string", "comment_end_string",
    "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "optimized", "is_async",
)  # fmt: skip
"""Attributes of an environment of Jinja that decide what a template means."""


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


class Kept:
    """What programs have compiled and written to a folder for those that come later."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._known: set[str] = set()
        self._changed = 0

    def take_in(self) -> None:
        """Load what was written since the last time, before a program is started."""
        changed = self._folder.stat().st_mtime_ns
        if changed == self._changed:
            return
        self._changed = changed
        for path in self._folder.iterdir():
            if path.name not in self._known and path.suffix != UNFINISHED:
                self._known.add(path.name)
                self._take(path.name, marshal.loads(path.read_bytes()))

    def _store(self, name: str, data: object) -> None:
        path = self._folder / name
        unfinished = self._folder / f"{name}-{os.getpid()}{UNFINISHED}"
        with contextlib.suppress(OSError):  # tests may leave no room or permission
            unfinished.write_bytes(marshal.dumps(data))
            unfinished.replace(path)

    def _take(self, name: str, data: Any) -> None:
        raise NotImplementedError


class Templates(Kept):
    """Code of templates, by their text and by all that compiling them depends on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._codes: dict[str, CodeType] = {}

    def _take(self, name: str, data: CodeType) -> None:
        self._codes[name] = data

    def use(self) -> None:
        """Let every environment of Jinja compile only what is not kept."""
        compile_anew = jinja2.Environment.compile

        @functools.wraps(compile_anew)
        def compile_or_find(
            environment: jinja2.Environment,
            source: str | jinja2.nodes.Template,
            name: str | None = None,
            filename: str | None = None,
            raw: bool = False,
            defer_init: bool = False,
        ) -> str | CodeType:
            given = (source, name, filename, raw, defer_init)
            if raw or not isinstance(source, str):
                return compile_anew(environment, *given)
            text = repr((given, traits(environment)))
            key = hashlib.sha256(text.encode()).hexdigest()
            if (code := self._codes.get(key)) is None:
                code = self._codes[key] = compile_anew(environment, *given)
                self._store(key, code)
            return code

        jinja2.Environment.compile = compile_or_find


class Patterns(Kept):
    """Regular expressions, which Python itself keeps once they are compiled."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._before = set(re._cache)

    def _take(self, name: str, data: list[tuple[str | bytes, int]]) -> None:
        for pattern, flags in data[: MOST_PATTERNS - len(self._before)]:
            re.compile(pattern, flags)
        self._before = set(re._cache)

    def store_new(self) -> None:
        """Write which this program has compiled beside those that it found."""
        new = [
            (pattern, int(flags))
            for kind, pattern, flags, *_ in set(re._cache) - self._before
            if kind in {str, bytes}
        ]
        if new:
            self._store(f"{os.getpid()}-{time.time_ns()}", new)


class Words(Kept):
    """The dictionary by which Sphinx splits Chinese words, which takes seconds to load.

    It is loaded when a program has loaded it, since most sets of tests need none, and
    from what that program made of it, which takes a tenth of the time.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._module = importlib.import_module("sphinx.search.zh")
        # before Sphinx 8.2 there is no function of its own for that
        self._load = getattr(self._module, "jieba_load_userdict", None)
        self._loaded = False

    def _take(self, name: str, data: Any) -> None:
        import jieba

        jieba.dt.FREQ, jieba.dt.total, tags, split = data
        jieba.dt.user_word_tag_tab.update(tags)
        jieba.finalseg.Force_Split_Words.update(split)
        jieba.dt.initialized = self._loaded = True

    def use(self) -> None:
        """Let programs load only what is not loaded."""
        if self._load is None or not self._module.JIEBA_DEFAULT_DICT:
            return
        import jieba

        logger = logging.getLogger("jieba")
        # builds keep away what it says by themselves, and not because `become` does
        logger.manager = logging.Manager(logging.root)

        def load(path: str) -> None:
            logger.debug("Building prefix dict from the default dictionary ...")
            default = path == self._module.JIEBA_DEFAULT_DICT
            alone = default and not self._loaded and not jieba.dt.initialized
            if self._loaded and not default:
                jieba.dt.initialized = False
            if not (self._loaded and default):
                self._load(path)
            self._loaded = False  # what a program loads later is added to it
            if alone:
                words, split = jieba.dt, jieba.finalseg.Force_Split_Words
                data = (words.FREQ, words.total, words.user_word_tag_tab, split)
                self._store("default", data)

        self._module.jieba_load_userdict = load


def traits(environment: jinja2.Environment) -> tuple[object, ...]:
    """Return all of *environment* that compiling a template depends on."""
    escapes = environment.autoescape
    return (
        f"{type(environment).__module__}.{type(environment).__qualname__}",
        escapes if isinstance(escapes, bool) else getattr(escapes, "__qualname__", ""),
        [getattr(environment, name) for name in SYNTAX],
        sorted(environment.extensions),
        sorted(environment.filters),
        sorted(environment.tests),
        getattr(environment, "newstyle_gettext", None),
    )


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
    find, read = metadata.entry_points, metadata.Distribution.entry_points.fget
    path = list(sys.path)
    by_place, by_name = {}, {}
    for one in metadata.distributions():
        by_place[one._path] = read(one)
        by_name.setdefault(one._normalized_name, by_place[one._path])
    every = metadata.EntryPoints(itertools.chain.from_iterable(by_name.values()))

    def entry_points(**wanted: str) -> object:
        kept = bool(wanted) and sys.path == path
        return every.select(**wanted) if kept else find(**wanted)

    def entry_points_of_one(self: metadata.Distribution) -> metadata.EntryPoints:
        found = by_place.get(self._path)
        return read(self) if found is None else found

    metadata.entry_points = entry_points
    metadata.Distribution.entry_points = property(entry_points_of_one)


def keep_message_catalogs() -> None:
    """Read once the messages of Sphinx, which `gettext` keeps."""
    import sphinx
    import sphinxcontrib

    folders = [Path(sphinx.__path__[0], "locale")]
    for package in sphinxcontrib.__path__:
        folders += Path(package).glob("*/locales")
    for name in LOCALES:
        for folder in folders:
            for path in folder.glob(f"{name}/LC_MESSAGES/*.mo"):
                gettext.translation(path.stem, folder, [name])


def keep_models() -> None:
    """Read once what programs read of botocore to call services."""
    from boto3.session import Session
    from botocore import hooks
    from botocore.loaders import JSONFileLoader, Loader

    read, find = JSONFileLoader.load_file, Loader.list_available_services
    kept: dict[object, Any] = {}

    def load_kept(self: JSONFileLoader, path: str) -> object:
        return kept[path] if path in kept else read(self, path)

    def load_and_keep(self: JSONFileLoader, path: str) -> object:
        kept[path] = load_kept(self, path)
        return kept[path]

    def find_kept(self: Loader, type_name: str) -> list[str]:
        key = (*self.search_paths, type_name)
        return list(kept[key]) if key in kept else find(self, type_name)

    def find_and_keep(self: Loader, type_name: str) -> list[str]:
        key = (*self.search_paths, type_name)
        kept[key] = find_kept(self, type_name)
        return list(kept[key])

    hooks.accepts_kwargs = functools.cache(hooks.accepts_kwargs)
    JSONFileLoader.load_file = load_and_keep
    Loader.list_available_services = find_and_keep
    session = Session("testing", "testing", region_name="us-east-1")
    for service in SERVICES:
        session.client(service)
    JSONFileLoader.load_file = load_kept
    Loader.list_available_services = find_kept
    keep_names_of_events(hooks.EventAliaser, session.events)


def keep_names_of_events(aliaser: type, used: object) -> None:
    """Let each dispatcher of botocore's events know the names that *used* knows."""
    make = aliaser.__init__
    known = dict(used._alias_name_cache)

    @functools.wraps(make)
    def make_knowing(self: object, emitter: object, aliases: object = None) -> None:
        make(self, emitter, aliases)
        if aliases is None or aliases == used._event_aliases:
            self._alias_name_cache.update(known)

    aliaser.__init__ = make_knowing


@dataclass(frozen=True, slots=True)
class Running:
    """A program that runs.

    Attributes:
        connection: where its exit code is awaited.
        end: time at which it is killed.
    """

    connection: socket.socket
    end: float


def serve(path: str) -> None:
    keep_entry_points()
    preload()
    keep_patterns()
    keep_message_catalogs()
    with contextlib.suppress(ImportError):
        keep_models()
    templates = Templates(Path(path).with_name("templates"))
    templates.use()
    patterns = Patterns(Path(path).with_name("patterns"))
    words = Words(Path(path).with_name("words"))
    words.use()
    gc.collect()
    gc.freeze()  # else every fork copies all memory when it looks for garbage
    # asked once here, because Python counts all that is spared to answer, and again for
    # each further build of a program
    importlib.import_module(COLLECTOR).spare_what_exists()
    frozen = gc.get_freeze_count()
    gc.get_freeze_count = lambda: frozen
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    ended, wakes = socket.socketpair()
    for one in (ended, wakes):
        one.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)  # else nothing wakes
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    running: dict[int, Running] = {}
    while True:
        end = min((program.end for program in running.values()), default=math.inf)
        left = None if end == math.inf else max(0, end - time.monotonic())
        ready = select.select([server, sys.stdin, ended], [], [], left)[0]
        if ended in ready:
            ended.recv(4096)
        answer_for_ended(running)
        kill_late(running)
        if sys.stdin in ready:
            return
        if server in ready:
            for kept in (templates, patterns, words):
                kept.take_in()
            connection = server.accept()[0]
            if (request := receive(connection)) is None:
                connection.close()
            else:
                pid, program = start(connection, patterns, **request)
                running[pid] = program


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """Return what is asked for, `None` if whoever asked has ended meanwhile."""
    with contextlib.suppress(OSError, ValueError), connection.makefile("r") as stream:
        request: dict[str, Any] = json.loads(stream.readline())
        return request
    return None


def start(
    connection: socket.socket,
    patterns: Patterns,
    *,
    kill_after: float | None,
    **request: Any,
) -> tuple[int, Running]:
    """Start a program; in its own process this never returns."""
    if (pid := os.fork()) == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        become(patterns, **request)
    end = math.inf if kill_after is None else time.monotonic() + kill_after
    return pid, Running(connection, end)


def answer_for_ended(running: dict[int, Running]) -> None:
    """Tell those that wait for programs that have ended how they did."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with running.pop(pid).connection as connection:
            code = os.waitstatus_to_exitcode(status)
            with contextlib.suppress(OSError):  # nobody waits any longer
                connection.sendall(f"{code}\n".encode())


def kill_late(running: dict[int, Running]) -> None:
    """Kill programs whose time is up, with all that they have started."""
    now = time.monotonic()
    for pid, program in running.items():
        if program.end <= now:
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:  # it leads no group yet
                os.kill(pid, signal.SIGKILL)
            running[pid] = replace(program, end=math.inf)


def become(
    patterns: Patterns,
    *,
    module: str,
    arguments: list[str],
    env: dict[str, str],
    cwd: str,
    out: str,
    err: str,
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
        if sum(a.count("v") for a in arguments if re.fullmatch("-v+", a)) < 2:
            logging.disable(logging.DEBUG)  # nobody sees what takes long to note
        code = importlib.import_module(module).main(arguments)
    except SystemExit as exc:
        code = exc.code
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            patterns.store_new()
        finally:
            os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    serve(sys.argv[1])
