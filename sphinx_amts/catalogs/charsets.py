"""Name the encodings that catalogs of gettext may be in.

Python knows far more names: codecs that compress, that write text in another text
(UTF-7, IDNA, ROT13) or whose signs for quotes are not those of ASCII. None of them is
an encoding that a tool for catalogs writes, and what looks harmless as bytes may be
anything once they have decoded it.
Source: manual of GNU gettext, "Header Entry"; encodings that contain ASCII.
"""

from __future__ import annotations

import codecs
import re

_NAME = re.compile(r"[A-Za-z0-9._:\-]{1,40}")
_ASCII = bytes(range(0x20, 0x7F))
_PLAIN = re.compile(
    r"ascii|utf-8(?:-sig)?|iso8859-\d+|koi8-[rtu]|cp(?:437|7\d\d|8\d\d|9\d\d|1006|1125|125\d)"
    r"|gb2312|gbk|gb18030|big5(?:hkscs)?|euc_(?:jp|kr|jis_2004|jisx0213)"
    r"|shift_jis(?:_2004|x0213)?|johab|tis-620|kz1048|ptcp154|hp-roman8|mac-\w+"
)


def codec_name(charset: str) -> str | None:
    """Return Python's name of an encoding that a catalog may be in, else `None`."""
    if not _NAME.fullmatch(charset):
        return None
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    if not _PLAIN.fullmatch(name) or _ASCII.decode(name, "replace") != _ASCII.decode():
        return None
    return name
