"""Decode pages, and parse them into trees of elements; no script is run.

Sources: WHATWG, "Encoding" and "HTML", for the meaning of encoding names and the
priority of encoding declarations.
"""

from __future__ import annotations

import codecs
import re
from email.message import Message
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import ConfigError, PageError
from sphinx_amts.extras import install, is_installed

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEEDED = ("trafilatura", "protego", "py3langid")
_HEAD_BYTES = 4096
_DECLARED = re.compile(
    rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})"""
    rb"""|\A\s*<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# encodings that browsers use for these names
_STANDS_FOR = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254",
    "iso8859-11": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs", "utf-7": "cp1252",
}  # fmt: skip
_NO_ENCODINGS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"}
)
"""Names of Python codecs that are no encodings of pages."""

_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NOT_IN_TREE = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACED_SHARE = 0.005


def require_packages() -> None:
    """Raise an error if a package for reading pages is not installed.

    Raises:
        ConfigError: a package is not installed.
    """
    for package in _NEEDED:
        if not is_installed(package):
            raise ConfigError(
                f"collecting pages needs {package}; run `{install('corpus')}`"
            )


def parsed(body: bytes, headers: Mapping[str, str]) -> Any:
    """Parse a page, and return its tree of elements (lxml).

    Args:
        body: content of the page.
        headers: headers of the response.

    Raises:
        PageError: the page is empty, cannot be parsed, or is not in its encoding.
    """
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    text = _XML_DECLARATION.sub("", decoded(body, headers))
    if not text.strip():
        raise PageError("an empty page")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = _NOT_IN_TREE.sub("\ufffd", text).encode()
    try:
        return document_fromstring(data, parser=parser)
    except (LxmlError, ValueError, AssertionError, RecursionError) as exc:
        raise PageError(f"a page that cannot be read ({exc})") from exc


def decoded(body: bytes, headers: Mapping[str, str]) -> str:
    """Decode a page from the encoding that the server or the page names.

    Raises:
        PageError: the page is in another encoding.
    """
    name = _encoding(body, headers)
    text = body.decode(name, "replace").removeprefix("\ufeff")
    replaced = text.count("\ufffd")
    if replaced > 3 and replaced > _REPLACED_SHARE * len(text):
        raise PageError(f"not in the encoding {name}, which it names")
    return text


def _encoding(body: bytes, headers: Mapping[str, str]) -> str:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return name
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    declared = _DECLARED.search(body[:_HEAD_BYTES])
    inner = (declared[1] or declared[2]).decode("ascii", "replace") if declared else ""
    for label in (str(message.get_content_charset() or ""), inner):
        if label and (found := _known(label)):
            return found
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as exc:
        # the last character may be cut off
        return "utf-8" if exc.start > len(body) - 4 else "cp1252"
    return "utf-8"


def _known(label: str) -> str:
    try:
        info = codecs.lookup(label.strip())
        b"text".decode(info.name)  # without any text, every codec would do
    except (LookupError, ValueError, UnicodeError):
        return ""
    if info.name in _NO_ENCODINGS:
        return ""
    return _STANDS_FOR.get(info.name, info.name)
