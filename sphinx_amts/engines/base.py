"""What an engine is asked and what it answers; how engines are found by name.

An engine knows nothing of the memory, of catalogs or of Sphinx. It answers as results
come, so that each is kept at once, and one at a time for every item: a translation,
the name of a job that will bring one later, or a reason why there is none.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sphinx_amts.errors import ConfigError, EngineNotInstalled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sphinx_amts.model import LanguagePair, Provenance

ENTRY_POINT_GROUP = "sphinx_amts.engines"

# found by their modules, so that they are there when the project is not installed
_BUILT_IN = {
    "pseudo": "sphinx_amts.engines.pseudo:create",
    "pseudo-rtl": "sphinx_amts.engines.pseudo:create_rtl",
    "command": "sphinx_amts.engines.command:create",
    "amazon": "sphinx_amts.engines.amazon.engine:create",
}


def _quietly(_line: str) -> None:
    """Tell nobody."""


def _never(_price: float) -> bool:
    """Permit nothing."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One segment to translate.

    Attributes:
        key: key of the segment, unique in its request; fit to be an id in HTML.
        html: exchange form of the segment, the inner HTML of one block.
        before: text that stands before it in the message; context that may be ignored.
        after: text that follows it.
        previous_translation: exchange form of the translation of an earlier wording.
    """

    key: str
    html: str
    before: str = ""
    after: str = ""
    previous_translation: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Segments for one language pair, in the order of the book.

    Attributes:
        items: the segments; no two of them share a key.
        languages: from which language to which.
        settings: what is asked besides, as ``{"formality": "formal"}``.
        renew: answers that were made with other parallel data or another terminology
            than today's do not count.
        pay_again: to be called with the price in US dollars before a call that may have
            been billed is made again, as after a connection that broke; `False` if
            it must not be. What is sent for the first time is permitted.
    """

    items: tuple[Item, ...]
    languages: LanguagePair
    settings: Mapping[str, str] = field(default_factory=dict)
    renew: bool = False
    pay_again: Callable[[float], bool] = _never


