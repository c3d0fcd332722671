"""Define the systems that are compared: named engines with settings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from sphinx_amts.editions.model import Granularity
from sphinx_amts.engines.base import engine_names
from sphinx_amts.errors import ConfigError
from sphinx_amts.evaluation.near_duplicates import NearDuplicateFilter
from sphinx_amts.files.disk import as_utf8, read_file
from sphinx_amts.settings.definitions import PREFIX, Settings, parse
from sphinx_amts.settings.values import nearest
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.translation.budget import Permission

BOOK = "book"
"""Name of the human text of the book itself, in a list of parallel data."""

OFF = "off"

_OWN = frozenset({"engine", "route", "parallel_data", "granularity", "terminology"})
_TABLES = ("settings", "systems", "evaluation")

_MOST_BYTES = 1_000_000
"""Greatest size of a configuration file; usual files have a few thousand bytes."""

_MOST_DOTS = 200
_EVALUATION = ("near_duplicates", "memorisation", "comet", "tokenizers")


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A named engine with its settings.

    Attributes:
        name: name of the system in reports and folders.
        engine: name of the engine, as in `amts_engine`.
        route: route of the engine `amazon`; "" for the route of the settings.
        parallel_data: "book" and files of pairs; empty for no parallel data.
        granularity: unit of text of a pair of the parallel data.
        terminology: file of terms; `None` for none.
        settings: name of a setting without prefix -> value, for other settings.
    """

    name: str
    engine: str
    route: str = ""
    parallel_data: tuple[str, ...] = ()
    granularity: Granularity = Granularity.SENTENCE
    terminology: Path | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def configured(
        self, base: Settings, *, parallel_data: str = "", terminology: str = ""
    ) -> Settings:
        """Return the settings *base* of the book, changed for this system.

        Args:
            base: settings of the book.
            parallel_data: name of the parallel data in the account; "" for none.
            terminology: name of the terminology in the account; "" for none.
        """
        made = replace(base, **{**self.settings, "engine": self.engine})
        if self.engine != "amazon":
            return made
        amazon = {
            **made.amazon,
            "parallel_data": parallel_data,
            "terminology": terminology,
        }
        if self.route:
            amazon["route"] = self.route
        return replace(made, amazon=amazon)


