"""Parse and check values of settings.

Each parser raises a `ValueError` that names what was expected.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping

CHECK_RULES = tuple(
    """
    damaged joined dropped unparsed-markup literal reference footnote math substitution
    markup number term parser-warning length language untranslated repetition
    """.split()
)
"""Names of the rules of `sphinx-amts check`."""

TYPOGRAPHY_RULES = (
    "full-width-punctuation",
    "cjk-blanks",
    "blanks-around-latin",
    "spanish-opening-marks",
    "french-blanks",
)
"""Keys of `amts_typography`."""

AMAZON_OPTIONS = tuple(
    """
    region bucket prefix role_arn route parallel_data terminology kms_key formality
    profanity endpoint
    """.split()
)
"""Keys of `amts_amazon`."""

_SAME_IN_ALL = {
    "language": "the key of amts_languages is the language",
    "root_doc master_doc source_suffix source_encoding include_patterns "
    "exclude_patterns": "all languages have the documents of the source",
    "locale_dirs gettext_compact gettext_additional_targets gettext_uuid "
    "gettext_location gettext_auto_build": "catalogs are laid out alike for all "
    "languages",
    "extensions setup needs_sphinx needs_extensions": "it takes effect before the "
    "language is known",
    "myst_enable_extensions myst_disable_syntax myst_commonmark_only myst_gfm_only": (
        "pages must have the messages that catalogs have"
    ),
}
"""Reasons why Sphinx settings cannot differ by language; a key lists several names."""

LOWEST_PRICE = 0.001
"""Lowest price of an engine that costs money, in US dollars per million characters."""


class WrongEntry(ValueError):
    """Raised for one wrong entry of a dictionary; its text says what was expected.

    Attributes:
        place: path of the entry in the setting, such as `["base"]`.
        value: the wrong value.
    """

    def __init__(self, place: str, expected: str, value: object) -> None:
        super().__init__(expected)
        self.place = place
        self.value = value


def to_text(value: object) -> str:
    """Parse a value that must be a non-empty string; return it without outer blanks."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError("a non-empty string")


def to_optional_text(value: object) -> str | None:
    """Parse an optional string; `None` and the empty string give `None`."""
    return None if value is None or value == "" else to_text(value)


def to_flag(value: object) -> bool:
    """Parse a Boolean; strings such as "off" come from `-D`."""
    if isinstance(value, bool):
        return value
    words = {"0": False, "false": False, "no": False, "off": False}
    words |= {"1": True, "true": True, "yes": True, "on": True}
    if str(value).lower() in words:
        return words[str(value).lower()]
    raise ValueError("True or False")


def to_number(value: object) -> float:
    """Parse a number of at least 0."""
    try:
        number = float(str(value))
    except ValueError:
        raise ValueError("a number") from None
    if isinstance(value, bool) or not 0 <= number < float("inf"):
        raise ValueError("a number of at least 0")
    return number


def to_positive(value: object) -> float:
    """Parse a number above 0."""
    number = to_number(value)
    if number == 0:
        raise ValueError("a number above 0")
    return number


def to_price(value: object) -> float:
    """Parse a price in US dollars per million characters, at least `LOWEST_PRICE`."""
    number = to_number(value)
    if number < LOWEST_PRICE:
        raise ValueError(f"a price of at least {LOWEST_PRICE:g}")
    return number


def to_optional_number(value: object) -> float | None:
    """Parse an optional number of at least 0; `None` and "" give `None`."""
    return None if value is None or value == "" else to_number(value)


def to_words(value: object) -> tuple[str, ...]:
    """Parse a list of strings."""
    if isinstance(value, str):
        raise ValueError("a list of strings")
    if isinstance(value, Iterable):
        words = tuple(value)
        if all(isinstance(word, str) for word in words):
            return words
    raise ValueError("a list of strings")


