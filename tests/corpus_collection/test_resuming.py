"""A collection that is killed goes on, asks for no page twice, and ends the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter

from bilingual_site import RULES, bilingual, collect, command, serving_site

from sphinx_amts.corpus_collection.addresses import parse_address
from sphinx_amts.corpus_collection.page_cache import KeptAnswer, PageCache

NUMBERS = range(12)


def site_pages():
    links = [f"/en/{number}.html" for number in NUMBERS]
    pages = {}
    for number in NUMBERS:
        pages |= bilingual(number, links=links)
    return pages


def test_after_a_kill_the_same_bytes_come_out_and_nothing_is_asked_twice(tmp_path):
    with serving_site(site_pages()) as site:
        start = f"{site.address}/en/0.html"
        site.delay = 0.1
        process = subprocess.Popen(
            [sys.executable, "-m", "sphinx_amts", *command(tmp_path, start)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while len(site.asked) < 9 and time.monotonic() < end:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
        before = len(site.asked)
        assert 9 <= before < 2 * len(NUMBERS)
        assert not (tmp_path / "out.tmx").exists()
        site.delay = 0
        assert collect(tmp_path, start) == 0
        again = Counter(site.asked)
        # what was on its way when the process was killed is asked for once more
        twice = [path for path, times in again.items() if times > 1]
        assert len(twice) <= 1
        assert set(again) == {*RULES, *site.pages}
        fresh = tmp_path / "fresh"
        fresh.mkdir()
        assert collect(fresh, start) == 0
    written = (tmp_path / "out.tmx").read_bytes()
    assert written == (fresh / "out.tmx").read_bytes()
    origins = (tmp_path / "out.origins.csv").read_bytes()
    assert origins == (fresh / "out.origins.csv").read_bytes()


def test_pages_are_asked_for_again_on_condition(tmp_path):
    pages = bilingual(1)
    date = "Sun, 01 Nov 2026 10:00:00 GMT"
    for number, (path, content) in enumerate(list(pages.items())):
        tag = {"ETag": f'"{number}"'} if number else {"Last-Modified": date}
        pages[path] = (200, tag, content)
    with serving_site(pages) as site:
        start = f"{site.address}/en/1.html"
        assert collect(tmp_path, start) == 0
        written = (tmp_path / "out.tmx").read_bytes()
        site.pages = {path: (304, {}, "") for path in pages}
        site.headers.clear()
        assert collect(tmp_path, start, "--fresh", "0") == 0
        asked = site.headers[-2:]
        assert asked[0]["If-Modified-Since"] == date
        assert asked[1]["If-None-Match"] == '"1"'
        assert (tmp_path / "out.tmx").read_bytes() == written
        site.pages = pages
        changed = bilingual(2, "/en/{}.html", "/es/{}.html")
        site.pages["/en/1.html"] = changed["/en/2.html"].replace("2.html", "1.html")
        site.pages["/es/1.html"] = changed["/es/2.html"].replace("2.html", "1.html")
        assert collect(tmp_path, start, "--fresh", "0") == 0
        assert (tmp_path / "out.tmx").read_bytes() != written


def test_what_a_server_could_not_give_is_asked_for_the_next_time(tmp_path, capsys):
    pages = bilingual(1, links=["/en/gone.html"])
    with serving_site(pages | {"/es/1.html": (500, {}, "")}) as site:
        start = f"{site.address}/en/1.html"
        assert collect(tmp_path, start) == 2
        assert (
            "/es/1.html: the server answers with status 500" in capsys.readouterr().err
        )
        site.pages = pages
        assert collect(tmp_path, start) == 0
        assert site.times("/es/1.html") == 2
        assert site.times("/en/1.html") == site.times("/en/gone.html") == 1


def test_what_is_not_whole_in_the_cache_is_missing(tmp_path):
    cache = PageCache(tmp_path)
    address = parse_address("http://127.0.0.1/a")
    answer = KeptAnswer(
        status=200, headers={"etag": "1"}, body=b"<p>Text</p>\n\xff", fault="",
        day="2026-01-31", checked=1, terms="",
    )  # fmt: skip
    cache.put(address, answer)
    assert cache.get(address) == answer
    (path,) = tmp_path.rglob("*.page")
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        assert cache.get(address) is None
    path.write_bytes(whole.replace(b"Text", b"Tex!"))
    assert cache.get(address) is None
    # another page's answer, and a folder where the file should be
    path.write_bytes(whole.replace(b"/a", b"/b"))
    assert cache.get(address) is None
    path.unlink()
    path.mkdir()
    assert cache.get(address) is None


def test_a_cache_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "cache").write_text("a file")
    with serving_site(bilingual(1)) as site:
        assert collect(tmp_path, f"{site.address}/en/1.html") == 2
    assert f"{tmp_path / 'cache'}: pages cannot be kept" in capsys.readouterr().err
