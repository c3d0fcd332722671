"""A translation program for tests that takes all text for text, and moves words.

    moving_engine.py LOG MODE < exchange.html

The words of each block change places, the last one for the first, whatever tags stand
between them; with the mode `wraps` each is an element of its own besides. It logs what
it is asked.
"""

import json
import re
import sys
from pathlib import Path

log, mode = Path(sys.argv[1]), sys.argv[2]
asked = []


def translated(block: re.Match[str]) -> str:
    asked.append(block[2])
    pieces = re.findall(r"<[^>]*>|&\w+;|\w+|[^\w<&]+", block[2])
    places = [n for n, piece in enumerate(pieces) if piece[0].isalpha()]
    words = [pieces[n].upper() for n in places]
    for place, word in zip(places, reversed(words), strict=True):
        pieces[place] = f"<font>{word}</font>" if mode == "wraps" else word
    return f"{block[1]}{''.join(pieces)}{block[3]}"


html = sys.stdin.buffer.read().decode()
html = re.sub(r'(<p id="[^"]+">)(.*?)(</p>)', translated, html, flags=re.DOTALL)
with log.open("a", encoding="utf-8") as stream:
    stream.write(json.dumps(asked) + "\n")
sys.stdout.buffer.write(html.encode())