def to_text_mapping(value: object) -> Mapping[str, str]:
    """Parse a dictionary of strings."""
    if isinstance(value, Mapping) and all(
        isinstance(text, str) for pair in value.items() for text in pair
    ):
        return dict(value)
    raise ValueError("a dictionary of strings")


def to_language_mapping(value: object) -> Mapping[str, Mapping[str, object]]:
    """Parse a dictionary that has a dictionary of overrides for each language."""
    if isinstance(value, Mapping) and all(
        isinstance(language, str) and isinstance(overrides, Mapping)
        for language, overrides in value.items()
    ):
        return dict(value)
    raise ValueError('a dictionary such as {"zh": {"engine": "command"}}')


def to_conf(value: object) -> Mapping[str, object]:
    """Parse a dictionary of Sphinx settings; refuse any that no language can change."""
    if not isinstance(value, Mapping) or not all(
        isinstance(name, str) for name in value
    ):
        raise ValueError('a dictionary such as {"project": "烘焙"}')
    for name in value:
        if name.startswith("amts_"):
            raise ValueError(f"a dictionary without {name!r}, which belongs beside it")
        if reason := _same_in_all(name):
            raise ValueError(f"a dictionary without {name!r}: {reason}")
    return dict(value)


def _same_in_all(name: str) -> str | None:
    """Return why a Sphinx setting cannot differ by language; `None` if it can."""
    reasons = (why for names, why in _SAME_IN_ALL.items() if name in names.split())
    return next(reasons, None)


def to_name(value: object) -> str:
    """Parse a name that can be one word of a PO comment; it may be empty."""
    if isinstance(value, str) and re.fullmatch(r"(?:[^\W_][\w.+-]{0,63})?", value):
        return value
    raise ValueError("a name of letters, digits and .+-_, at most 64")


def to_one_of(*choices: str) -> Callable[[object], str]:
    """Return a parser that accepts one of *choices* and nothing else."""
    *others, last = (f'"{choice}"' for choice in choices)

    def parse(value: object) -> str:
        if value in choices:
            return str(value)
        raise ValueError(f"{', '.join(others)} or {last}")

    return parse


def to_keyed(value: object, names: tuple[str, ...]) -> Mapping[str, object]:
    """Parse a dictionary whose keys must all be in *names*."""
    known = ", ".join(names)
    if not isinstance(value, Mapping):
        raise ValueError(f"a dictionary with keys out of {known}")
    for key in value:
        if key not in names:
            hint = nearest(str(key), names)
            raise ValueError(f"a dictionary without {key!r} (keys: {known}{hint})")
    return dict(value)


def to_keyed_texts(value: object, names: tuple[str, ...]) -> Mapping[str, str]:
    """Parse a dictionary of texts with keys in *names*; drop those without a text."""
    return {
        key: str(text).strip()
        for key, text in to_keyed(value, names).items()
        if text not in (None, "")
    }


def to_amazon(value: object) -> Mapping[str, str]:
    """Parse the options of the engine `amazon`."""
    return to_keyed_texts(value, AMAZON_OPTIONS)


def to_amazon_prices(value: object) -> Mapping[str, str]:
    """Parse the prices of the engine `amazon`."""
    return to_keyed_texts(value, ("realtime", "batch", "act", "date"))


def to_rules(value: object) -> tuple[str, ...]:
    """Parse a list of names of rules of `sphinx-amts check`."""
    rules = to_words(value)
    for rule in rules:
        if rule not in CHECK_RULES:
            hint = nearest(rule, CHECK_RULES)
            raise ValueError(f"names of rules ({', '.join(CHECK_RULES)}{hint})")
    return rules


def to_typography(value: object) -> Mapping[str, bool]:
    """Parse a dictionary that switches rules of typography on or off."""
    switches = to_keyed(value, TYPOGRAPHY_RULES)
    return {key: to_flag(switch) for key, switch in switches.items()}


def nearest(name: str, names: Iterable[str]) -> str:
    """Return "; did you mean …?" with the most similar of *names*; empty if none is."""
    near = difflib.get_close_matches(name, list(names), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""
