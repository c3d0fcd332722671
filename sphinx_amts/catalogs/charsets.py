"""List the encodings that gettext catalogs may have.

Python has far more codecs: some compress, some encode text in another text (UTF-7,
IDNA, ROT13), and in some, quotes have other bytes than in ASCII. No gettext tool writes
these, and bytes that look harmless may be anything once they are decoded. Source:
manual of GNU gettext, "Header Entry"; encodings that contain ASCII.
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
    """Return Python's name of *charset*; `None` if no catalog may be encoded so."""
    if not _NAME.fullmatch(charset):
        return None
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    if not _PLAIN.fullmatch(name) or _ASCII.decode(name, "replace") != _ASCII.decode():
        return None
    return name
