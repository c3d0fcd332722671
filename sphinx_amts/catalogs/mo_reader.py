"""Read compiled gettext catalogs (MO) as untrusted data.

Python's own reader follows any offsets in a file, so that a small file can expand to
gigabytes, and raises errors of many types. Source: manual of GNU gettext, "The Format
of GNU MO Files".
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.charsets import codec_name
from sphinx_amts.catalogs.conflicts import is_joined
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import read_file, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LITTLE = 0x950412DE
_CHARSET = re.compile(rb"charset=([^\s;\x00]+)")
_CONTEXT = "\x04"


def read_compiled(path: Path) -> dict[str, str]:
    """Read the entries of a compiled catalog, without contexts, plurals and header.

    Raises:
        CatalogError: the file cannot be read, or is no catalog.
    """
    try:
        data = read_file(path)
    except OSError as exc:
        raise unreadable(path, exc) from exc
    return parse_compiled(data, path)


def parse_compiled(data: bytes, path: Path) -> dict[str, str]:
    """Parse *data* as `read_compiled` does; *path* is named in errors.

    Raises:
        CatalogError: *data* is no compiled catalog.
    """
    try:
        pairs = list(_pairs(data))
        header = next((text for key, text in pairs if not key), b"")
        charset = _charset(header)
        found = {
            key.decode(charset): text.decode(charset)
            for key, text in pairs
            if key and text and b"\0" not in key
        }
    except (struct.error, ValueError) as exc:
        raise CatalogError(
            f"not a compiled catalog ({exc}); delete it, or compile it again",
            at=(path, 0),
        ) from exc
    return {
        key: text
        for key, text in found.items()
        if _CONTEXT not in key and not is_joined(text, key)
    }


def _charset(header: bytes) -> str:
    declared = _CHARSET.search(header)
    name = declared[1].decode("ascii", "replace") if declared else "UTF-8"
    charset = codec_name(name)
    if charset is None:
        raise ValueError(f"unknown charset {name[:40]!r}")
    return "utf-8" if charset == "ascii" else charset


def _pairs(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield msgid and msgstr of each entry, together no longer than *data*.

    Raises:
        ValueError: *data* is no compiled catalog.
        struct.error: *data* is cut off.
    """
    order = "<" if struct.unpack_from("<I", data)[0] == _LITTLE else ">"
    magic, version, count, keys, texts = struct.unpack_from(f"{order}5I", data)
    if magic != _LITTLE or version >> 16 > 1:
        raise ValueError("it does not begin as one")
    total = 0
    for number in range(count):
        sizes = []
        for table in (keys, texts):
            size, start = struct.unpack_from(f"{order}2I", data, table + 8 * number)
            sizes.append((start, start + size))
            total += size + 1
        if total > len(data) or any(end > len(data) for _, end in sizes):
            raise ValueError("its texts lie beyond its end")
        (key, key_end), (text, text_end) = sizes
        yield data[key:key_end], data[text:text_end]
