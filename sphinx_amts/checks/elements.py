"""Which inline elements a translation lost or gained for no good reason.

Translators rightly repeat code where their language repeats the subject, write bold
for italics and translate the names of examples. What is left here was lost, gained or
damaged by accident, as far as that can be told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Element = tuple[str, object]
"""Kind and target of an inline element, as in a signature."""

_STYLES = frozenset({"emphasis", "strong"})
_CONSTANTS = frozenset({"True", "False", "None", "true", "false", "null", "NULL"})
"""Code that means the same in every text, so that its name is never translated."""
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
    """Return the elements that were lost, and those that were gained.

    How often an element comes does not count.

    Args:
        before: elements of the source.
        after: elements of the translation.
        source: text that the reader of the source sees.
        target: text that the reader of the translation sees.
    """
    links = {_link(e) for e in before} & {_link(e) for e in after} - {None}
    lost = [e for e in dict.fromkeys(before) if e not in after]
    gained = [e for e in dict.fromkeys(after) if e not in before]
    lost = [e for e in lost if _link(e) not in links]
    gained = [e for e in gained if _link(e) not in links]
    # Chinese has no italics; quotation marks or bold stand for them, or nothing
    lost = [e for e in lost if e[0] not in _STYLES and e[0] != "title_reference"]
    gained = [e for e in gained if e[0] not in _STYLES]
    # code that the author did not mark
    gained = [e for e in gained if e[0] != "literal" or str(e[1]) not in source]
    lost, gained = _without_switched_links(lost, gained, after)
    written = {_called(e) for e in after if e[0] == "literal"}
    lost = [e for e in lost if e[0] != "literal" or _called(e) not in written]
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
    """Return an element in a few words."""
    kind = element[0].replace("pending_xref", "reference").replace("_", " ")
    name = _name(element)
    return f"{kind} {name!r}" if name else kind


def words(text: str) -> str:
    """Return the letters and digits of *text*."""
    return "".join(character for character in text if character.isalnum())


def is_subsequence(part: str, whole: str) -> bool:
    """Whether *whole* has the characters of *part*, in their order."""
    characters = iter(whole)
    return all(character in characters for character in part)


def _name(element: Element) -> str:
    target = element[1]
    if isinstance(target, tuple):
        target = next((t for t in reversed(target) if t), "")
    return str(target) if target else ""


def _may_differ(element: Element) -> bool:
    """Whether it is a link that may rightly lead elsewhere.

    There are other editions of a page, translated names of links, and the translated
    terms of a glossary, which Sphinx knows as well.
    """
    kind, target = element
    return kind == "reference" or (
        kind == "pending_xref" and isinstance(target, tuple) and target[1] == "term"
    )


def _is_mistyped(lost: Element, gained: Element) -> bool:
    """Whether an address differs by accident: it has the same letters, other signs.

    Nobody means anything by `https` instead of `http`, or by a slash at the end; but
    a person has one mail address in all languages.
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
    """Forgive a link where the author turned it off, as in ``:func:`!open```."""
    codes = {_called(e) for e in lost if e[0] == "literal"}
    on = codes & {_called(e) for e in after if e[0] == "pending_xref"}
    return (
        [e for e in lost if e[0] != "literal" or _called(e) not in on],
        [e for e in gained if e[0] != "pending_xref" or _called(e) not in on],
    )


def _link(element: Element) -> tuple[str, str] | None:
    """Return domain and target of a link that any role of its domain leads to."""
    kind, target = element
    if kind != "pending_xref" or not isinstance(target, tuple):
        return None
    return (target[0], target[2]) if target[0] in {"c", "cpp"} else None


def _called(element: Element) -> str:
    """Return a name without the parentheses of functions, which roles add as well."""
    return _name(element).removesuffix("()")


def _without_translated_code(
    lost: list[Element], gained: list[Element]
) -> tuple[list[Element], list[Element]]:
    """Forgive code in other words, as the names of examples may be translated.

    Code with the same words is damaged, other signs or blanks got into it, or letters
    changed places; so is code that has no words to translate.
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
    # what stands for code without words may hold any
    kept |= {name for name in after if "" in damaged or _letters(name) in damaged}
    return (
        [e for e in lost if e[0] != "literal" or _name(e) in kept],
        [e for e in gained if e[0] != "literal" or _name(e) in kept],
    )


def _letters(code: str) -> str:
    found = words(code)
    # short words may mean something else with the same letters, as "on" and "no"
    return "".join(sorted(found)) if len(found) > _SHORT else found


def _style(code: str) -> str:
    """Return *code* without what is a matter of style: blanks and kind of quotes."""
    code = code.replace("'", '"')
    # elsewhere a blank parts what belongs together, as in "x ++"
    return (
        code.replace(" ", "") if re.search(r"[\w)\"] ?[(,+=] ?[\w(\"]", code) else code
    )


def _is_dispensable(element: Element, target: str) -> bool:
    """Whether it is a name that a sentence can do without, or has a word for."""
    name = _name(element)
    if element[0] != "literal" or not _WORD.fullmatch(name) or name in _CONSTANTS:
        return False
    shown = rf"(?<![\w.]){re.escape(name)}(?![\w.])"
    return re.search(shown, target, re.ASCII) is None
