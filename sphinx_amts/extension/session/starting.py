"""Create the session of a build from `conf.py` and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_amts.catalogs.chain import CatalogChain
from sphinx_amts.errors import ConfigError, EngineNotSetUp
from sphinx_amts.extension.compat.internals import conf_values, is_of_conf
from sphinx_amts.extension.compat.notebooks import Notebooks
from sphinx_amts.extension.compat.overrides import given_names
from sphinx_amts.extension.messages.conditions import Conditions
from sphinx_amts.extension.session.session import Refresh, Session
from sphinx_amts.files.user_folders import memory_folder
from sphinx_amts.languages.codes import canonical, is_known, suggest
from sphinx_amts.model import LanguagePair
from sphinx_amts.settings.definitions import PREFIX, Settings, parse, unknown_setting
from sphinx_amts.text.advice import where_given
from sphinx_amts.translation.budget import lowest, permission
from sphinx_amts.translation.engine_choice import NO_ENGINE, make_engine, uses_emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_amts.engines.base import Engine
    from sphinx_amts.extension.session.options import RunOptions
    from sphinx_amts.terminology.terms import TermBase

# Builders that make no pages to read.
_WITHOUT_PAGES = frozenset({"linkcheck", "doctest", "coverage", "changes"})

OVERLAY_VERSION = "4"
"""Version of the overlay, to be raised when codecs write other translations."""


def add_settings(add: Callable[[str, Any, Any, Any], None]) -> None:
    """Register every setting with *add*, which is `Sphinx.add_config_value`.

    No setting makes Sphinx read the whole book again when it changes, because this
    extension itself finds the documents that are affected.
    """
    for option in fields(Settings):
        add(PREFIX + option.name, _default(option), "", Any)


def _default(option: Field[Any]) -> Any:
    """Return the default of a setting, of a type for which Sphinx converts `-D`."""
    if option.default_factory is not MISSING:
        return option.default_factory()
    if isinstance(option.default, tuple):
        return list(option.default)
    # Sphinx converts no values of these types, or shows an error of its own
    return None if isinstance(option.default, bool | float) else option.default


_CURRENT: dict[str, Any] = {}
"""Current values of settings that may hold secrets, by name."""


class _Command(list[str]):
    """A command line that Sphinx does not pickle with the doctrees.

    The command may contain secrets, and by default doctrees are part of the output.
    """

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return _current_value, ("amts_command",)


class _Languages(dict[str, object]):
    """The setting `amts_languages`, which Sphinx does not pickle: see `_Command`."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return _current_value, ("amts_languages",)


def _current_value(name: str) -> object:
    """Return the current value of a setting, in place of a value that was pickled."""
    return _CURRENT.get(name)


def keep_from_doctrees(config: Config) -> None:
    """Keep settings that may contain secrets from being pickled with the doctrees."""
    if isinstance(config.amts_command, list | tuple):
        config.amts_command = _Command(config.amts_command)
    if isinstance(config.amts_languages, Mapping):
        config.amts_languages = _Languages(config.amts_languages)
    for name in ("amts_command", "amts_languages"):
        _CURRENT[name] = getattr(config, name)


def read_settings(
    confdir: Path, config: Config, language: str | None = None
) -> Settings:
    """Return the settings in force for a language.

    Args:
        confdir: folder of `conf.py`.
        config: configuration of the book.
        language: Sphinx language code; `None` for the language of the build.

    Raises:
        ConfigError: a setting is unknown or wrong.
    """
    known = set(Settings.names())
    for name in [*conf_values(config), *config.overrides]:
        if name.startswith(PREFIX) and name.partition(".")[0] not in known:
            raise ConfigError(
                f"{place_of(confdir, config, name)}: {unknown_setting(name)}"
            )
    values = {}
    for option in fields(Settings):
        value = getattr(config, PREFIX + option.name)
        if value is not None:
            values[option.name] = value
    try:
        return Settings.from_values(
            values,
            language=override_key(values.get("languages"), language or config.language),
            fixed=[name.removeprefix(PREFIX) for name in given_names(config)],
        )
    except ConfigError as exc:
        name = re.split(r"[\s:\[]", str(exc), maxsplit=1)[0]
        raise ConfigError(f"{place_of(confdir, config, name)}: {exc}") from None


