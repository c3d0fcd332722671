#!/usr/bin/env python3
"""Translate an HTML document with a service that speaks OpenAI's chat protocol.

Usage: chat_html.py SOURCE TARGET < document.html > translated.html
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from http.client import HTTPException

URL = os.environ.get("CHAT_URL", "http://127.0.0.1:11434/v1")
MODEL = os.environ.get("CHAT_MODEL", "")
TIMEOUT = 300  # seconds
FENCED = re.compile(r"\s*```\w*\n(.*?)\n?```\s*", re.DOTALL)
PROMPT = """\
You translate technical books from {source} to {target} (language codes).
The user sends an HTML document. Answer with the same HTML document and nothing else.
Keep every tag and every id attribute exactly as it is, each id once.
Elements may change places inside their paragraph where the grammar asks for it.
Do not translate, change or drop elements with translate="no".
Translate all other text. Add no markup, no comments and no explanations."""


def main() -> None:
    if not MODEL:
        sys.exit("set CHAT_MODEL to the name of a model of the service")
    if len(sys.argv) != 3:
        sys.exit("usage: chat_html.py SOURCE TARGET")
    source, target = sys.argv[1:]
    document = sys.stdin.buffer.read().decode("utf-8")
    body = {
        "model": MODEL,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": PROMPT.format(source=source, target=target)},
            {"role": "user", "content": document},
        ],
    }
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get("CHAT_API_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    request = urllib.request.Request(  # noqa: S310
        f"{URL}/chat/completions", data=json.dumps(body).encode(), headers=headers
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:  # noqa: S310
            choice = json.load(reply)["choices"][0]
        html = choice["message"]["content"]
        cut = choice.get("finish_reason") == "length"
        fenced = FENCED.fullmatch(html)  # many models wrap code in a fence
    except urllib.error.HTTPError as error:
        sys.exit(f"the service answered {error.code} {error.reason}")
    except (OSError, HTTPException) as error:
        sys.exit(f"the service cannot be reached: {error}")
    except (ValueError, LookupError, TypeError, AttributeError):
        sys.exit("the service gave an answer of another form")
    if cut:
        sys.exit("the answer was cut short; lower amts_command_batch")
    sys.stdout.buffer.write((fenced[1] if fenced else html).encode("utf-8"))


main()
