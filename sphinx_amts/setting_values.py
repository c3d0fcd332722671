"""Parse and check values of settings."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

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

IMPROVE_PLACEHOLDERS = ("file", "line", "msgid", "docname", "language", "branch")
"""Names that `amts_improve` may hold in braces."""

LOWEST_PRICE = 0.001
"""US dollars per million characters; no service that costs money costs less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRule:
    """Which pages of a language are published.

    Attributes:
        min_shown: share of its text, from 0 to 1, that has to be translated.
        by_machine: whether a page may be a machine's for more than half.
    """

    min_shown: float = 0.0
    by_machine: bool = True


def to_text(value: object) -> str:
    """Parse a value that must be a non-empty string."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError("a non-empty string")


def to_optional_text(value: object) -> str | None:
    """Parse a value that may be a string; an empty one gives `None`."""
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
    """Parse the price of a million characters, for an engine that costs money."""
    number = to_number(value)
    if number < LOWEST_PRICE:
        raise ValueError(f"a price of at least {LOWEST_PRICE:g}")
    return number


def to_optional_number(value: object) -> float | None:
    """Parse a number of at least 0, or nothing."""
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
    """Parse a dictionary from languages to dictionaries of overrides."""
    if isinstance(value, Mapping) and all(
        isinstance(language, str) and isinstance(overrides, Mapping)
        for language, overrides in value.items()
    ):
        return dict(value)
    raise ValueError('a dictionary such as {"zh": {"engine": "command"}}')


def to_name(value: object) -> str:
    """Parse a name that can be one word of a PO comment."""
    if isinstance(value, str) and re.fullmatch(r"(?:[^\W_][\w.+-]{0,63})?", value):
        return value
    raise ValueError("a name of letters, digits and .+-_, at most 64")


def to_one_of(*choices: str) -> Callable[[object], str]:
    """Return a parser for a value that has to be one of *choices*."""
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
    """Parse a dictionary of strings with keys in *names*; drop empty strings."""
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
    """Parse a dictionary that switches typographic rules on or off."""
    switches = to_keyed(value, TYPOGRAPHY_RULES)
    return {key: to_flag(switch) for key, switch in switches.items()}


def to_optional_address(value: object) -> str | None:
    """Parse the address of a web page, or nothing."""
    text = to_optional_text(value)
    return None if text is None else _to_address(text, text)


def to_improve(value: object) -> str | None:
    """Parse an address with placeholders for the parts of a message's place."""
    template = to_optional_text(value)
    if template is None:
        return None
    known = ", ".join(f"{{{name}}}" for name in IMPROVE_PLACEHOLDERS)
    for name in re.findall(r"\{([^{}]*)\}", template):
        if name not in IMPROVE_PLACEHOLDERS:
            hint = nearest(name, IMPROVE_PLACEHOLDERS)
            raise ValueError(f"an address without {{{name}}} (known: {known}{hint})")
    left = re.sub(r"\{[^{}]*\}", "x", template)
    if "{" in left or "}" in left:
        raise ValueError(f"an address with both braces of each placeholder ({known})")
    return _to_address(template, left)


def _to_address(address: str, filled_in: str) -> str:
    """Return *address* if it leads to a web page, as *filled_in* does."""
    if re.search(r"[\s\x00-\x1f\x7f\\<>\"]", filled_in):
        raise ValueError("an address without blanks, quotes, <, > or \\ (write %20)")
    try:
        parts = urlsplit(filled_in)
        host = parts.hostname
    except ValueError:
        host = None
    else:
        if parts.scheme not in {"http", "https"}:
            host = None
    if not host:
        raise ValueError("an address that begins with https:// or http://")
    return address


def to_publish(value: object) -> Mapping[str, PublishRule]:
    """Parse a dictionary from languages to rules of publishing."""
    rules = {}
    for language, given in to_language_mapping(value).items():
        rule = to_keyed(given, ("min_shown", "machine"))
        where = f"a dictionary that has for {language!r}"
        min_shown = rule.get("min_shown", 0)
        machine = rule.get("machine", "index")
        if isinstance(min_shown, bool) or not isinstance(min_shown, int | float):
            raise ValueError(f"{where} as 'min_shown' a number from 0 to 1")
        if not 0 <= min_shown <= 1:
            raise ValueError(f"{where} as 'min_shown' a number from 0 to 1")
        if machine not in ("index", "noindex"):
            raise ValueError(f'{where} as \'machine\' "index" or "noindex"')
        rules[language] = PublishRule(
            min_shown=min_shown, by_machine=machine == "index"
        )
    return rules


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a question that suggests the name most like *name*, or ""."""
    near = difflib.get_close_matches(name, list(names), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""
