"""Find the numbers of a text that its translation lacks.

Precision comes before recall: a number that a language may write in words, in other
units or as part of a word is never reported.
"""

from __future__ import annotations

import re
import unicodedata

# Digits of one number, with the separators of thousands and decimals of any language.
_NUMBER = re.compile(r"\d+(?:[.,:'’٬٫\u00a0\u2009\u202f]\d+)*")
_SEPARATORS = re.compile(r"\D")
# Numerals in East Asian characters, with digits before them or without; the number of
# digits is bounded, since the pattern is tried at each of them.
_NUMERAL = re.compile(
    r"(?:\d{1,20}+(?:[.,]\d{1,20}+){0,10}+\s{0,3}+)?[〇零一二两兩三四五六七八九十百千万萬亿億천만억]+"
)
_CHARACTERS = dict(zip("〇零一二两兩三四五六七八九", "0012223456789", strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000, "천": 1000}
_MYRIADS = dict.fromkeys("万萬만", 10**4)
_MYRIADS |= dict.fromkeys("亿億억", 10**8)
_IN_WORDS = frozenset({*range(10, 21), *range(30, 101, 10)})
_MOST_SEARCHES = 500
"""Maximum number of searches for a number inside the numbers of a translation."""

_ROUND = re.compile(r"[1-9]\d?0{2,}")


def missing_numbers(source: str, target: str, everything: str = "") -> list[str]:
    """Return the numbers of *source* that *target* lacks, as *source* writes them.

    Args:
        source: visible text of the source, without code.
        target: visible text of the translation, with code.
        everything: other text that may have a number, as the target of a link.
    """
    numerals = _NUMERAL.findall(target)
    written = {digits for numeral in numerals for digits in _in_digits(numeral)}
    numbers = [_digits(number) for number in _numbers(f"{target}\0{everything}")]
    written.update(numbers)
    all_digits = "\0".join(numbers)
    missing: dict[str, str] = {}
    searches = 0
    for match in _NUMBER.finditer(source):
        number = match[0]
        neighbours = source[max(match.start() - 1, 0) : match.start()]
        neighbours += source[match.end() : match.end() + 1]
        if any(c.isalpha() or c in "_^" for c in neighbours):
            continue
        digits = _digits(number)
        if len(digits) < 2 or _often_in_words(number, digits):
            continue
        if digits in written or number in missing:
            continue
        searches += 1
        if searches > _MOST_SEARCHES:
            break  # a table: these are enough
        if digits in all_digits:
            written.add(digits)
        else:
            missing[number] = digits
    return list(missing)


def _numbers(text: str) -> list[str]:
    return [match[0] for match in _NUMBER.finditer(text)]


def _in_digits(numeral: str) -> tuple[str, str]:
    """Return the value of a numeral, and its digits one by one, as in years."""
    total = part = 0
    digit = 0.0
    for number in re.findall(r"\d+(?:[.,]\d+)*|[^\d\s]", numeral):
        if number in _UNITS:
            part += int((digit or 1) * _UNITS[number])
            digit = 0
        elif number in _MYRIADS:
            total += int((part + digit or 1) * _MYRIADS[number])
            part, digit = 0, 0
        elif number in _CHARACTERS:
            digit = int(_CHARACTERS[number])
        else:
            digit = float(number.replace(",", "")) if number.count(".") < 2 else 0
    read = "".join(_CHARACTERS.get(character, "") for character in numeral)
    return str(int(total + part + digit)), read


def _often_in_words(number: str, digits: str) -> bool:
    if number.endswith(",000"):
        return _ROUND.fullmatch(digits) is not None
    if not number.isdecimal():
        return False
    if number.startswith("0"):
        return True  # the month of a date
    is_short = len(digits) < 4
    return (is_short and int(digits) in _IN_WORDS) or bool(_ROUND.fullmatch(digits))


def _digits(number: str) -> str:
    """Return the digits of *number* in ASCII, without separators."""
    return "".join(str(unicodedata.digit(d)) for d in _SEPARATORS.sub("", number))
