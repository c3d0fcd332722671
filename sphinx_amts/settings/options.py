"""Define the properties of a setting besides its name: help, parser and scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Properties of one setting besides its name and default.

    Attributes:
        help: description for the reference page, one sentence.
        parse: turns a value of ``conf.py`` or a string of ``-D`` into the field's type;
            raises a `ValueError` that names what was expected.
        per_language: whether ``amts_languages`` may override the setting.
        for_book: whether the setting may be set for all languages.
    """

    help: str
    parse: Callable[[object], Any]
    per_language: bool = True
    for_book: bool = True


def option(
    help: str,  # noqa: A002
    parse: Callable[[object], Any],
    default: Any,
    *,
    per_language: bool = True,
    for_book: bool = True,
) -> Any:
    """Return the dataclass field of a setting.

    Args:
        help: description for the reference page, one sentence.
        parse: turns a raw value into the field's type, see `Option`.
        default: value if the setting is not given; an empty dictionary is made anew for
            each object.
        per_language: whether ``amts_languages`` may override the setting.
        for_book: whether the setting may be set for all languages.
    """
    metadata = {
        "option": Option(
            help=help, parse=parse, per_language=per_language, for_book=for_book
        ),
    }
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)