_BUILT_IN = {
    system.name: system
    for system in (
        System(name="baseline", engine="amazon", route="realtime"),
        System(
            name="act-paragraph",
            engine="amazon",
            route="batch",
            parallel_data=(BOOK,),
            granularity=Granularity.PARAGRAPH,
        ),
        System(
            name="act-sentence",
            engine="amazon",
            route="batch",
            parallel_data=(BOOK,),
            granularity=Granularity.SENTENCE,
        ),
        System(name=NO_ENGINE, engine=NO_ENGINE, parallel_data=(BOOK,)),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Settings of an evaluation, read from a TOML file.

    Attributes:
        systems: name of a system -> system, for additional systems.
        settings: name of a setting without prefix -> value, for settings that `conf.py`
            does not have.
        near_duplicates: filter of near duplicates in parallel data; "off" for none.
        memorisation: whether to run systems also with the held-out text in their
            parallel data.
        comet: name of a COMET model; "" for none.
        tokenizers: language -> tokenizer of sacrebleu, in place of the default.
    """

    systems: Mapping[str, System] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    near_duplicates: str = NearDuplicateFilter.NEAR
    memorisation: bool = False
    comet: str = ""
    tokenizers: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, names: Sequence[str]) -> list[System]:
        """Return the systems with the given names, which may be names of engines.

        Raises:
            ConfigError: there is no system with a name in *names*.
        """
        known = {
            **{name: System(name=name, engine=name) for name in engine_names()},
            **_BUILT_IN,
            **self.systems,
        }
        for name in names:
            if name not in known:
                raise ConfigError(
                    f'unknown system "{name}"{nearest(name, known)}; there are '
                    f"{', '.join(sorted(known))}; others are named in a file for "
                    "--config"
                )
        return [known[name] for name in dict.fromkeys(names)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Plan of an evaluation: systems, documents, directions and permission.

    Attributes:
        systems: systems to compare.
        documents: names of the documents to hold out; empty for all documents.
        both_directions: whether to translate into the language of the book as well.
        configuration: settings of the evaluation.
        base: settings of the book.
        output: folder to write into.
        permission: permission to spend.
        notify: called with the progress, one line each.
    """

    systems: Sequence[System]
    documents: Sequence[str]
    both_directions: bool
    configuration: Configuration
    base: Settings
    output: Path
    permission: Permission
    notify: Callable[[str], None]


def read_configuration(path: Path) -> Configuration:
    """Read the settings of an evaluation from a TOML file.

    Raises:
        ConfigError: the file cannot be read, or has an unknown key or a wrong value.
    """
    try:
        text = as_utf8(read_file(path, max_bytes=_MOST_BYTES), path)
        # parsing dotted keys takes quadratic time
        if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
            raise ConfigError(f"{path}: a line with more than {_MOST_DOTS} dots")
        data = tomllib.loads(text)
    except OSError as exc:
        raise ConfigError(f"{path}: cannot be read ({exc.strerror or exc})") from exc
    except RecursionError as exc:
        raise ConfigError(f"{path}: tables or lists are nested too deeply") from exc
    except ValueError as exc:
        raise ConfigError(f"{path}: {exc}") from exc
    _refuse_unknown(path, "", data, _TABLES)
    tables = {name: _table(path, name, data.get(name, {})) for name in _TABLES}
    evaluation = tables["evaluation"]
    _refuse_unknown(path, "evaluation", evaluation, _EVALUATION)
    near = evaluation.get("near_duplicates", NearDuplicateFilter.NEAR)
    if near not in (NearDuplicateFilter.NEAR, OFF):
        raise ConfigError(
            f"{path}: evaluation.near_duplicates is "
            f'"{NearDuplicateFilter.NEAR}" or "{OFF}"'
        )
    tokenizers = _table(path, "evaluation.tokenizers", evaluation.get("tokenizers", {}))
    return Configuration(
        systems={
            name: _system(path, name, _table(path, f"systems.{name}", table))
            for name, table in tables["systems"].items()
        },
        settings=_settings(path, "settings", tables["settings"]),
        near_duplicates=str(near),
        memorisation=evaluation.get("memorisation", False) is True,
        comet=str(evaluation.get("comet", "")),
        tokenizers={code: str(name) for code, name in tokenizers.items()},
    )


def _system(path: Path, name: str, table: Mapping[str, Any]) -> System:
    where = f"systems.{name}"
    if not name or not all(c.isalnum() or c in "-_." for c in name) or name[0] == ".":
        raise ConfigError(
            f"{path}: {where}: a system's name is that of a folder; use letters, "
            "digits, - and _"
        )
    if not isinstance(table.get("engine"), str):
        raise ConfigError(f'{path}: {where}: name its engine, as in engine = "amazon"')
    data = table.get("parallel_data", [])
    data = [data] if isinstance(data, str) else data
    if not isinstance(data, list) or not all(isinstance(d, str) for d in data):
        raise ConfigError(
            f'{path}: {where}.parallel_data is "{BOOK}", a file, or a list of these'
        )
    granularity = table.get("granularity", Granularity.SENTENCE)
    if granularity not in tuple(Granularity):
        raise ConfigError(
            f"{path}: {where}.granularity is {' or '.join(Granularity)}, not "
            f"{granularity!r}"
        )
    terms = table.get("terminology", "")
    system = System(
        name=name,
        engine=table["engine"],
        route=str(table.get("route", "")),
        parallel_data=tuple(
            d if d == BOOK else str(path.parent / d) for d in data if d
        ),
        granularity=Granularity(granularity),
        terminology=path.parent / str(terms) if terms else None,
        settings=_settings(
            path, where, {k: v for k, v in table.items() if k not in _OWN}
        ),
    )
    if system.engine not in (*engine_names(), NO_ENGINE):
        raise ConfigError(
            f'{path}: {where}: unknown engine "{system.engine}"'
            f"{nearest(system.engine, engine_names())}"
        )
    if system.route == "realtime" and system.parallel_data:
        raise ConfigError(
            f"{path}: {where}: the route realtime uses no parallel data; "
            'set route = "batch"'
        )
    if system.engine not in ("amazon", NO_ENGINE) and (
        system.parallel_data or system.terminology
    ):
        raise ConfigError(
            f"{path}: {where}: the engine {system.engine} takes neither parallel data "
            "nor a terminology"
        )
    return system


def _settings(path: Path, where: str, table: Mapping[str, Any]) -> dict[str, Any]:
    known = [option.name for option in fields(Settings)]
    found = {}
    for key, value in table.items():
        name = key.removeprefix(PREFIX)
        if name not in known:
            raise ConfigError(
                f"{path}: {where}: unknown setting {key!r}{nearest(name, known)}"
            )
        try:
            found[name] = parse(name, value)
        except ConfigError as exc:
            raise ConfigError(f"{path}: {where}: {exc}") from exc
    return found


def _table(path: Path, name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{path}: {name} is a table; write [{name}]")
    return value


def _refuse_unknown(
    path: Path, where: str, table: Mapping[str, Any], known: Sequence[str]
) -> None:
    for key in table:
        if key not in known:
            place = f"{where}.{key}" if where else f"[{key}]"
            raise ConfigError(f"{path}: unknown {place}{nearest(key, known)}")
