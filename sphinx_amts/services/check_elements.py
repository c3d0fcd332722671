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
    lost = [e for e in dict.fromkeys(before) if e not in after]
    gained = [e for e in dict.fromkeys(after) if e not in before]
    # Chinese has no italics; quotation marks or bold stand for them, or nothing
    lost = [e for e in lost if e[0] not in _STYLES]
    gained = [e for e in gained if e[0] not in _STYLES]
    # code that the author did not mark
    gained = [e for e in gained if e[0] != "literal" or str(e[1]) not in source]
    lost, gained = _without_switched_links(lost, gained, after)
    lost, gained = _without_translated_code(lost, gained)
    if not any(e[0] == "literal" for e in gained):
        lost = [e for e in lost if not _is_dispensable(e, target)]
    if sum(map(_may_differ, lost)) == sum(map(_may_differ, gained)):
        lost = [e for e in lost if not _may_differ(e)]
        gained = [e for e in gained if not _may_differ(e)]
    return lost, gained


def described(element: Element) -> str:
    """Return an element in a few words."""
    kind = element[0].replace("pending_xref", "reference").replace("_", " ")
    name = _name(element)
    return f"{kind} {name!r}" if name else kind


def words(text: str) -> str:
    """Return the letters and digits of *text*."""
    return "".join(character for character in text if character.isalnum())


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


def _without_switched_links(
    lost: list[Element], gained: list[Element], after: Sequence[Element]
) -> tuple[list[Element], list[Element]]:
    """Forgive a link where the author turned it off, as in ``:func:`!open```."""
    codes = {_name(e) for e in lost if e[0] == "literal"}
    on = codes & {_name(e) for e in after if e[0] == "pending_xref"}
    return (
        [e for e in lost if e[0] != "literal" or _name(e) not in on],
        [e for e in gained if e[0] != "pending_xref" or _name(e) not in on],
    )


def _without_translated_code(
    lost: list[Element], gained: list[Element]
) -> tuple[list[Element], list[Element]]:
    """Forgive code in other words, as the names of examples may be translated.

    Code with the same words is damaged, other signs or blanks got into it; so is code
    that has no words to translate.
    """
    before = [_name(e) for e in lost if e[0] == "literal"]
    after = [_name(e) for e in gained if e[0] == "literal"]
    if len(before) != len(after):
        return lost, gained
    styles = {_style(name) for name in before} & {_style(name) for name in after}
    before = [name for name in before if _style(name) not in styles]
    after = [name for name in after if _style(name) not in styles]
    found = {words(name) for name in after}
    damaged = {words(n) for n in before if not words(n) or words(n) in found}
    kept = {name for name in before if words(name) in damaged}
    # what stands for code without words may hold any
    kept |= {name for name in after if "" in damaged or words(name) in damaged}
    return (
        [e for e in lost if e[0] != "literal" or _name(e) in kept],
        [e for e in gained if e[0] != "literal" or _name(e) in kept],
    )


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
    if element[0] != "literal" or not name.isidentifier():
        return False
    shown = rf"(?<![\w.]){re.escape(name)}(?![\w.])"
    return re.search(shown, target, re.ASCII) is None
