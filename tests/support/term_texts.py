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
SPANISH_FRAMES = (
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

_ENGLISH = ("millstone", "water wheel", "drive shaft")
OTHERS = {
    language: (dict(zip(_ENGLISH, terms, strict=True)), frames.strip().splitlines())
    for language, terms, frames in (
        (
            "ja",
            ("石臼", "水車", "ドライブシャフト"),
            """
古い橋の近くで{}を見た。
{}が濡れているときは掃除しないこと！
嵐のあとに{}を調べた。
春には{}の値段が上がる。
その{}は誰のものか。
{}がなければ何も動かない。
""",
        ),
        (
            "ko",
            ("맷돌", "물레방아", "구동축"),
            """
낡은 다리 근처에서 {}을 보았다.
{}이 젖었을 때 닦지 마시오!
폭풍이 지나고 {}을 살폈다.
봄에는 {}의 값이 오른다.
{}은 누구의 것인가?
{} 없이는 아무것도 안 된다.
""",
        ),
        (
            "hi",
            ("चक्की का पाट", "पनचक्की", "शाफ़्ट"),
            """
हमने पुल के पास {} देखा।
गीला होने पर {} साफ़ न करें!
तूफ़ान के बाद {} जाँचा गया।
वसंत में {} महँगा होता है।
{} किसका है?
{} के बिना कुछ नहीं चलता।
""",
        ),
        (
            "th",
            ("หินโม่", "กังหันน้ำ", "เพลาขับ"),
            """
เราเห็น{}ใกล้สะพานเก่า
อย่าล้าง{}ขณะเปียก!
หลังพายุเขาตรวจ{}แล้ว
ราคา{}ขึ้นทุกปี
ใครเป็นเจ้าของ{}?
ไม่มี{}ก็ทำอะไรไม่ได้
""",
        ),
        (
            "de",
            ("Mahlwerk", "Wasserrad", "Getriebe"),
            """
Wir sahen das {} an der Brücke.
Nie ein nasses {} putzen!
Jedes {} wurde geprüft.
Der Preis für dieses {} steigt.
Wem gehört {}?
Ohne {} geht hier nichts.
""",
        ),
    )
}
"""Language -> terms with their translations, and the same sentences."""


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
        "es": (SPANISH, SPANISH_FRAMES),
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
