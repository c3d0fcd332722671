"""Segments packed into documents, within the limits of the service."""

from __future__ import annotations

import pytest

from sphinx_amts.engines.amazon.documents import MAX_SEGMENT, pack, unpack
from sphinx_amts.engines.base import Item

BYTES = 20 * 1024 * 1024
CHARACTERS = 1_000_000


def items(*texts):
    return [Item(key=f"k{n}", html=text) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    "texts",
    [
        ["short"] * 50_000,
        ["a" * 199_990] * 7,
        ["b" * MAX_SEGMENT, "c", "d" * MAX_SEGMENT],
        ["\N{EURO SIGN}" * (MAX_SEGMENT // 3)] * 3,
        ["&lt;" * 60_000] * 5,
    ],
    ids=["many", "long", "longest", "three bytes", "entities"],
)
def test_every_document_is_within_every_limit(texts):
    given = items(*texts)
    documents = list(pack(given, language="en"))
    keys = [key for document in documents for key in document.keys]
    assert keys == [item.key for item in given]
    for document in documents:
        assert len(document.text) <= CHARACTERS
        assert len(document.text.encode()) <= 1024 * 1024 <= BYTES
        assert document.name.isascii()
        assert unpack(document.text.encode()).keys() == set(document.keys)
    assert len({document.name for document in documents}) == len(documents)


def test_a_document_comes_back_as_it_was():
    texts = ["a &lt; b &amp;lt; c", 'x <em id="x1">y</em> z', "é好"]
    (document,) = pack(items(*texts), language="en")
    assert list(unpack(document.text.encode()).values()) == texts


def test_what_is_whole_of_a_damaged_document_is_read():
    (document,) = pack(items("one", "two", "three"), language="en")
    data = document.text.encode()
    cut = data[: data.index(b"three") + 2]
    assert unpack(cut) == {"k0": "one", "k1": "two"}
    broken = data.replace(b"two", b"t\xff\xfe")
    assert unpack(broken) == {"k0": "one", "k2": "three"}
    assert unpack(b"") == {}
    assert unpack(b"\x89PNG") == {}
