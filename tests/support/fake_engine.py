"""A translation program for tests: marks each run of text, logs what it is asked.

    fake_engine.py LOG MODE < exchange.html

Modes: `mark` puts the character 译 before each run of text; `down` fails; `lose` drops
every placeable; `hang` waits for ever; `kill` writes its process group's end into the
log and stops the build that called it.
"""

import json
import os
import re
import signal
import sys
import time

log, mode = sys.argv[1:3]
html = sys.stdin.read()
blocks = re.findall(r'<p id="([^"]+)">(.*?)</p>', html, re.DOTALL)
# not with pathlib, whose import takes a quarter of the time of each run
with open(log, "a", encoding="utf-8") as stream:  # noqa: PTH123
    stream.write(
        json.dumps([re.sub(r"<[^>]+>", "", text) for _, text in blocks]) + "\n"
    )
if mode == "down":
    sys.exit("fake engine: out of order")
if mode == "hang":
    time.sleep(3600)
if mode == "kill":
    with open(log, encoding="utf-8") as stream:  # noqa: PTH123
        calls = len(stream.readlines())
    if calls > 2:
        os.kill(os.getppid(), signal.SIGKILL)
        sys.exit(1)
out, position, kept = [], 0, 0
for match in re.finditer(r"<[^>]*>", html):
    text = html[position : match.start()]
    inside = kept > 0
    if text.strip() and not inside and "<p " in html[:position]:
        text = "译" + text.strip() if mode == "mark" or mode == "kill" else text
    tag = match[0]
    if 'translate="no"' in tag:
        kept += 1
    elif inside and tag.startswith("</"):
        kept -= 1
    drop = mode == "lose" and ('translate="no"' in tag or (inside and not kept))
    if not (mode == "lose" and inside):
        out.append(text)
    if not drop:
        out.append(tag)
    position = match.end()
out.append(html[position:])
sys.stdout.write("".join(out))