def make_session(app: Sphinx, options: RunOptions) -> Session | None:
    """Create the session of a build; `None` if nothing is to be translated.

    Args:
        app: application with its builder.
        options: options that were given when the extension was loaded.

    Raises:
        ConfigError: a setting is wrong, or an engine cannot be made.
        EngineError: the data for `options.refresh` cannot be found out.
    """
    config, confdir = app.config, Path(app.confdir)
    settings = read_settings(confdir, config)
    source = source_language_of(settings, config)
    target = config.language
    if not app.builder.use_message_catalog or _is_same_language(source, target):
        return None
    book_limit, limits = _limits(config)
    pseudo = settings.engine.startswith("pseudo")
    work = Path(app.doctreedir, "amts", target)
    kind = f"{settings.engine if pseudo else 'pages'}-{OVERLAY_VERSION}"
    if settings.typography:
        written = repr(sorted(settings.typography.items())).encode()
        kind += f"-{blake2b(written, digest_size=4).hexdigest()}"
    languages = LanguagePair(source=source, target=target)
    memory = memory_dir(confdir, settings)
    allowed = permission(
        options.grant, limits=limits, book_limit=book_limit, budget=options.budget
    )
    profile = f"{source} {target} {kind} {settings.outdated}"
    if settings.keeps_sources:
        profile += " sources"
    if config.gettext_allow_fuzzy_translations:
        profile += " fuzzy"
    terms = _book_terms(confdir, settings, languages)
    if terms is not None:
        profile += f" terms {terms.digest()}"
    engine = _checked_engine(app, settings)
    rehearsal = uses_emulator(engine)
    if rehearsal:
        profile += " rehearsal"
    catalogs = CatalogChain(
        language=target,
        locale_dirs=tuple(Path(app.srcdir, d) for d in config.locale_dirs),
        committed=None if pseudo else confdir / settings.catalog_dir / target,
        overlay=work / kind,
        human_memory=human_memory_path(confdir, settings, target),
        rehearsal=rehearsal,
        fuzzy=bool(config.gettext_allow_fuzzy_translations),
        kept=work,
    )
    faults = tuple(_language_faults(app, settings, catalogs, source))
    refresh = Refresh()
    if options.refresh and not faults:
        from sphinx_amts.extension.session.refreshing import refresh_for

        refresh = refresh_for(
            options.refresh,
            settings,
            languages,
            terms=terms,
            project=name_of_book(config),
            memory_dir=memory,
        )
    # the builder "dummy" makes no pages, and leaves nothing out
    builder = options.builder or app.builder.name.replace("dummy", "")
    return Session(
        settings=settings,
        options=options,
        languages=languages,
        catalogs=catalogs,
        conditions=Conditions(app, builder),
        profile=profile + refresh.label,
        work=work,
        memory_dir=memory,
        permission=allowed,
        notebooks=Notebooks(work / "notebooks"),
        book=name_of_book(config),
        engine_identity=engine.identity if engine is not None else None,
        engine_missing=engine is None and settings.engine != NO_ENGINE,
        makes_no_pages=app.builder.name in _WITHOUT_PAGES,
        language_faults=faults,
        refresh=refresh,
        terms=terms,
    )


def _book_terms(
    confdir: Path, settings: Settings, languages: LanguagePair
) -> TermBase | None:
    if not settings.terms:
        return None
    from sphinx_amts.terminology.files import read_terms
    from sphinx_amts.terminology.terms import TermBase

    pair = {"source": languages.source, "target": languages.target}
    return TermBase(read_terms(confdir / settings.terms, **pair), **pair)


def human_memory_path(confdir: Path, settings: Settings, language: str) -> Path:
    """Return the path of the human memory file, beside the machine catalogs."""
    return Path(confdir, settings.catalog_dir).parent / "human" / f"{language}.jsonl"


def source_language_of(settings: Settings, config: Config) -> str:
    """Return the source language of a book."""
    return settings.source_language or conf_values(config).get("language") or "en"


def name_of_book(config: Config) -> str:
    """Return the name of a book, which is the same in all languages.

    The translation memory and engines identify the book by this name.
    """
    return str(conf_values(config).get("project") or config.project)


def languages_with_catalogs(
    srcdir: Path, confdir: Path, config: Config, settings: Settings
) -> list[str]:
    """Return the languages with catalogs, without the source language."""
    places = [(srcdir / folder, "LC_MESSAGES") for folder in config.locale_dirs]
    places.append((confdir / settings.catalog_dir, "."))
    found = {
        path.name
        for folder, below in places
        if folder.is_dir()
        for path in folder.iterdir()
        if path.name[0] != "." and any((path / below).rglob("*.po"))
    }
    return sorted(found - {source_language_of(settings, config)})


