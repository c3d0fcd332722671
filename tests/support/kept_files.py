"""What can become of the files that are kept beside the doctrees.

Each function takes a book and damages all of them. The book lists those of a language,
Spanish or else French, by `kept()`.
"""

from __future__ import annotations


def cut(book):
    for path in book.kept():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def change(book):
    for path in book.kept():
        data = bytearray(path.read_bytes())
        data[-3] ^= 0xFF
        path.write_bytes(data)


def swap(book):
    """Give each file the content of the next one."""
    paths = book.kept()
    data = [path.read_bytes() for path in paths]
    for path, other in zip(paths, [*data[1:], data[0]], strict=True):
        path.write_bytes(other)


def of_another_language(book):
    french = {path.name: path.read_bytes() for path in book.kept("fr")}
    assert french
    for path in book.kept():
        path.write_bytes(french.get(path.name, b""))


def half_written(book):
    for path in book.kept():
        data = path.read_bytes()
        path.unlink()
        path.with_name(".amts-0123456789abcdef.tmp").write_bytes(data[:99])


def remove(book):
    for path in book.kept():
        path.unlink()


def block(book):
    """Put a folder where each file was."""
    for path in book.kept():
        path.unlink()
        path.mkdir()


DAMAGES = [cut, change, swap, of_another_language, half_written, remove, block]
