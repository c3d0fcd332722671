"""What is on a page, in an environment, in a log, compared with what should be there.

Nothing here knows how the project reads, judges or writes texts: pages are read as
they were written to disk, and compared with those of a build that had no translations.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from hostile_grammar import BIDI, MARKER

if TYPE_CHECKING:
    from hostile_book import Message

_SOURCE_LANGUAGE = "en"

_OWN_CLASSES = {"machine-translated", "outdated-translation", "unconfirmed-translation"}
_COUNTED = re.compile(r"\b(id|footnote-reference-|index-)\d+\b")
_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
         "source", "track", "wbr"}  # fmt: skip
# attributes that hold words, and one that Sphinx puts there by mistake
_WORDS = {"a": {"title"}, "link": {"title"}, "abbr": {"title"}, "img": {"alt"},
          "meta": {"translated"}}  # fmt: skip
_AREA = re.compile(r"\bm-(\d+)\b")


def _uncounted(text: str) -> str:
    return _COUNTED.sub(r"\1N", text)


@dataclass
class Area:
    """The part of a page that shows one message, or what is left of the page."""

    tags: Counter = field(default_factory=Counter)
    text: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return _BLANKS.sub(" ", "".join(self.text)).strip()


class _PageReader(HTMLParser):
    """Sorts tags and text of a page by message; `None` stands for all the rest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.areas: dict[int | None, Area] = {None: Area()}
        self._number: int | None = None
        self._outer, self._depth = "", 0
        self._title: int | None = None
        self._skipped: list[str] = []
        self._verbatim: list[tuple[str, str, list[str]]] = []

    @property
    def _area(self) -> Area:
        return self.areas.setdefault(self._number, Area())

    def handle_starttag(self, tag, attrs):
        self._start(tag, attrs)

    def handle_startendtag(self, tag, attrs):
        self._start(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def _start(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "").split()
        if self._skipped or "amts-mark" in classes or "headerlink" in classes:
            if tag not in _VOID:
                self._skipped.append(tag)
            return
        self._find(tag, values)
        if tag == "meta" and values.get("name") == "description":
            # the page that it is on says which message it shows
            text = values.pop("content", "")
            self.areas.setdefault("meta", Area()).text.append(text)
        said = values.get("lang") == _SOURCE_LANGUAGE
        if said:  # of text that is not translated
            del values["lang"]
            values.pop("dir", "")
        key = self._key(tag, values)
        added = said and key == "<span>"
        # Sphinx adds empty legends where a caption is not shown
        if not added and classes != ["legend"]:
            self._area.tags[key] += 1
        if (tag == "code" or "math" in classes) and tag not in _VOID:
            self._verbatim.append((tag, key, []))

    def _find(self, tag, values):
        if self._number is None:
            if found := _AREA.search(values.get("class", "")):
                self._number, self._outer = int(found[1]), tag
            elif values.get("id", "").startswith("t-"):
                self._title = int(values["id"][2:])
            elif tag == "h2" and self._title is not None:
                self._number, self._outer = self._title, tag
                self._title = None
        if self._number is not None and tag == self._outer:
            self._depth += 1

    def _key(self, tag, values):
        if "class" in values:
            classes = values["class"].split()
            values["class"] = " ".join(c for c in classes if c not in _OWN_CLASSES)
        kept = "".join(
            f' {name}="{_uncounted(value)}"'
            for name, value in sorted(values.items())
            if name not in _WORDS.get(tag, ()) and (name != "class" or value)
        )
        if tag == "img" and "alt" in values:
            self._area.text.append(values["alt"])
        return f"<{tag}{kept}>"

    def handle_endtag(self, tag):
        if self._skipped:
            if tag == self._skipped[-1]:
                self._skipped.pop()
            return
        if self._verbatim and self._verbatim[-1][0] == tag:
            _, key, text = self._verbatim.pop()
            self._area.tags[f"{key} holds {''.join(text)!r}"] += 1
        if self._number is not None and tag == self._outer:
            self._depth -= 1
            if self._depth == 0:
                self._number = None

    def handle_data(self, data):
        if self._skipped:
            return
        for _, _, text in self._verbatim:
            text.append(data)
        self._area.text.append(data)

    def handle_comment(self, data):
        self._area.tags[f"<!--{data}-->"] += 1

    def handle_decl(self, decl):
        self._area.tags[f"<!{decl}>"] += 1

    def handle_pi(self, data):
        self._area.tags[f"<?{data}>"] += 1

    def unknown_decl(self, data):
        self._area.tags[f"<![{data}]>"] += 1


def read_page(html: str) -> dict:
    """Return the areas of a page by number of their message."""
    reader = _PageReader()
    reader.feed(html)
    reader.close()
    return reader.areas


@dataclass(frozen=True)
class Found:
    """A violation.

    Attributes:
        kind: its class.
        number: of the message at fault, `None` if nobody knows.
        what: what is wrong, in a line.
    """

    kind: str
    number: int | None
    what: str


def gained_and_lost(before: Area, after: Area) -> str:
    gained, lost = after.tags - before.tags, before.tags - after.tags
    words = [f"gained {tag}" for tag in gained] + [f"lost {tag}" for tag in lost]
    return ", ".join(words)


def judge_area(message: Message, before: Area, after: Area | None) -> Found | None:
    """Compare a message on its page with its source."""
    number = message.number
    if after is None:
        return Found("structure", number, "the place of the message is gone")
    if after.tags != before.tags:
        gained = after.tags - before.tags
        kind = "element gained" if gained else "element lost"
        return Found(kind, number, gained_and_lost(before, after))
    shown = after.shown
    if shown != before.shown:
        if found := BIDI.search(shown):
            what = f"turns text around: U+{ord(found[0]):04X} in {shown!r}"
            return Found("bidi control", number, what)
        if found := _CONTROL.search(shown):
            what = f"control character U+{ord(found[0]):04X} in {shown!r}"
            return Found("control character", number, what)
    return None


# --- everything else that a build leaves behind


def environment(app) -> dict[str, Counter]:
    """Return what an environment holds that does not depend on words."""
    env = app.env
    std = env.domaindata["std"]
    domains = {
        name: Counter(
            f"{key}: {entry!r}"
            for part, held in data.items()
            if isinstance(held, dict) and part != "modules"
            for key, entry in held.items()
        )
        for name, data in env.domaindata.items()
        if name in {"py", "js", "c", "cpp", "rst", "math", "citation"}
    }
    todos = env.domaindata.get("todo", {}).get("todos", {})
    changes = env.domaindata.get("changeset", {}).get("changes", {})
    return domains | {
        "objects": Counter(
            f"{kind} {name}: {place}" for (kind, name), place in std["objects"].items()
            if kind != "term"
        ),
        "terms": Counter(
            repr(place) for (kind, _), place in set(std["objects"].items())
            if kind == "term"
        ).keys(),
        "labels": Counter(f"{n}: {e[:2]}" for n, e in std["labels"].items()),
        "anonlabels": Counter(f"{n}: {e}" for n, e in std["anonlabels"].items()),
        "options": Counter(map(repr, std["progoptions"].items())),
        "index": Counter(
            f"{docname}: {entry[0]} {_uncounted(entry[2])}"
            for docname, entries in env.domaindata["index"]["entries"].items()
            for entry in entries
        ),
        "versions": Counter(
            f"{version}: {change.type} {change.docname}"
            for version, found in changes.items() for change in found
        ),
        "todos": Counter({docname: len(held) for docname, held in todos.items()}),
        "images": Counter(map(str, env.images)),
        "downloads": Counter(map(str, env.dlfiles)),
        "toctree": Counter(map(repr, env.toctree_includes.items())),
        "included": Counter(map(repr, env.included.items())),
        "dependencies": Counter(
            f"{docname}: {path}"
            for docname, paths in env.dependencies.items() for path in paths
            if "amts" not in str(path)
        ),
        "metadata": Counter(
            f"{docname}: {name}"
            for docname, data in env.metadata.items() for name in data
        ),
        "documents": Counter([*env.found_docs, *env.all_docs]),
        "other relations": Counter(
            map(repr, [env.glob_toctrees, env.numbered_toctrees, env.reread_always])
        ),
        "attributes": Counter(list(vars(env))),
        "substitutions": Counter([repr(env.config.myst_substitutions)]),
        "scripts": Counter(
            map(repr, [app.registry.js_files, app.registry.css_files])
        ),
        **_roles(),
    }  # fmt: skip


def _roles() -> dict[str, Counter]:
    """Return the roles and directives that are not docutils' own.

    Its own ones are registered under the names by which they are looked up first.
    """
    from docutils.parsers.rst import directives, roles

    own = roles._role_registry
    return {
        "roles": Counter(
            f"{name}: {function!r}".partition(" at 0x")[0]
            for name, function in roles._roles.items()
            if own.get(name or "title-reference") is not function
        ),
        "directives": Counter(
            f"{name}: {kind.__module__}"
            for name, kind in directives._directives.items()
            if not kind.__module__.startswith("docutils.")
        ),
    }


def judge_environment(before: dict, after: dict) -> list[Found]:
    """Return what an environment has too much."""
    found = []
    for name, held in after.items():
        old = before[name]
        more = held - old if isinstance(held, Counter) else held - set(old)
        found += [
            Found(f"environment: {name}", traced(str(entry)), str(entry))
            for entry in more
        ]
    return found


def traced(text: str) -> int | None:
    """Return the number of the text that *text* comes from."""
    match = MARKER.search(text)
    return int(match[1]) if match else None


_SAID = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE): ")


def log_lines(log: str) -> Counter:
    """Return the warnings of a build, each in one line, without colours."""
    entries: list[str] = []
    for line in re.sub(r"\x1b\[[0-9;]*m", "", log).splitlines():
        if _SAID.search(line) or not entries:
            entries.append(line)
        else:
            entries[-1] += f" / {line}"
    return Counter(filter(str.strip, entries))
