"""Builds a book with translations from strangers in all its places, and judges it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sys
import warnings
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from traceback import walk_tb
from xml.sax.saxutils import escape

from docutils.parsers.rst import directives, roles
from hostile_audit import is_allowed, watched
from hostile_book import PLAIN, Book, Message
from hostile_grammar import MARKER, marker
from hostile_judge import (
    Area,
    Found,
    environment,
    judge_area,
    judge_environment,
    log_lines,
    read_page,
    traced,
)
from hostile_texts import Text, catalog, is_shown, make_text
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.index_entries import split_index_msg
from sphinx.util.nodes import extract_messages, traverse_translatable_index

from sphinx_amts.cli.main import main as amts
from sphinx_amts.memory.human_memory import HumanMemory, HumanRecord
from sphinx_amts.memory.stored_unit import StoredUnit
from sphinx_amts.memory.tmx import export_tmx
from sphinx_amts.memory.translation_memory import TranslationMemory
from sphinx_amts.model import Dialect, LanguagePair, Provenance

ROOT = Path(__file__).parents[2]
PAIR = LanguagePair(source="en", target="es")
IDENTITY = "command answers.py"

ENGINE = '''\
"""Answers with what it finds in a file; without one, with what it was given."""

import json
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])
path = folder / "answers.json"
answers = json.loads(path.read_text("utf-8")) if path.exists() else None
document = sys.stdin.buffer.read().decode("utf-8")


def answer(found):
    asked.write(json.dumps([found[1], found[2]]) + "\\n")
    text = found[2] if answers is None else answers.get(found[1])
    return "" if text is None else f'<p id="{found[1]}">{text}</p>'


with open(folder / "asked.jsonl", "a", encoding="utf-8") as asked:
    document = re.sub(r'<p id="([^"]+)">(.*?)</p>', answer, document, flags=re.DOTALL)
sys.stdout.buffer.write(document.encode("utf-8", "surrogatepass"))
'''

_FAILURES = 3
"""Failed builds of one set of texts, after which it is given up."""

LACKING = "markup left out by people"
"""No violation: people may say a thing without a link or emphasis that it had."""

_WORD = re.compile(r"Wq(\d+)z")
_STOLEN = re.compile(r"stolen-evq(\d+)")


@dataclass
class BuildResult:
    """What a build left behind."""

    pages: dict = field(default_factory=dict)
    environment: dict = field(default_factory=dict)
    index: dict = field(default_factory=dict)
    log: Counter = field(default_factory=Counter)
    files: set = field(default_factory=set)
    events: dict = field(default_factory=dict)
    messages: dict = field(default_factory=dict)
    error: str = ""
    page: str = ""
    """Document that was read or written when the build failed."""


def _is_of_people(text: Text) -> bool:
    """Whether *text* says that a person wrote it, perhaps for an earlier wording."""
    return text.route == "human" or text.claim.startswith("outdated")


def _page_of(exc: Exception) -> str:
    """Return the document that Sphinx was at work on when *exc* was raised."""
    for frame, _ in walk_tb(exc.__traceback__):
        name = frame.f_locals.get("docname")
        if isinstance(name, str):
            return name
    return ""


def _collector(found: dict[int, str], messages):
    class Collect(SphinxTransform):
        """Notes messages by number, as they are just before they are translated."""

        default_priority = 15

        def apply(self, **kwargs):
            texts = [text for _, text in extract_messages(self.document)]
            for _, entries in traverse_translatable_index(self.document):
                for kind, value, *_ in entries:
                    texts += split_index_msg(kind, value)
            for text in texts:
                if match := _WORD.search(text):
                    number = int(match[1])
                    # the alternative text of an image stands in that of its paragraph
                    if number not in found or text == messages[number].source:
                        found[number] = text

    return Collect


class Range:
    """A book, built once without translations and once with its own text as such.

    Args:
        folder: where all of it is written.
        only: pages, where not all of them are wanted.
    """

    def __init__(self, book: Book, seed: int, folder: Path, only=()) -> None:
        self.book, self.seed, self.folder = book, seed, folder
        self.names = list(only or book.pages)
        self.messages = {m.number: m for m in book.messages if m.page in self.names}
        self.src = folder / "src"
        self.memory = folder / "memory"
        self.engine = folder / "engine" / "answers.py"
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")

    def prepare(self) -> list[Found]:
        """Write and build the book; return what is wrong without any stranger."""
        self.book.write(self.src, self.names)
        self.engine.parent.mkdir(parents=True)
        self.engine.write_text(ENGINE, encoding="utf-8")
        self.source = self._build(engine="memory")
        for number, msgid in self.source.messages.items():
            self.messages[number].msgid = msgid
        again = self._build(engine="command")
        self._known = dict.fromkeys([*self.source.events, *again.events])
        self._read_asked()
        for message in self.messages.values():
            if message.sent and message.kind == "cell":
                # the paragraphs in MyST's tables are no messages to plain Sphinx
                message.msgid = message.msgid or message.source
        return self._judge(again, {})[0]

    def _read_asked(self) -> None:
        path = self.engine.parent / "asked.jsonl"
        for line in path.read_text("utf-8").splitlines():
            key, html = json.loads(line)
            if found := _WORD.search(html):
                self.messages[int(found[1])].sent = (key, html)
        path.unlink()

    def texts(self, numbers) -> list[Text]:
        """Return the texts of *numbers*, as far as their messages are in the book."""
        size = len(self.book.messages)
        records = [
            HumanRecord(source="Wq", target=f"Otro {n}", dialect=Dialect.RST).identity
            for n in range(3)
        ]
        return [
            make_text(number, self.messages[number % size], self.seed, records)
            for number in numbers
            if number % size in self.messages and self.messages[number % size].msgid
        ]

    # --- texts into their places

    def run(self, texts: list[Text]):
        """Build the book with *texts*, at most one a message.

        A text that makes the build fail is looked for and left out.

        Returns:
            violations by number of the text, numbers of texts that are shown.
        """
        failures: list[Found] = []
        left = list(texts)
        while True:
            built = self._build_with(left)
            culprit = self._culprit(built, left) if built.error else None
            if culprit is None:
                break
            self._remove_added()
            failures.append(Found("the build fails", culprit.number, built.error))
            left = [text for text in left if text is not culprit]
            if len(failures) == _FAILURES:
                return [*failures, Found("the build fails", None, "and so on")], {}
        found, shown = self._judge(built, {text.message.number: text for text in left})
        return failures + found, shown

    def _culprit(self, built: BuildResult, texts: list[Text]) -> Text | None:
        """Return the text without which the build would not have failed so."""
        page = built.page if built.page in self.names else ""
        suspects = [t for t in texts if page in ("", t.message.page)]
        suspects.sort(key=lambda text: text.harmless)
        pages = [page] if page else None
        while len(suspects) > 1:
            half = suspects[: len(suspects) // 2]
            failed = self._build_with(half, pages).error
            suspects = half if failed else suspects[len(half) :]
        if suspects and self._build_with(suspects, pages).error:
            return suspects[0]
        return None

    def _build_with(self, texts: list[Text], pages=None) -> BuildResult:
        self._clear()
        by_route: dict[str, list[Text]] = {}
        for text in texts:
            by_route.setdefault(text.route, []).append(text)
        self._write_catalogs(by_route.get("catalog", ()))
        self._write_human(by_route.get("human", ()))
        self._write_answers(by_route.get("answer", ()))
        units = [self._unit(text) for text in by_route.get("memory", ())]
        memory = TranslationMemory.open(self.memory)
        memory.put_many(units)
        memory.close()
        self._import_tmx(by_route.get("tmx", ()))
        for text in texts:
            if not text.harmless and f"secret/{marker(text.number)}" in text.stored:
                path = self.src / "secret" / f"{marker(text.number)}.txt"
                path.write_text(f"stolen-{marker(text.number)}", encoding="utf-8")
        return self._build(engine="command", pages=pages)

    def _clear(self) -> None:
        for path in (self.src / "amts", self.memory, self.src / "secret"):
            shutil.rmtree(path, ignore_errors=True)
        (self.src / "secret").mkdir()
        for path in self.engine.parent.glob("*.json*"):
            path.unlink()

    def _write_catalogs(self, texts) -> None:
        pages: dict[str, list[Text]] = {}
        for text in texts:
            pages.setdefault(text.message.page, []).append(text)
        for page, found in pages.items():
            path = self.src / "amts" / "catalogs" / "es" / f"{page}.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(catalog(found), encoding="utf-8", newline="\n")

    def _write_human(self, texts) -> None:
        memory = HumanMemory()
        memory.add(
            HumanRecord(source="Wq", target=f"Otro {n}", dialect=Dialect.RST)
            for n in range(3)
        )
        memory.add(
            HumanRecord(
                source=text.message.msgid,
                target=text.stored,
                dialect=Dialect.PLAIN
                if text.message.kind in PLAIN
                else Dialect(text.message.dialect),
            )
            for text in texts
        )
        path = self.src / "amts" / "human" / "es.jsonl"
        path.parent.mkdir(parents=True)
        memory.save(path)

    def _write_answers(self, texts) -> None:
        answers = {text.message.sent[0]: text.stored for text in texts}
        path = self.engine.parent / "answers.json"
        path.write_text(json.dumps(answers), encoding="utf-8")

    def _unit(self, text: Text) -> StoredUnit:
        key, html = text.message.sent
        return StoredUnit(
            key=key,
            source=html,
            target=text.stored,
            languages=PAIR,
            engine=IDENTITY,
            provenance=Provenance(engine="answers.py"),
            stored="2025-01-31",
        )

    def _import_tmx(self, texts) -> None:
        own, foreign = self.folder / "own.tmx", self.folder / "foreign.tmx"
        with own.open("wb") as stream:
            export_tmx([self._unit(t) for t in texts if t.claim == "own"], stream)
        units = "".join(
            f'<tu><tuv xml:lang="en"><seg>{t.message.sent[1]}</seg></tuv>'
            f'<tuv xml:lang="es"><seg>{escape(t.stored)}</seg></tuv></tu>\n'
            for t in texts
            if t.claim == "foreign"
        )
        foreign.write_text(
            '<?xml version="1.0" encoding="utf-8"?>\n<tmx version="1.4"><header '
            'srclang="en" datatype="plaintext" creationtool="x"/>'
            f"<body>\n{units}</body></tmx>\n",
            encoding="utf-8",
        )
        for path in (own, foreign):
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                code = amts(["memory", "--dir", str(self.memory), "import", str(path)])
            if code not in {0, 1}:  # 1: some of it was left out
                raise AssertionError(f"{path.name} is not imported: {said.getvalue()}")

    # --- a build

    def _build(self, *, engine: str, pages=None) -> BuildResult:
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        built, log = BuildResult(), io.StringIO()
        overrides = {
            "language": "es",
            "amts_memory_dir": str(self.memory),
            "amts_engine": engine,
            "amts_command": [sys.executable, str(self.engine), str(self.engine.parent)],
            # extensions add to Sphinx's default, which all applications share
            "source_suffix": {".rst": "restructuredtext", ".md": "myst-nb"},
        }
        if pages is not None:
            overrides["include_patterns"] = ["index.rst", *(f"{p}.*" for p in pages)]
        before = set(self.src.rglob("*"))
        known = dict(roles._roles), dict(directives._directives)
        with (
            warnings.catch_warnings(),
            patch_docutils(str(self.src)),
            docutils_namespace(),
        ):
            warnings.simplefilter("ignore")
            app = Sphinx(
                self.src, self.src, out / "html", out / "doctrees", "html",
                overrides, status=None, warning=log, warningiserror=False,
            )  # fmt: skip
            if engine == "memory":
                app.add_transform(_collector(built.messages, self.messages))
            with contextlib.chdir(self.src), watched() as built.events:
                try:
                    app.build()
                except Exception as exc:  # a violation, whatever it is
                    built.error = f"{type(exc).__name__}: {exc}"
                    built.page = _page_of(exc)
            built.environment = environment(app)
            built.index = {
                docname: [entry[:2] for entry in entries]
                for docname, entries in sorted(
                    app.env.domaindata["index"]["entries"].items()
                )
            }
        # a role that a text has left behind would meet the next build as well
        roles._roles.clear()
        roles._roles.update(known[0])
        directives._directives.clear()
        directives._directives.update(known[1])
        built.log = log_lines(log.getvalue())
        html = out / "html"
        for name in self.names:
            path = html / f"{name}.html"
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            built.pages[name] = read_page(text)
        self.added = set(self.src.rglob("*")) - before
        built.files = {
            path.relative_to(html).as_posix()
            for path in html.rglob("*")
            if path.is_file() and "_amts" not in path.parts
        }
        return built

    # --- the judgement

    def _judge(self, built: BuildResult, texts: dict[int, Text]):
        found: list[Found] = []
        shown: dict[int, str] = {}
        numbers = {text.number: number for number, text in texts.items()}
        if built.error:
            found.append(Found("the build fails", traced(built.error), built.error))
        for message in self.messages.values():
            before, after = self._areas(message, built)
            if before is None:
                continue
            fault = judge_area(message, before, after)
            text = texts.get(message.number)
            if fault is not None:
                kind = fault.kind
                if kind == "element lost" and text and _is_of_people(text):
                    kind = LACKING
                number = text.number if text else None
                found.append(Found(kind, number, fault.what))
            if text is not None and after is not None and after.shown != before.shown:
                shown[text.number] = after.shown
        found += self._rest_of_pages(built)
        found += judge_environment(self.source.environment, built.environment)
        found += self._events(built)
        for line in built.log - self.source.log:
            found.append(Found("warning", self._at(line, numbers), line))
        for name in sorted(built.files - self.source.files):
            if not name.startswith("_images/math"):
                found.append(Found("file in the output", traced(name), name))
        found += self._leaks(numbers, shown)
        for path in sorted(self.added):
            name = path.relative_to(self.src).as_posix()
            found.append(Found("code is run", traced(name), f"writes {name}"))
        self._remove_added()
        return found, shown

    def _remove_added(self) -> None:
        for path in self.added:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _areas(self, message: Message, built: BuildResult):
        if message.kind == "index":
            before, after = (
                self._entry(message, b.index) for b in (self.source, built)
            )
            return tuple(
                None if value is None else Area(text=[value])
                for value in (before, after)
            )
        key = "meta" if message.kind == "meta" else message.number
        return (
            self.source.pages[message.page].get(key),
            built.pages[message.page].get(key),
        )

    def _entry(self, message: Message, index) -> str | None:
        """Return what stands in the place of *message*, or all that stands there."""
        own, other = (
            [v for _, v in held.get(message.page, ()) if "Python Enh" not in v]
            for held in (self.source.index, index)
        )
        place = next((n for n, value in enumerate(own) if message.word in value), None)
        if place is None:
            return None
        return other[place] if len(other) == len(own) else " ".join(other)

    def _rest_of_pages(self, built: BuildResult):
        for name in self.names:
            more = built.pages[name][None].tags - self.source.pages[name][None].tags
            for tag in more:
                yield Found(
                    "element outside of messages", traced(tag), f"{name}: {tag}"
                )

    def _events(self, built: BuildResult):
        folders = [
            str(self.folder / name)
            for name in ("out", "memory", "cache", "engine")
        ] + [str(self.src / "amts")]  # fmt: skip
        programs = [str(self.engine)]
        for event in built.events:
            if event in self._known or is_allowed(event, folders, programs):
                continue
            name, what, writing = event
            kind = name
            if name in {"open", "os.scandir", "os.listdir"}:
                kind = "file is written" if writing else "file is read"
            yield Found(kind, traced(what), what)

    def _at(self, line: str, numbers) -> int | None:
        if (number := traced(line)) in numbers:
            return number
        match = re.match(r"(.+?)\.(?:rst|md):(\d+)", line)
        if match is None:
            return None
        page = Path(match[1]).name
        path = next(iter(self.src.glob(f"{page}.*")), None)
        if path is None:
            return None
        lines = path.read_text(encoding="utf-8").split("\n")
        around = " ".join(lines[int(match[2]) - 1 : int(match[2]) + 1])
        found = _WORD.search(around)
        by_message = {message: text for text, message in numbers.items()}
        return by_message.get(int(found[1])) if found else None

    def _leaks(self, numbers, shown):
        """Yield markers of texts that are not shown, and what was read from files."""
        html = self.folder / "out" / "html"
        for path in sorted(html.rglob("*")):
            parts = path.relative_to(html).parts
            if not path.is_file() or parts[0] in {"_amts", "_static", "_images"}:
                continue
            data = path.read_bytes()
            if path.name == "objects.inv":
                data = zlib.decompress(data.split(b"\n", 4)[4])
            text = data.decode("utf-8", "replace")
            name = path.relative_to(html).as_posix()
            for found in set(map(int, _STOLEN.findall(text))):
                yield Found("file is shown", found, name)
            for found in {int(number) for number in MARKER.findall(text)}:
                if found in numbers and found not in shown:
                    yield Found("left behind", found, f"in {name}")


def wrongly_hidden(texts, shown) -> list[Text]:
    """Return the harmless ones among *texts* that are not shown as they are."""
    return [
        text
        for text in texts
        if text.harmless
        and not (text.number in shown and is_shown(text, shown[text.number]))
    ]


def numbers_of(batch: int, size: int, runs: int) -> range:
    return range(batch * size, min((batch + 1) * size, runs))
