"""Limit the length of messages with markup, whose parsing takes long."""

from __future__ import annotations

from sphinx_amts.errors import PlaceableError

LONGEST = 10_000
"""Most characters of a message with markup.

docutils and markdown-it take quadratic time on markup that begins and does not end: one
or two seconds for this many opening characters. The longest paragraphs of books have a
third of that. Text without any markup may be of any length.
"""


class TooLongError(PlaceableError):
    """Raised for a message with markup that is longer than the limit."""


def refuse_long(length: int) -> None:
    """Refuse a message with markup that has more characters than the limit.

    Raises:
        TooLongError: *length*, its number of characters, is above the limit.
    """
    if length > LONGEST:
        raise TooLongError(
            f"with markup and {length:,} characters it is longer than the {LONGEST:,} "
            "that are read; the source text is shown"
        )
