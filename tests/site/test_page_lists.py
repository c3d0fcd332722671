"""Lists of pages, which each language leaves for the others."""

from __future__ import annotations

import json

import pytest

from sphinx_amts.files.json_text import DamagedJson
from sphinx_amts.site.page_lists import (
    Elsewhere,
    PageList,
    read_page_list,
    write_page_list,
)


def pages(language="en", **values):
    plain = {
        "language": language,
        "start": "index.html",
        "documents": {"index": "index.html", "a b": "a%20b.html"},
        "generated": {"search": "search.html"},
        "site": "1",
        "elsewhere": {},
    }
    return PageList(**plain | values)


def test_a_list_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "_amts/pages.json"
    whole = pages(elsewhere={"zh": Elsewhere("", {"a b": None, "search": "s/"})})
    write_page_list(path, whole)
    assert read_page_list(path) == whole
    before = path.stat().st_mtime_ns
    write_page_list(path, whole)
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "address",
    [
        *("/etc/passwd", "../x.html", "a/../../x.html", "//example.org/", "a/.."),
        *("javascript:alert(1)", "https://example.org/", "a\\b", 'a"b', "a<b", "a'b"),
        *("a?b", "a#b", "a b", "a\nb", "a\x7f", ".", "./a"),
    ],
)
def test_addresses_elsewhere_are_refused(tmp_path, address):
    path = tmp_path / "pages.json"
    for changed in (
        pages(start=address),
        pages(documents={"x": address}),
        pages(generated={"x": address}),
        pages(elsewhere={"zh": Elsewhere("", {"x": address})}),
    ):
        write_page_list(path, changed)
        with pytest.raises(DamagedJson):
            read_page_list(path)


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"format": 2}', b"\xff"])
def test_another_file_is_refused(tmp_path, damage):
    path = tmp_path / "pages.json"
    path.write_bytes(damage)
    with pytest.raises(DamagedJson):
        read_page_list(path)


def test_a_list_of_another_format_is_refused(tmp_path):
    path = tmp_path / "pages.json"
    write_page_list(path, pages())
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(data | {"format": 2}), "utf-8")
    with pytest.raises(DamagedJson):
        read_page_list(path)


def test_links_that_are_outdated():
    same = pages(elsewhere={"zh": Elsewhere("index.html")})
    chinese = pages("zh")
    assert not same.is_outdated({"en": same, "zh": chinese})
    assert not same.is_outdated({"en": same})
    fewer = pages("zh", documents={"index": "index.html"})
    assert same.is_outdated({"zh": fewer})
    told = pages(elsewhere={"zh": Elsewhere("index.html", {"a b": None})})
    assert not told.is_outdated({"zh": fewer})
    assert told.is_outdated({"zh": chinese})
    # extensions write other pages, not all of them each time
    unsure = pages(elsewhere={"zh": Elsewhere("index.html", {"search": None})})
    assert not unsure.is_outdated({"zh": chinese})
    elsewhere = pages("zh", start="contents.html")
    assert same.is_outdated({"zh": elsewhere})
