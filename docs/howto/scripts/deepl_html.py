#!/usr/bin/env python3
"""Translate an HTML document with a service that speaks DeepL's protocol.

Usage: deepl_html.py SOURCE TARGET < document.html > translated.html
"""

import json
import os
import sys
import urllib.error
import urllib.request
from http.client import HTTPException

URL = os.environ.get("DEEPL_URL", "https://api-free.deepl.com/v2/translate")
TIMEOUT = 60  # seconds


def main() -> None:
    key = os.environ.get("DEEPL_AUTH_KEY")
    if not key:
        sys.exit("set DEEPL_AUTH_KEY to the key of your account")
    if len(sys.argv) != 3:
        sys.exit("usage: deepl_html.py SOURCE TARGET")
    source, target = sys.argv[1:]
    body = {
        "text": [sys.stdin.buffer.read().decode("utf-8")],
        "source_lang": source.upper(),
        "target_lang": target.upper(),
        "tag_handling": "html",
    }
    request = urllib.request.Request(  # noqa: S310
        URL,
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"DeepL-Auth-Key {key}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:  # noqa: S310
            html = json.load(reply)["translations"][0]["text"].encode("utf-8")
    except urllib.error.HTTPError as error:
        sys.exit(f"the service answered {error.code} {error.reason}")
    except (OSError, HTTPException) as error:
        sys.exit(f"the service cannot be reached: {error}")
    except (ValueError, LookupError, TypeError, AttributeError):
        sys.exit("the service gave an answer of another form")
    sys.stdout.buffer.write(html)


main()