def _is_same_language(source: str, target: str) -> bool:
    return canonical(source) == canonical(target)


def _language_faults(
    app: Sphinx, settings: Settings, catalogs: CatalogChain, source: str
) -> Iterator[tuple[str, str]]:
    """Yield location and text of faults of languages that plain Sphinx accepts.

    A code for which catalogs exist is valid.

    Raises:
        ConfigError: a setting of this package names an unknown language.
    """
    own = [("amts_languages", code) for code in settings.languages]
    own += [("amts_publish", code) for code in settings.publish]
    plain = [("language", catalogs.language)]
    if settings.source_language:
        own.append(("amts_source_language", source))
    else:
        plain.append(("language", source))
    confdir = Path(app.confdir)
    for setting, code in [*own, *plain]:
        if is_known(code) or catalogs.has_catalogs(code):
            continue
        near = suggest(code)
        text = f"{setting} = {code!r}: no such language"
        text += f"; did you mean {near!r}?" if near else ""
        place = place_of(confdir, app.config, setting, code)
        if (setting, code) in own:
            raise ConfigError(f"{place}: {text}")
        yield place, text
    if misplaced := catalogs.misplaced():
        place, _, text = misplaced.partition(": ")
        yield place, text


def _checked_engine(app: Sphinx, settings: Settings) -> Engine | None:
    """Return the engine; `None` if none is set, or if it is not set up.

    Raises:
        ConfigError: the engine is unknown, or its settings are wrong.
    """
    try:
        return make_engine(settings)
    except EngineNotSetUp:
        return None  # reported if a message is missing that it could translate
    except ConfigError as exc:
        config = app.config
        key = override_key(settings.languages, config.language)
        own = {name.removeprefix(PREFIX) for name in settings.languages.get(key, ())}
        overridden = "engine" in own and "amts_engine" not in config.overrides
        name = "amts_languages" if overridden else "amts_engine"
        raise ConfigError(
            f"{place_of(Path(app.confdir), config, name)}: {exc}"
        ) from exc


def override_key(languages: object, language: str) -> str:
    """Return the key of *languages* for *language*, in whatever spelling.

    Returns:
        *language* itself if there is no such key.
    """
    if not isinstance(languages, Mapping) or language in languages:
        return language
    same = (
        k for k in languages if isinstance(k, str) and _is_same_language(k, language)
    )
    return next(same, language)


def _limits(config: Config) -> tuple[float | None, list[float | None]]:
    """Return the spending limit for the book, and all limits for the language.

    Limits in `conf.py` and on the command line count alike: each can only lower the
    grant.
    """
    book: list[float | None] = []
    own: list[float | None] = []
    for values in (conf_values(config), config.overrides):
        book.append(_limit(values.get("amts_spend_limit")))
        languages = values.get("amts_languages")
        if isinstance(languages, Mapping):
            listed = languages.get(override_key(languages, config.language), {})
            own += [_limit(listed.get(n)) for n in ("spend_limit", "amts_spend_limit")]
    inf = float("inf")
    whole = lowest(inf, *book)
    return (None if whole == inf else whole), own


def _limit(value: object) -> float | None:
    limit: float | None = None if value is None else parse("spend_limit", value)
    return limit


def memory_dir(confdir: Path, settings: Settings) -> Path:
    """Return the folder of the translation memory."""
    if settings.memory_dir is None:
        return memory_folder()
    return Path(confdir, Path(settings.memory_dir).expanduser())


def place_of(confdir: Path, config: Config, name: str, value: str = "") -> str:
    """Return where a setting is set: command-line option, or file with line if found.

    Args:
        confdir: folder of `conf.py`.
        config: configuration of the build.
        name: name of the setting.
        value: value that is set; empty for any value.
    """
    of_conf = is_of_conf(config)
    if of_conf and any(
        given.partition(".")[0] == name
        and isinstance(found, str)
        and value in ("", found)
        for given, found in config.overrides.items()
    ):
        return where_given(name)
    jupyter = confdir / "_config.yml"
    conf = jupyter if not of_conf and jupyter.is_file() else confdir / "conf.py"
    try:
        lines = conf.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return str(conf)
    for number, line in enumerate(lines, 1):
        if re.match(rf"\s*{re.escape(name)}\b", line):
            return f"{conf}:{number}"
    return str(conf)
