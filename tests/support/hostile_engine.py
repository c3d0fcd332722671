"""A translation program for tests that does to each block what its first word says.

    hostile_engine.py LOG MODE < exchange.html

A block such as `Fence: some text` is handed to the function `fence`; a block that
names none is marked as `fake_engine.py` does it, with 译 before each run of text.
MODE is ignored.
"""

import json
import re
import sys
from pathlib import Path

BLOCK = re.compile(r'(<p id="[^"]+">)(.*?)(</p>)', re.DOTALL)
ELEMENT = re.compile(r'<(\w+) id="?(x\d+)"?([^>]*)>(.*?)</\1>', re.DOTALL)


def mark(html):
    out, kept = "", 0
    for part in re.split(r"(<[^>]*>)", html):
        if part.startswith("</"):
            kept = max(0, kept - 1) if kept else 0
        elif part.startswith("<"):
            kept = kept + 1 if kept or 'translate="no"' in part else 0
        elif part.strip() and not kept:
            out += "译" + part.strip()
            continue
        out += part
    return out


def after_first_word(text):
    return lambda html: mark(html) + text


def swap(html):
    """Gives the first two elements each other's id."""
    names = [m[2] for m in ELEMENT.finditer(html)][:2]
    if len(names) < 2:
        return mark(html)
    names = dict(zip(names, reversed(names), strict=True))
    return re.sub(r'(?<=id=")x\d+', lambda m: names.get(m[0], m[0]), html)


def reverse(html):
    """Turns the order of the elements round, and leaves the text where it is."""
    found = [m[0] for m in ELEMENT.finditer(html)]
    return mark(ELEMENT.sub(lambda _: found.pop(), html))


def lose(html):
    return mark(ELEMENT.sub("", html))


def double(html):
    return mark(ELEMENT.sub(lambda m: m[0] + m[0], html))


def rename(html):
    """Translates what is inside the placeables."""
    return mark(re.sub(r'(translate="no">)[^<]*', r"\1:comando:`otro`", html))


def before(text):
    return lambda html: text + mark(html)


MODES = {
    "swap": swap,
    "reverse": reverse,
    "lose": lose,
    "double": double,
    "rename": rename,
    "empty": lambda html: " ",
    "backticks": after_first_word(" `file.py`"),
    "literal": after_first_word(" ``file.py``"),
    "bold": after_first_word(" **palabra**"),
    "link": after_first_word(" [palabra](https://evil.example)"),
    "anchor": after_first_word(' <a href="https://evil.example">palabra</a>'),
    "role": after_first_word(" :ref:`nowhere`"),
    "code": after_first_word(" <code>file.py</code>"),
    "script": after_first_word("<script>alert(1)</script>"),
    "bell": after_first_word(" \a"),
    "fence": lambda html: "```\n" + mark(html) + "\n```",
    "url": after_first_word(" https://evil.example"),
    "dollars": after_first_word(" $x^2$ y {{ house }}"),
    "footnote": after_first_word(" [^1] y [1] y |house|"),
    "tag": after_first_word(" &lt;b&gt;negrita&lt;/b&gt; &amp;amp; &lt;!-"),
    "literalblock": after_first_word("::"),
    "number": before("1. "),
    "dash": before("- "),
    "star": before("* "),
    "hash": before("# "),
    "pipe": before("| "),
    "quote": before("> "),
    "prompt": before(">>> "),
    "option": before("-v "),
    "directive": before(".. note:: "),
    "colon": before(":campo: "),
    "rule": lambda html: "----",
}


def main():
    html = sys.stdin.read()
    blocks = [re.sub(r"<[^>]+>", "", m[2]) for m in BLOCK.finditer(html)]
    with Path(sys.argv[1]).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(blocks) + "\n")

    def answer(match):
        word = re.match(r"([A-Z]\w+):", match[2])
        mode = MODES.get(word[1].lower(), mark) if word else mark
        return match[1] + mode(match[2]) + match[3]

    sys.stdout.write(BLOCK.sub(answer, html))


main()
