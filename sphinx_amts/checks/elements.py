"""Find inline elements that a translation lost or gained by accident.

Translators rightly repeat code where their language repeats the subject, write bold
for italics and translate the names of examples: such differences are no faults.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Element = tuple[str, object]
"""Kind and target of an inline element."""

_STYLES = frozenset({"emphasis", "strong"})
_CONSTANTS = frozenset({"True", "False", "None", "true", "false", "null", "NULL"})
"""Constants, which are never translated."""
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
_SHORT = 5
_PREFIX = re.compile(r"https?://(?:www\.)?")


def changes(
    before: Sequence[Element],
    after: Sequence[Element],
    *,
    source: str,
    target: str,
) -> tuple[list[Element], list[Element]]:
    """Return the elements that a translation lost, and those that it gained.

    The number of occurrences does not count.

    Args:
        before: elements of the source.
        after: elements of the translation.
        source: visible text of the source.
        target: visible text of the translation.
    """
    links = {_link(e) for e in before} & {_link(e) for e in after} - {None}
    lost = [e for e in dict.fromkeys(before) if e not in after]
    gained = [e for e in dict.fromkeys(after) if e not in before]
    lost = [e for e in lost if _link(e) not in links]
    gained = [e for e in gained if _link(e) not in links]
    # Chinese has no italics, but quotation marks, bold or nothing
    lost = [e for e in lost if e[0] not in _STYLES and e[0] != "title_reference"]
    gained = [e for e in gained if e[0] not in _STYLES]
    # code without markup in the source
    gained = [e for e in gained if e[0] != "literal" or str(e[1]) not in source]
    lost, gained = _without_switched_links(lost, gained, after)
    written = {_bare_name(e) for e in after if e[0] == "literal"}
    lost = [e for e in lost if e[0] != "literal" or _bare_name(e) not in written]
    lost, gained = _without_translated_code(lost, gained)
    if not any(e[0] == "literal" for e in gained):
        lost = [e for e in lost if not _is_dispensable(e, target)]
    if sum(map(_may_differ, lost)) == sum(map(_may_differ, gained)):
        pairs = [(a, b) for a in lost for b in gained if _is_mistyped(a, b)]
        damaged = {element for pair in pairs for element in pair}
        lost = [e for e in lost if not _may_differ(e) or e in damaged]
        gained = [e for e in gained if not _may_differ(e) or e in damaged]
    return lost, gained


def described(element: Element) -> str:
    """Describe an element for messages, e.g. `literal 'x'`."""
    kind = element[0].replace("pending_xref", "reference").replace("_", " ")
    name = _name(element)
    return f"{kind} {name!r}" if name else kind


def words(text: str) -> str:
    """Return only the letters and digits of *text*."""
    return "".join(character for character in text if character.isalnum())


def is_subsequence(part: str, whole: str) -> bool:
    """Return whether *whole* contains the characters of *part* in their order."""
    characters = iter(whole)
    return all(character in characters for character in part)


def _name(element: Element) -> str:
    target = element[1]
    if isinstance(target, tuple):
        target = next((t for t in reversed(target) if t), "")
    return str(target) if target else ""


def _may_differ(element: Element) -> bool:
    """Return whether an element is a link whose target may rightly differ.

    Pages have editions in other languages, names of links are translated, and Sphinx
    resolves the translated terms of a glossary.
    """
    kind, target = element
    return kind == "reference" or (
        kind == "pending_xref" and isinstance(target, tuple) and target[1] == "term"
    )


def _is_mistyped(lost: Element, gained: Element) -> bool:
    """Return whether two addresses differ by accident, in punctuation only.

    `https` instead of `http` and a slash at the end are no difference. A mail address
    must not differ at all.
    """
    addresses = [_address(element) for element in (lost, gained)]
    if addresses[0] == addresses[1] or not all(addresses):
        return False
    if any(address.startswith("mailto:") for address in addresses):
        return True
    return words(addresses[0]) == words(addresses[1])


def _address(element: Element) -> str:
    kind, target = element
    if kind != "reference" or not isinstance(target, str) or ":" not in target:
        return ""
    return _PREFIX.sub("", target).rstrip("/")


def _without_switched_links(
    lost: list[Element], gained: list[Element], after: Sequence[Element]
) -> tuple[list[Element], list[Element]]:
    """Ignore links in place of suppressed links, as in ``:func:`!open```.

    Returns:
        The rest of *lost* and *gained*.
    """
    codes = {_bare_name(e) for e in lost if e[0] == "literal"}
    on = codes & {_bare_name(e) for e in after if e[0] == "pending_xref"}
    return (
        [e for e in lost if e[0] != "literal" or _bare_name(e) not in on],
        [e for e in gained if e[0] != "pending_xref" or _bare_name(e) not in on],
    )


def _link(element: Element) -> tuple[str, str] | None:
    """Return domain and target of a link if its domain's roles share targets.

    Returns:
        `None` for other domains and other elements.
    """
    kind, target = element
    if kind != "pending_xref" or not isinstance(target, tuple):
        return None
    return (target[0], target[2]) if target[0] in {"c", "cpp"} else None


def _bare_name(element: Element) -> str:
    """Return the name of *element* without the parentheses that roles may add."""
    return _name(element).removesuffix("()")


def _without_translated_code(
    lost: list[Element], gained: list[Element]
) -> tuple[list[Element], list[Element]]:
    """Ignore code with other words, as the names of examples may be translated.

    Code with the same words in other punctuation, blanks or order of letters is
    damaged, and so is changed code without words.

    Returns:
        The rest of *lost* and *gained*.
    """
    before = [_name(e) for e in lost if e[0] == "literal"]
    after = [_name(e) for e in gained if e[0] == "literal"]
    if len(before) != len(after):
        return lost, gained
    styles = {_style(name) for name in before} & {_style(name) for name in after}
    before = [name for name in before if _style(name) not in styles]
    after = [name for name in after if _style(name) not in styles]
    found = {_letters(name) for name in after}
    damaged = {_letters(n) for n in before if not words(n) or _letters(n) in found}
    kept = {n for n in before if _letters(n) in damaged or n in _CONSTANTS}
    # the counterpart of code without words may have any
    kept |= {name for name in after if "" in damaged or _letters(name) in damaged}
    return (
        [e for e in lost if e[0] != "literal" or _name(e) in kept],
        [e for e in gained if e[0] != "literal" or _name(e) in kept],
    )


def _letters(code: str) -> str:
    found = words(code)
    # short words may have the same letters by chance, as "on" and "no"
    return "".join(sorted(found)) if len(found) > _SHORT else found


def _style(code: str) -> str:
    """Return *code* with one kind of quotes.

    Code that looks like a call, an assignment or a list also loses its blanks.
    """
    code = code.replace("'", '"')
    # elsewhere a blank is a fault, as in "x ++"
    return (
        code.replace(" ", "") if re.search(r"[\w)\"] ?[(,+=] ?[\w(\"]", code) else code
    )


def _is_dispensable(element: Element, target: str) -> bool:
    """Return whether an element is a name that a translation may omit or translate."""
    name = _name(element)
    if element[0] != "literal" or not _WORD.fullmatch(name) or name in _CONSTANTS:
        return False
    shown = rf"(?<![\w.]){re.escape(name)}(?![\w.])"
    return re.search(shown, target, re.ASCII) is None
