"""Define the interface of translation engines, and create them by name.

An engine is independent of the memory, of catalogs and of Sphinx. It yields one answer
for every item as soon as it has it, so that each can be stored at once: a translation,
the job that will return one later, or the reason for a failure.
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

# named by module, so that they are found if the project is not installed
_BUILT_IN = {
    "pseudo": "sphinx_amts.engines.pseudo:create",
    "pseudo-rtl": "sphinx_amts.engines.pseudo:create_rtl",
    "command": "sphinx_amts.engines.command:create",
    "amazon": "sphinx_amts.engines.amazon.engine:create",
}


def ignore_line(_line: str) -> None:
    """Ignore a line about the progress of jobs."""


def _refuse(_price: float) -> bool:
    """Refuse every payment."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One segment to translate.

    Attributes:
        key: key of the segment, unique in its request, and a valid id in HTML.
        html: exchange form of the segment, the inner HTML of one block.
        before: text before it in the message: context, which may be ignored.
        after: text after it.
    """

    key: str
    html: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Segments to translate for one language pair, in the order of the book.

    Attributes:
        items: the segments; no two of them share a key.
        languages: source and target language.
        settings: further options, as ``{"formality": "formal"}``.
        renew: whether answers made with earlier versions of parallel data or
            terminology are invalid.
        pay_again: called with the price in US dollars before a call that may have been
            billed is repeated, as after a lost connection; returns `False` if it must
            not be. What is sent for the first time is permitted.
    """

    items: tuple[Item, ...]
    languages: LanguagePair
    settings: Mapping[str, str] = field(default_factory=dict)
    renew: bool = False
    pay_again: Callable[[float], bool] = _refuse


@dataclass(frozen=True, slots=True)
class Result:
    """Translation of one item, not yet checked for lost or added markup.

    Attributes:
        key: key of the item.
        html: exchange form of the translation.
        provenance: engine, route and resources that made it.
        sent: exchange form that was translated, if it differs from that of the item,
            as in results of a job for an earlier state of the book.
    """

    key: str
    html: str
    provenance: Provenance
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """Answer that a job will translate an item later."""

    key: str
    job: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Answer that an item has no translation, with the reason.

    Attributes:
        key: key of the item.
        reason: explanation in one line.
        transient: whether a repeated request, in a later build, may succeed.
    """

    key: str
    reason: str
    transient: bool = True


Answer = Result | Pending | Failure


class Engine(Protocol):
    """Interface of an engine, which translates segments in exchange form.

    Attributes:
        name: name in settings.
        label: name in catalogs and reports.
        identity: the name and the settings that change the translations, in one
            string; part of the memory key.
        metered: whether a call costs money and so needs permission.
    """

    @property
    def name(self) -> str:
        """Return the name in settings."""

    @property
    def label(self) -> str:
        """Return the name shown in catalogs and reports, e.g. of a program."""

    @property
    def identity(self) -> str:
        """Return the engine's part of a memory key: name and relevant settings."""

    @property
    def metered(self) -> bool:
        """Return whether a call costs money."""

    def translate(self, request: Request) -> Iterator[Answer]:
        """Yield one answer for every item, in any order, as soon as available.

        Raises:
            EngineError: nothing can be translated now (transient) or with these
                settings; answers that were yielded before stay valid.
        """


def keeps_marked(engine: Engine) -> bool:
    """Return whether *engine* keeps elements with `translate="no"` as they are.

    An engine declares it by an attribute of this name. Others get these elements
    without their text.
    """
    return getattr(engine, "keeps_marked", False) is True


def is_instant(engine: Engine) -> bool:
    """Return whether *engine* answers in less time than it takes to store the answer.

    An engine that costs nothing declares it by an attribute `instant`. Its answers are
    not stored in the translation memory.
    """
    return not engine.metered and getattr(engine, "instant", False) is True


@dataclass(frozen=True, slots=True)
class Quote:
    """Upper bound of the price of a request.

    Attributes:
        characters: characters that are billed.
        price: US dollars.
        route: the route by which it would be translated.
        note: the prices of other routes, and the date of the price list.
    """

    characters: int
    price: float
    route: str
    note: str = ""


@runtime_checkable
class JobEngine(Engine, Protocol):
    """Interface of an engine that translates in jobs, which may outlast the process.

    `translate` yields `Pending` for the items of a job; `collect` yields their answers
    later.
    """

    def quote(self, request: Request) -> Quote:
        """Return an upper bound of the price of *request*; makes no call.

        Raises:
            EngineError: it cannot be translated with these settings.
        """

    def versions(self, languages: LanguagePair) -> Mapping[str, str]:
        """Return the present versions of the engine's resources.

        Returns:
            as in the details of the provenance of results: "parallel-data" and
            "terminology", each with name and version, as far as they are in use.

        Raises:
            EngineError: as for `translate`.
        """

    def collect(self, request: Request, *, wait: bool) -> Iterator[Answer]:
        """Yield results of earlier jobs for the items of *request*, free of charge.

        An item that is in no job gets no answer. Results of other items may be among
        the answers, to be stored as well.

        Args:
            request: the items to look for.
            wait: whether to wait for running jobs, as long as the settings allow.

        Raises:
            EngineError: as for `translate`.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """Settings from which engines are created.

    Attributes:
        command: program and arguments of the `command` engine.
        command_name: name of the program; empty for that of its file.
        command_timeout: time limit of one call, in seconds.
        command_batch_characters: most characters of exchange HTML in one call.
        command_languages: language code -> the code that the program uses.
        command_metered: whether a call costs money.
        command_keeps_marked: whether it keeps elements with `translate="no"`.
        amazon: settings of the `amazon` engine.
        amazon_prices: US dollars per million characters, by route.
        again: whether to request segments again that a paid job did not return.
        book: name of the project.
        state_dir: folder for notes about jobs; `None` to write none.
        wait: seconds to wait for jobs, in one run.
        notify: called with one line about the progress of jobs.
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
    notify: Callable[[str], None] = ignore_line


def engine_names() -> tuple[str, ...]:
    """Return the sorted names of all engines that can be created."""
    installed = (point.name for point in metadata.entry_points(group=ENTRY_POINT_GROUP))
    return tuple(sorted({*_BUILT_IN, *installed}))


def create_engine(name: str, options: EngineOptions) -> Engine:
    """Create the engine *name*, a built-in one or one of a plug-in.

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
