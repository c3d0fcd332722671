"""Define the interface of translation engines, and create them by name.

An engine is independent of the translation memory, of catalogs and of Sphinx. It yields
one answer for every item as soon as possible, so that each answer can be stored at
once: a translation, the job that will return a translation later, or the reason for a
failure.
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
        settings: further options, such as ``{"formality": "formal"}``.
        renew: whether results made with earlier versions of parallel data or
            terminology are not to be used.
        pay_again: called with the price in US dollars before a call that may have been
            billed is repeated, as after a lost connection. It returns whether to repeat
            the call. The first call needs no permission.
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
        provenance: engine, route and resources that made the translation.
        sent: exchange form that was translated, if it may differ from that of the item,
            as in results of a job for an earlier state of the book; else "".
    """

    key: str
    html: str
    provenance: Provenance
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """Answer that a job will translate an item later.

    Attributes:
        key: key of the item.
        job: name of the job, for messages.
    """

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
        name: name of the engine in settings.
        label: name of the engine in catalogs and reports.
        identity: the name and the settings that change the translations, in one
            string; part of the key in the translation memory.
        metered: whether a call costs money, and so needs permission.
    """

    @property
    def name(self) -> str:
        """Return the name of the engine in settings."""

    @property
    def label(self) -> str:
        """Return the name of the engine, or its program, in catalogs and reports."""

    @property
    def identity(self) -> str:
        """Return the name and the settings that change translations, as one string."""

    @property
    def metered(self) -> bool:
        """Return whether a call costs money."""

    def translate(self, request: Request) -> Iterator[Answer]:
        """Yield one answer for every item of *request*, in any order.

        Raises:
            EngineError: the remaining items cannot be translated, now or with these
                settings; answers that were yielded before stay valid.
        """


def keeps_marked(engine: Engine) -> bool:
    """Return whether *engine* keeps elements with `translate="no"` as they are.

    An engine declares this by an attribute `keeps_marked`. Other engines get such
    elements without their text.
    """
    return getattr(engine, "keeps_marked", False) is True


def is_instant(engine: Engine) -> bool:
    """Return whether *engine* answers in less time than it takes to store the answer.

    An engine that costs nothing declares this by an attribute `instant`. The answers of
    an instant engine are not stored in the translation memory.
    """
    return not engine.metered and getattr(engine, "instant", False) is True


@dataclass(frozen=True, slots=True)
class Quote:
    """Upper bound of the price of a request.

    Attributes:
        characters: number of characters that are billed.
        price: price in US dollars.
        route: route of the engine by which the request would be translated.
        note: prices by route and date of the price list, for the user.
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
        """Return an upper bound of the price of *request*, without a call.

        Raises:
            EngineError: *request* cannot be translated with these settings.
        """

    def versions(self, languages: LanguagePair) -> Mapping[str, str]:
        """Return the present versions of the engine's resources.

        Returns:
            name and version of the resources in use, by "parallel-data" and
            "terminology", as in the details of the provenance of results.

        Raises:
            EngineError: as for `translate`.
        """

    def collect(self, request: Request, *, wait: bool) -> Iterator[Answer]:
        """Yield results of earlier jobs for the items of *request*, free of charge.

        An item that is in no job gets no answer. Results of further items of the same
        jobs may be among the answers, and can be stored as well.

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
        command_name: name of the program in catalogs and reports; empty to use the name
            of its file.
        command_timeout: time limit of one run of the program, in seconds.
        command_batch_characters: most characters of exchange HTML in one run.
        command_languages: language code -> language code that the program uses.
        command_metered: whether a run of the program costs money.
        command_keeps_marked: whether the program keeps elements with `translate="no"`.
        amazon: settings of the `amazon` engine.
        amazon_prices: US dollars per million characters, by route.
        again: whether to request segments again that a paid job did not return.
        book: name of the project.
        state_dir: folder for notes about jobs; `None` to write no notes.
        wait: most seconds to wait for jobs, in one run.
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
    """Create the engine *name*, which is built in or provided by a plug-in.

    A plug-in names, in the entry-point group `sphinx_amts.engines`, a callable that
    takes `EngineOptions` and returns an `Engine`.

    Raises:
        ConfigError: there is no such engine, or a setting is invalid.
        EngineNotSetUp: the plug-in cannot be loaded, or the engine lacks a setting that
            this machine may provide.
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
