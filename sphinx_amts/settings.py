"""Every setting, once: registration, checks and docs follow from here."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sphinx_amts.errors import ConfigError

PREFIX = "amts_"

CHECK_RULES = (
    "dropped",
    "unparsed-markup",
    "literal",
    "reference",
    "footnote",
    "math",
    "substitution",
    "markup",
    "number",
    "parser-warning",
)
"""Names of what `sphinx-amts check` looks for."""

AMAZON_OPTIONS = (
    "region",
    "bucket",
    "prefix",
    "role_arn",
    "route",
    "parallel_data",
    "terminology",
    "kms_key",
    "formality",
    "profanity",
)
"""Keys of `amts_amazon`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What is known of one setting besides its name and default.

    Attributes:
        help: one sentence for the reference page.
        parse: turns a value of ``conf.py`` or a string of ``-D`` into the field's
            type; raises `ValueError` that says what was expected.
        per_language: whether ``amts_languages`` may override it.
    """

    help: str
    parse: Callable[[object], Any]
    per_language: bool = True


def _text(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError("a non-empty string")


def _optional_text(value: object) -> str | None:
    return None if value is None or value == "" else _text(value)


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"0": False, "false": False, "no": False, "off": False}
    words |= {"1": True, "true": True, "yes": True, "on": True}
    if str(value).lower() in words:
        return words[str(value).lower()]
    raise ValueError("True or False")


def _number(value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        raise ValueError("a number") from None
    if isinstance(value, bool) or not 0 <= number < float("inf"):
        raise ValueError("a number of at least 0")
    return number


def _positive(value: object) -> float:
    number = _number(value)
    if number == 0:
        raise ValueError("a number above 0")
    return number


def _optional_number(value: object) -> float | None:
    return None if value is None or value == "" else _number(value)


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        raise ValueError("a list of strings")
    if isinstance(value, Iterable):
        words = tuple(value)
        if all(isinstance(word, str) for word in words):
            return words
    raise ValueError("a list of strings")


def _text_mapping(value: object) -> Mapping[str, str]:
    if isinstance(value, Mapping) and all(
        isinstance(text, str) for pair in value.items() for text in pair
    ):
        return dict(value)
    raise ValueError("a dictionary of strings")


def _language_mapping(value: object) -> Mapping[str, Mapping[str, object]]:
    if isinstance(value, Mapping) and all(
        isinstance(language, str) and isinstance(overrides, Mapping)
        for language, overrides in value.items()
    ):
        return dict(value)
    raise ValueError('a dictionary such as {"zh": {"engine": "command"}}')


def _segment(value: object) -> str:
    if value in ("sentence", "message"):
        return str(value)
    raise ValueError('"sentence" or "message"')


def _keyed(value: object, names: tuple[str, ...]) -> Mapping[str, str]:
    known = ", ".join(names)
    if not isinstance(value, Mapping):
        raise ValueError(f"a dictionary with keys out of {known}")
    for key in value:
        if key not in names:
            hint = _nearest(str(key), names)
            raise ValueError(f"a dictionary without {key!r} (keys: {known}{hint})")
    return {
        key: str(text).strip() for key, text in value.items() if text not in (None, "")
    }


def _amazon(value: object) -> Mapping[str, str]:
    return _keyed(value, AMAZON_OPTIONS)


def _amazon_prices(value: object) -> Mapping[str, str]:
    return _keyed(value, ("realtime", "batch", "act", "date"))


def _rules(value: object) -> tuple[str, ...]:
    rules = _words(value)
    for rule in rules:
        if rule not in CHECK_RULES:
            hint = _nearest(rule, CHECK_RULES)
            raise ValueError(f"names of rules ({', '.join(CHECK_RULES)}{hint})")
    return rules


def _option(
    help: str,  # noqa: A002
    parse: Callable[[object], Any],
    default: Any,
    *,
    per_language: bool = True,
) -> Any:
    metadata = {
        "option": Option(help=help, parse=parse, per_language=per_language),
    }
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings in force for one target language."""

    source_language: str | None = _option(
        "Language the book is written in. Default: the `language` of `conf.py`, "
        "else `en`.",
        _optional_text,
        None,
        per_language=False,
    )
    languages: Mapping[str, Mapping[str, object]] = _option(
        "The book's target languages, each with overrides of other settings, "
        'as in `{"zh": {"engine": "command"}, "es": {}}`. Also the list that '
        "`sphinx-amts status` goes through.",
        _language_mapping,
        {},
        per_language=False,
    )
    engine: str = _option(
        "What translates text that neither people nor the memory have: `memory` "
        "(nothing), `pseudo`, `pseudo-rtl`, `command`, or an engine of a plug-in.",
        _text,
        "memory",
    )
    segment: str = _option(
        "Unit sent to an engine: `sentence`, or `message` for whole paragraphs.",
        _segment,
        "sentence",
    )
    command: tuple[str, ...] = _option(
        "Program and arguments of the `command` engine; `{source}` and `{target}` "
        "stand for the language codes.",
        _words,
        (),
    )
    command_languages: Mapping[str, str] = _option(
        'The program\'s own names of languages, as in `{"zh": "zho"}`.',
        _text_mapping,
        {},
    )
    command_timeout: float = _option(
        "Seconds that one call of the program may take.", _positive, 600.0
    )
    command_batch: float = _option(
        "Characters of exchange HTML that one call is given at most; a single "
        "longer segment goes alone.",
        _positive,
        20_000.0,
    )
    command_metered: bool = _option(
        "Whether calling the program costs money. It is then called only with "
        "permission to spend, see `amts_spend_limit`.",
        _flag,
        False,  # noqa: FBT003
    )
    command_price: float = _option(
        "Price of a metered program in US dollars per million source characters.",
        _number,
        20.0,
    )
    amazon: Mapping[str, str] = _option(
        "Options of the `amazon` engine: `region`, `bucket`, `prefix`, `role_arn`, "
        "`route` (`batch`, `realtime` or `auto`), `parallel_data`, `terminology`, "
        "`kms_key`, `formality` and `profanity`. What `amts_languages` gives for a "
        "language is added to those of the book.",
        _amazon,
        {},
    )
    amazon_prices: Mapping[str, str] = _option(
        "Prices of Amazon Translate in US dollars per million source characters, "
        "and their `date`. Default: `realtime` 15, `batch` 15, `act` 60, as of "
        "2025-11-01.",
        _amazon_prices,
        {},
        per_language=False,
    )
    wait: float = _option(
        "Seconds that a build waits for jobs of an engine that works in jobs.",
        _number,
        0.0,
    )
    spend_limit: float | None = _option(
        "US dollars that one run may spend on metered engines. Only "
        "`-D amts_spend_limit=…`, the environment variable `AMTS_SPEND` and "
        "`sphinx-amts --spend` grant permission; in `conf.py` it lowers what they "
        "grant and grants nothing by itself.",
        _optional_number,
        None,
    )
    catalog_dir: str = _option(
        "Folder of the committed machine catalogs, relative to `conf.py`.",
        _text,
        "amts/catalogs",
        per_language=False,
    )
    memory_dir: str | None = _option(
        "Folder of the translation memory, relative to `conf.py` if not absolute. "
        "Default: `sphinx-amts` in the user's cache folder.",
        _optional_text,
        None,
        per_language=False,
    )
    check_ignore: tuple[str, ...] = _option(
        'Rules that `sphinx-amts check` does not apply, as in `["number"]`.',
        _rules,
        (),
    )
    strict: bool = _option(
        "Whether failures that a later build may mend (an engine out of reach, "
        "a memory that cannot be written) fail the build.",
        _flag,
        False,  # noqa: FBT003
    )

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of all settings as ``conf.py`` writes them."""
        return tuple(PREFIX + f.name for f in fields(cls))

    @classmethod
    def from_values(
        cls,
        values: Mapping[str, object],
        *,
        language: str,
        fixed: Collection[str] = (),
    ) -> Settings:
        """Check *values* and apply the overrides of *language*.

        Args:
            values: setting name without prefix -> raw value; missing ones keep
                their default.
            language: target language, a key of ``amts_languages`` or not.
            fixed: names given on the command line, which no override changes.

        Raises:
            ConfigError: a value of a wrong type, or an override that is unknown or
                not possible per language.
        """
        parsed: dict[str, Any] = {}
        by_name = {f.name: f for f in fields(cls)}
        for name, value in values.items():
            parsed[name] = _parse(by_name[name].metadata["option"], name, value)
        for code, overrides in parsed.get("languages", {}).items():
            for key, value in overrides.items():
                name = key.removeprefix(PREFIX)
                where = f'amts_languages["{code}"]'
                if name not in by_name:
                    raise ConfigError(
                        f"{where}: unknown setting {key!r}{_nearest(name, by_name)}"
                    )
                option: Option = by_name[name].metadata["option"]
                if not option.per_language:
                    raise ConfigError(
                        f"{where}: {key!r} is one value for all languages; "
                        f"set {PREFIX}{name} instead"
                    )
                result = _parse(option, name, value, where=where)
                if code == language and name not in fixed:
                    if name == "amazon":
                        own = {
                            key: text
                            for key, text in result.items()
                            if f"amazon.{key}" not in fixed
                        }
                        result = {**parsed.get(name, {}), **own}
                    parsed[name] = result
        return cls(**parsed)


def parse(name: str, value: object) -> Any:
    """Return *value* as the type of the setting *name* (without prefix).

    Raises:
        ConfigError: it is none.
    """
    by_name = {f.name: f for f in fields(Settings)}
    return _parse(by_name[name].metadata["option"], name, value)


def _parse(option: Option, name: str, value: object, *, where: str = "") -> Any:
    try:
        return option.parse(value)
    except ValueError as exc:
        place = f"{where}: {name}" if where else PREFIX + name
        raise ConfigError(f"{place} must be {exc}, not {value!r}") from None


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def unknown_setting(name: str) -> str:
    """Return what to say of a setting `amts_…` that does not exist."""
    return f"unknown setting {name!r}{_nearest(name, Settings.names())}"
