"""A translation program for tests: exchanges some words, and leaves the rest as it is.

    word_engine.py LOG REPLACEMENTS < exchange.html

REPLACEMENTS is a JSON object: what stands in the exchange form, and what is to stand
there. The log gets one line with the texts of the blocks for each call.
"""

import json
import re
import sys
from pathlib import Path

log, replacements = Path(sys.argv[1]), json.loads(sys.argv[2])
html = sys.stdin.buffer.read().decode("utf-8")
blocks = re.findall(r'<p id="[^"]+">(.*?)</p>', html, re.DOTALL)
with log.open("a", encoding="utf-8") as stream:
    stream.write(json.dumps([re.sub(r"<[^>]+>", "", text) for text in blocks]) + "\n")
for old, new in replacements.items():
    html = html.replace(old, new)
sys.stdout.buffer.write(html.encode("utf-8"))