@dataclass(frozen=True, slots=True)
class Result:
    """The translation of one item, not yet checked for lost or invented markup.

    Attributes:
        sent: exchange form that was translated, where it is not that of the item, as
            in results of a job that was started for an earlier state of the book.
    """

    key: str
    html: str
    provenance: Provenance
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """An item whose translation comes later, from the job of this name."""

    key: str
    job: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that got no translation.

    Attributes:
        key: key of the item.
        reason: what happened, in one line.
        transient: whether asking again, in a later build, may help.
    """

    key: str
    reason: str
    transient: bool = True


Answer = Result | Pending | Failure


class Engine(Protocol):
    """Translates exchange HTML.

    Attributes:
        name: name in settings.
        label: name in catalogs and reports.
        identity: the name and those settings that change what is asked for, in one
            string; part of the memory key.
        metered: whether a call costs money and so needs permission.
    """

    @property
    def name(self) -> str:
        """Name in settings."""

    @property
    def label(self) -> str:
        """Name in catalogs and reports, where "command" would say too little."""

    @property
    def identity(self) -> str:
        """What answers have in common that may stand for each other."""

    @property
    def metered(self) -> bool:
        """Whether a call costs money."""

    def translate(self, request: Request) -> Iterator[Answer]:
        """Yield one answer for every item, in any order, each as soon as it is known.

        Raises:
            EngineError: nothing can be translated now (transient) or with these
                settings; answers that were yielded before stay valid.
        """


def keeps_marked(engine: Engine) -> bool:
    """Whether *engine* says that it leaves alone what is marked `translate="no"`.

    An engine says so by an attribute of this name. To one that does not, what is
    marked is sent without its text.
    """
    return getattr(engine, "keeps_marked", False) is True


@dataclass(frozen=True, slots=True)
class Quote:
    """What a request costs at most.

    Attributes:
        characters: characters that are billed.
        price: US dollars.
        route: how it would be translated.
        note: what other routes would cost, and of when the prices are.
    """

    characters: int
    price: float
    route: str
    note: str = ""


@runtime_checkable
class JobEngine(Engine, Protocol):
    """An engine that may answer long after it was asked, in another process.

    Its `translate` yields `Pending` for what a job works on; `collect` brings the
    answers later.
    """

    def quote(self, request: Request) -> Quote:
        """Return what translating *request* would cost at most; calls nothing.

        Raises:
            EngineError: it cannot be translated with these settings.
        """

    def versions(self, languages: LanguagePair) -> Mapping[str, str]:
        """Return what customises the translations that would be made now.

        Returns:
            as in the details of the provenance of results: "parallel-data" and
            "terminology", each name and version; nothing for what is not in force.

        Raises:
            EngineError: as for `translate`.
        """

    def collect(self, request: Request, *, wait: bool) -> Iterator[Answer]:
        """Yield what jobs have for the items of *request*; free of charge.

        An item that no job has gets no answer. Results of items that were not asked
        for may be among the answers: whatever is read is to be kept.

        Args:
            request: the items that are wanted.
            wait: stay until jobs under way end, as long as the settings allow.

        Raises:
            EngineError: as for `translate`.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """What engines may need of the settings.

    Attributes:
        command: program and arguments of the `command` engine.
        command_name: name of the program; empty for that of its file.
        command_timeout: seconds that one call of it may take.
        command_batch_characters: characters of exchange HTML in one call at most.
        command_languages: language code -> the program's own name of it.
        command_metered: whether calling it costs money.
        command_keeps_marked: whether it leaves alone what is marked `translate="no"`.
        amazon: settings of the `amazon` engine.
        amazon_prices: US dollars per million characters, by route.
        again: ask again for what a job was paid for but did not bring.
        book: name of the project.
        state_dir: folder where an engine may keep notes about its jobs.
        wait: seconds to wait for jobs, in one run.
        notify: told how jobs get on, one line each.
    """

    command: tuple[str, ...] = ()
    command_name: str = ""
    command_timeout: float = 600.0
    command_batch_characters: int = 20_000
    command_languages: Mapping[str, str] = field(default_factory=dict)
    command_metered: bool = False
    command_keeps_marked: bool = False
    amazon: Mapping[str, str] = field(default_factory=dict)
    amazon_prices: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    book: str = ""
    state_dir: Path | None = None
    wait: float = 0.0
    notify: Callable[[str], None] = _quietly


def engine_names() -> tuple[str, ...]:
    """Return the names of all engines that can be created, sorted."""
    installed = (point.name for point in metadata.entry_points(group=ENTRY_POINT_GROUP))
    return tuple(sorted({*_BUILT_IN, *installed}))


def create_engine(name: str, options: EngineOptions) -> Engine:
    """Create the engine *name*: a built-in one, or one that a plug-in registers.

    A plug-in names, in the entry-point group `sphinx_amts.engines`, a callable that
    takes `EngineOptions` and returns an `Engine`.

    Raises:
        ConfigError: there is no such engine.
        EngineNotSetUp: its plug-in cannot be loaded, or a setting that it needs and
            that may come from this machine is missing.
    """
    if name in _BUILT_IN:
        module, _, function = _BUILT_IN[name].partition(":")
        engine: Engine = getattr(import_module(module), function)(options)
        return engine
    points = tuple(metadata.entry_points(group=ENTRY_POINT_GROUP, name=name))
    if not points:
        raise ConfigError(_unknown(name))
    try:
        created: Engine = points[0].load()(options)
    except (ImportError, AttributeError) as exc:
        raise EngineNotInstalled(
            f'the engine "{name}" cannot be loaded from {points[0].value} ({exc}); '
            "reinstall the package that brings it, and what that needs"
        ) from exc
    return created


def _unknown(name: str) -> str:
    names = engine_names()
    near = difflib.get_close_matches(name.lower(), names, 1, 0.5)
    hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(names)}"
    return f'unknown engine "{name}"; {hint}'
