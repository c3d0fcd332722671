"""Catalogs with all that a text may hold which XML 1.0 can carry.

Left out is the carriage return, which XML and gettext's tools make a line feed. As
gettext demands it, a translation begins and ends with a line feed where its message
does. Two things that translate-toolkit takes for its own are left out, too: comments
of KDE inside of messages (``_: ``), and an apostrophe before the sign of a formula.
"""

from __future__ import annotations

import random
import re

_OF_TOOLKIT = re.compile(r"_:|\A'[-+=@]")
_CHARACTERS = [
    *"aZ09 \t\n\"\\'<>&%{}[]()#~|:;,=+-@*_`/$!?^",
    *"éßłçñİıſ한中文あかะเປ្រမ𝔘😀🏳𠀀",
    # white space and line ends of Unicode, and signs without any width
    *"\x85\u00a0\u1680\u2000\u2009\u2028\u2029\u202f\u205f\u3000",
    *"\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    # control characters, private ones, combining ones, and such as stand for nothing
    *"\x7f\x80\x8d\x9b\x9f\ue000\uf8ff\U000f0000\u0301\u0e31\ufe0f\U000e0041",
    *"\u0378\ufdd0\ufffc\ufffd\U0001fffe\U0010ffff",
]
_PIECES = [
    *("\\n", "\\", '\\"', "\\\\n", "%s", "%(a)d", "{0}", "100 %", "]]>", "<!--", "-->"),
    *("<![CDATA[", "<?xml?>", "&amp;", "&#10;", "&#x0;", "&lt;b>", "<seg>", "</tuv>"),
    *('<ph id="1"/>', "<x/>", "<g id='1'>a</g>", "<!DOCTYPE a>", "&entity;"),
    *("=1+1", "+A1", "-2", "@SUM(A1)", "'=1", "''", '""', '"a","b"', "a;b", "a\tb"),
    *("#, fuzzy", "#~ msgid", 'msgid "a"', 'msgstr ""', "#| msgid", "domain messages"),
    *("\\t", "\\r", "\\x41", "\\u0041", "\\'", "a\\", "\\\n"),
    *(
        "``code``",
        "**strong**",
        ":ref:`a <b>`",
        "|name|",
        "`link <https://a.test/?b>`_",
    ),
    *("Äpfel", "中文，句子。", "עברית", "العربية", "ภาษาไทย", "e\u0301", "👩\u200d👧"),
    *("a\nb", "a\n\nb", "  two  blanks  ", "long" * 60, "word " * 40, "中" * 90),
]


def hostile_catalog(seed: int, number: int) -> dict[str, str]:
    """Return message -> translation, as many as a small catalog has."""
    rng = random.Random(f"{seed} {number}")
    catalog: dict[str, str] = {}
    while len(catalog) < 8:
        msgid, msgstr = _text(rng), _text(rng)
        front, end = rng.choice(["", "", "", "\n"]), rng.choice(["", "", "", "\n"])
        msgid, msgstr = (
            f"{front}{text}{end}" for text in (msgid.strip("\n"), msgstr.strip("\n"))
        )
        if _shows(msgid) and _shows(msgstr):
            catalog[msgid] = msgstr
    return catalog


def _text(rng: random.Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 8)):
        if rng.random() < 0.5:
            parts.append(rng.choice(_PIECES))
        else:
            parts += rng.choices(_CHARACTERS, k=rng.randint(1, 6))
        parts.append(rng.choice(["", " "]))
    if rng.random() < 0.7:
        parts.insert(rng.randrange(len(parts)), rng.choice(["word", "文", "Ελλάς"]))
    return "".join(parts)


def _shows(text: str) -> bool:
    return any(sign.isalnum() for sign in text) and not _OF_TOOLKIT.search(text)


NOT_IN_XML = [*map(chr, (*range(1, 9), 14, 27)), "\ud800", "\ufffe", "\uffff"]
"""Characters that no XML file may hold; some of them, of each kind."""
