"""Sentences about a mill, with their translations, from which terms are mined."""

from __future__ import annotations

import itertools
import random

from sphinx_amts.editions.model import Pair
from sphinx_amts.markup.model import Placeable, Text

SPANISH = {
    "millstone": "muela",
    "water wheel": "rueda hidráulica",
    "flour": "harina",
    "grain store": "granero",
    "drive shaft": "eje motriz",
    "miller": "molinero",
    "sieve": "tamiz",
    "wind vane": "veleta",
}
CHINESE = {
    "millstone": "磨盘",
    "water wheel": "水车",
    "flour": "面粉",
    "grain store": "粮仓",
    "drive shaft": "传动轴",
    "miller": "磨坊主",
    "sieve": "筛子",
    "wind vane": "风向标",
}
_SPANISH_FRAMES = (
    ("We saw the {} near the old bridge.", "Vimos {} cerca del puente viejo."),
    ("Never clean a {} while it is wet!", "¡Nunca limpie {} mientras esté mojado!"),
    ("After the storm, each {} was checked.", "Tras la tormenta se revisó {}."),
    ("The price of this {} rises in spring.", "El precio de {} sube en primavera."),
    ("Who owns that {}, and since when?", "¿De quién es {}, y desde cuándo?"),
    ("Without the {} nothing works here.", "Sin {} nada funciona aquí."),
)
_CHINESE_FRAMES = (
    ("We saw the {} near the old bridge.", "我们在旧桥附近看到了{}。"),
    ("Never clean a {} while it is wet!", "潮湿时切勿清洁{}！"),
    ("After the storm, each {} was checked.", "暴风雨过后，人们检查了{}。"),
    ("The price of this {} rises in spring.", "春天，{}的价格会上涨。"),
    ("Who owns that {}, and since when?", "{}归谁所有，从何时起？"),
    ("Without the {} nothing works here.", "没有{}，这里什么都做不了。"),
)


def pair(source: str, target: str, document: str = "mill", line: int = 0) -> Pair:
    """Return a pair of plain texts, in which `code` in backquotes is a placeable."""
    return Pair(
        source=_inlines(source), target=_inlines(target), document=document, line=line
    )


def _inlines(text):
    parts = text.split("`")
    return tuple(
        Placeable("literal", f"``{part}``", part) if number % 2 else Text(part)
        for number, part in enumerate(parts)
        if part
    )


def rows(language: str, terms: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Return all sentences with all *terms*, in an order that is always the same."""
    known, frames = {
        "es": (SPANISH, _SPANISH_FRAMES),
        "zh": (CHINESE, _CHINESE_FRAMES),
    }[language]
    terms = known if terms is None else terms
    made = [
        (source.format(term), target.format(translation))
        for (source, target), (term, translation) in itertools.product(
            frames, terms.items()
        )
    ]
    random.Random(7).shuffle(made)
    return made


def pairs(language: str, *more: tuple[str, str]) -> list[Pair]:
    """Return pairs of these sentences, and of *more*."""
    return [
        pair(source, target, line=line)
        for line, (source, target) in enumerate([*rows(language), *more], 1)
    ]
