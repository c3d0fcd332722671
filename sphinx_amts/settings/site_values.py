"""Parse the values of the settings of the published site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sphinx_amts.settings.values import (
    WrongEntry,
    nearest,
    to_flag,
    to_keyed,
    to_language_mapping,
    to_optional_text,
)

IMPROVE_PLACEHOLDERS = ("file", "line", "msgid", "docname", "language", "branch")
"""Placeholders that `amts_improve` may have, without their braces."""

SITE_OPTIONS = ("base", "paths", "names", "menu")
"""Keys of `amts_site`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRule:
    """Rule that selects the pages of a language to offer to search engines.

    Attributes:
        min_shown: share of a page's text, from 0 to 1, that has to be translated.
        by_machine: whether more than half of a page may be machine translation.
    """

    min_shown: float = 0.0
    by_machine: bool = True


_ADDRESS = re.compile(r"https?://[^\s/?#\\\"'<>]+(?:/[^\s?#\\\"'<>]*)?", re.IGNORECASE)
_PATH = re.compile(r"(?:[\w.~!$()*+,=@-]+/)*")


def to_site(value: object) -> Mapping[str, object]:
    """Parse the addresses of the site; those returned end with a slash or are empty."""
    given = to_keyed(value, SITE_OPTIONS)
    found: dict[str, object] = {}
    if base := given.get("base"):
        found["base"] = _to_address(base, '["base"]')
    if (paths := given.get("paths")) is not None:
        found["paths"] = _to_paths(paths, has_base=bool(base))
    names = given.get("names") or {}
    if not isinstance(names, Mapping):
        raise WrongEntry('["names"]', 'a dictionary such as {"zh": "中文"}', names)
    for code, name in names.items():
        if not isinstance(name, str) or not name.strip():
            raise WrongEntry(f'["names"]["{code}"]', "a name", name)
    if "menu" in given:
        try:
            found["menu"] = to_flag(given["menu"])
        except ValueError as exc:
            raise WrongEntry('["menu"]', str(exc), given["menu"]) from None
    if names:
        found["names"] = {str(code): name.strip() for code, name in names.items()}
    return found


def _to_address(value: object, place: str) -> str:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value.strip()):
        example = 'an address such as "https://example.org/book/"'
        raise WrongEntry(place, example, value)
    return value.strip().rstrip("/") + "/"


def _to_paths(paths: object, *, has_base: bool) -> Mapping[str, str]:
    if not isinstance(paths, Mapping) or not paths:
        example = 'a dictionary such as {"en": "", "zh": "zh/"}'
        raise WrongEntry('["paths"]', example, paths)
    found: dict[str, str] = {}
    for code, value in paths.items():
        place = f'["paths"]["{code}"]'
        if not isinstance(code, str):
            raise WrongEntry('["paths"]', "a dictionary by languages", paths)
        if isinstance(value, str) and ":" in value:
            path = _to_address(value, place)
        else:
            path = _to_path(value, place)
        for other, taken in found.items():
            if taken.casefold() == path.casefold():
                free = f"another path than that of {other!r}"
                raise WrongEntry(place, free, value)
        found[code] = path
    whole = {code: ":" in path for code, path in found.items()}
    if any(whole.values()) and not all(whole.values()) and not has_base:
        code = next(code for code, is_address in whole.items() if not is_address)
        remedy = 'an address as well, or amts_site["base"] be set'
        raise WrongEntry(f'["paths"]["{code}"]', remedy, paths[code])
    return found


def _to_path(value: object, place: str) -> str:
    if isinstance(value, str) and not value.startswith("//"):
        path = value.strip().strip("/")
        path += "/" if path else ""
        if _PATH.fullmatch(path) and not {".", ".."} & set(path.split("/")):
            return path
    expected = 'a path below the base address, such as "zh/", or an address'
    raise WrongEntry(place, expected, value)


def to_optional_address(value: object) -> str | None:
    """Parse the address of a web page; `None` and the empty string give `None`."""
    text = to_optional_text(value)
    return None if text is None else _to_web_address(text, text)


def to_improve(value: object) -> str | None:
    """Parse an address with placeholders for facts of a message, or nothing.

    Returns:
        The address; `None` if *value* is empty.
    """
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
    return _to_web_address(template, left)


def _to_web_address(address: str, filled_in: str) -> str:
    """Return *address* if *filled_in*, the same without placeholders, is a web address.

    Raises:
        ValueError: *filled_in* is no web address.
    """
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
    """Parse a dictionary of rules of publishing, by language."""
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
