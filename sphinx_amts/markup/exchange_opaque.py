"""Convert the exchange form to an opaque variant, in which placeables are empty.

Some engines ignore `translate="no"` and translate every text node. They inflect the
text of a placeable, or swap it with a word of the sentence, which is then thrown away
with the placeable. In the opaque form, elements marked `translate="no"` are empty, so
that there is nothing to move.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import read_answer
from sphinx_amts.markup.exchange_tree import FOREIGN, ExchangeNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MARKED = re.compile(
    r'<(?P<tag>[a-z]+) id="(?P<id>[xt][0-9]+)" translate="no">'
    r"(?P<text>[^<]*)</(?P=tag)>"
)


def to_opaque(html: str) -> str:
    """Remove the content of elements marked `translate="no"` from an exchange form."""
    return _MARKED.sub(r'<\g<tag> id="\g<id>" translate="no"></\g<tag>>', html)


def from_opaque(answer: str, sent: str) -> str:
    """Put the content of marked elements back into the answer to an opaque form.

    Text that the engine has put into a marked element can only be words from around the
    element: it is written behind the element.

    Args:
        answer: the engine's answer.
        sent: the exchange form whose opaque form was translated.

    Returns:
        the answer in the exchange form; *answer* unchanged if its markup is damaged.
    """
    marked = {found["id"]: found["text"] for found in _MARKED.finditer(sent)}
    numbers = {int(name[1:]) for name in marked if name[0] == "x"}
    try:
        branch = read_answer(answer, numbers)
    except PlaceableError:
        return answer
    return "".join(_written(branch, marked))


def _written(
    branch: ExchangeNode, marked: Mapping[str, str], *, inside: bool = False
) -> Iterator[str]:
    for child in branch.children:
        if isinstance(child, str):
            yield escape(child, quote=False)
            continue
        name = _id_of(child)
        opening = f'{child.tag} id="{name}"' if name else child.tag
        if name in marked:
            yield f'<{opening} translate="no">{marked[name]}</{child.tag}>'
            yield from _written(child, marked, inside=True)
        elif inside and child.is_plain:
            yield from _written(child, marked, inside=True)
        elif not child.children:
            yield f"<{opening}/>"
        else:
            yield f"<{opening}>"
            yield from _written(child, marked, inside=inside)
            yield f"</{child.tag}>"


def _id_of(branch: ExchangeNode) -> str:
    if branch.word is not None:
        return f"t{branch.word}"
    if branch.number == FOREIGN:
        return "none-of-ours"
    return f"x{branch.number}" if branch.number is not None else ""
