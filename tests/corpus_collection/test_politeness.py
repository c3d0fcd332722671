"""Sites are asked as their robots.txt and their servers want it."""

from __future__ import annotations

import json

import pytest
from bilingual_site import (
    bilingual,
    collect,
    collected,
    redirect,
    sentences,
    serving_site,
)

from sphinx_amts.corpus_collection.addresses import parse_address
from sphinx_amts.corpus_collection.exchange import Limits
from sphinx_amts.corpus_collection.fetching import WebPages
from sphinx_amts.corpus_collection.hosts import NamedHosts
from sphinx_amts.corpus_collection.page_cache import PageCache
from sphinx_amts.corpus_collection.requests import RequestPolicy, Requests
from sphinx_amts.errors import ConfigError, HostError, PageError


class Visit:
    """A visitor of a site who notes the pauses instead of making them."""

    def __init__(self, site, folder, **manners):
        self.site = site
        self.pauses = []
        hosts = NamedHosts([parse_address(site.address)])
        limits = Limits(bytes=100_000, seconds=20)
        self.requests = Requests(
            hosts,
            PageCache(folder),
            RequestPolicy(limits=limits, **manners),
            sleep=self.pauses.append,
        )
        self.pages = WebPages(self.requests, hosts)

    def fetch(self, path):
        return self.pages.fetch(parse_address(f"{self.site.address}{path}"))

    def pause(self):
        """Return the seconds before the last request."""
        return self.pauses[-1]


@pytest.fixture
def site():
    with serving_site({f"/{name}": "<p>text</p>" for name in "abcdefgh"}) as site:
        yield site


FORBIDDEN = {
    "User-agent: *\nDisallow: /b": "b",
    "User-agent: sphinx-amts\nDisallow: /b\nUser-agent: *\nDisallow: /": "b",
    "User-Agent: SPHINX-AMTS\ndisallow: /b": "b",
    "User-agent: a\nUser-agent: sphinx-amts\nDisallow: /b": "b",
    "User-agent: *\nDisallow: /\nAllow: /a\nAllow: /c": "bdefgh",
    "User-agent: *\nDisallow: /*b$\nAllow: /b*": "b",  # the longest counts
    "User-agent: *\nDisallow: /b\nAllow: /b": "",
    "\ufeffUser-agent: *\nDisallow: /b # why\n\nSitemap: x\nDisallow: /c": "bc",
    "User-agent: *\nDisallow: /%62": "b",
    "User-agent: otherbot\nDisallow: /": "",
    "User-agent: *\nDisallow:": "",
    "nothing of use": "",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize("rules", FORBIDDEN)
def test_rules_are_obeyed(rules, site, tmp_path):
    site.pages["/robots.txt"] = rules
    visit = Visit(site, tmp_path, delay=0)
    refused = ""
    for name in "abcdefgh":
        try:
            visit.fetch(f"/{name}")
        except PageError as exc:
            refused += name if exc.forbidden else "?"
    assert refused == FORBIDDEN[rules]
    assert site.times("/robots.txt") == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_allows_everything(status, site, tmp_path):
    site.pages["/robots.txt"] = (status, {}, "User-agent: *\nDisallow: /")
    assert Visit(site, tmp_path).fetch("/a").body


@pytest.mark.parametrize("status", [429, 500, 503])
def test_rules_that_cannot_be_read_allow_nothing(status, site, tmp_path):
    site.pages["/robots.txt"] = (status, {"Retry-After": "100000"}, "")
    visit = Visit(site, tmp_path)
    for name in "ab":
        with pytest.raises(HostError, match=r"robots\.txt.*nothing of 127"):
            visit.fetch(f"/{name}")
    assert set(site.asked) == {"/robots.txt"}


def test_rules_are_found_behind_redirects_of_the_site(site, tmp_path):
    site.pages["/robots.txt"] = redirect("/rules/robots.txt", 301)
    site.pages["/rules/robots.txt"] = "User-agent: *\nDisallow: /b"
    visit = Visit(site, tmp_path / "1")
    visit.fetch("/a")
    with pytest.raises(PageError, match=r"forbidden by robots\.txt"):
        visit.fetch("/b")
    for place in ("/robots.txt", "http://elsewhere.example/robots.txt"):
        site.pages["/robots.txt"] = redirect(place)
        with pytest.raises(HostError):
            Visit(site, tmp_path / place.rpartition("/")[0][-3:]).fetch("/a")


def test_there_is_a_pause_between_two_requests(site, tmp_path):
    visit = Visit(site, tmp_path, delay=700)
    visit.fetch("/a")
    assert 600 < visit.pause() <= 700  # after robots.txt
    before = len(visit.pauses)
    visit.fetch("/a")
    assert len(visit.pauses) == before  # kept, and not asked
    visit.fetch("/b")
    assert len(visit.pauses) == before + 1
    assert 600 < visit.pause() <= 700


def test_a_site_may_ask_for_a_longer_pause(site, tmp_path):
    site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 9\nRequest-rate: 1/280"
    visit = Visit(site, tmp_path / "1", delay=1)
    visit.fetch("/a")
    visit.fetch("/b")
    assert 200 < visit.pause() <= 280
    site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 86400"
    with pytest.raises(HostError, match="asks for 86400 seconds"):
        Visit(site, tmp_path / "2").fetch("/a")


def test_the_summary_names_hosts_that_want_longer_pauses(tmp_path, capsys):
    rules = {"/robots.txt": "User-agent: *\nCrawl-delay: 0.01"}
    with serving_site(bilingual(1) | rules) as site:
        assert collect(tmp_path, f"{site.address}/en/1.html") == 0
    said = capsys.readouterr().out
    assert f"127.0.0.1:{site.port} asks for 0.01 seconds between two requests" in said


def test_a_busy_server_is_left_alone_as_long_as_it_asks(site, tmp_path):
    answers = [(503, {"Retry-After": "50"}, ""), (429, {}, "")]

    def busy(handler):
        status, headers, _ = answers.pop(0) if answers else (200, {}, "")
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(b"<p>text</p>")

    site.pages["/a"] = busy
    visit = Visit(site, tmp_path, delay=10)
    assert visit.fetch("/a").body == b"<p>text</p>"
    assert site.times("/a") == 3
    assert 40 < visit.pauses[-2] <= 60
    assert 30 < visit.pauses[-1] <= 50
    site.pages["/b"] = (503, {"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}, "")
    with pytest.raises(PageError, match="too busy") as caught:
        visit.fetch("/b")
    assert caught.value.transient
    assert site.times("/b") == 1
    with pytest.raises(PageError, match="too busy"):
        visit.fetch("/b")


def test_a_server_that_gives_no_answer_again_and_again_is_left_alone(tmp_path):
    broken = (200, {"Content-Length": "500"}, "half")
    with serving_site(
        dict.fromkeys(["/1", "/2", "/3", "/4", "/5", "/6"], broken)
    ) as it:
        visit = Visit(it, tmp_path, delay=0)
        for name in "123456":
            with pytest.raises(PageError, match="breaks off"):
                visit.fetch(f"/{name}")
    for name in "abcde":
        with pytest.raises(PageError, match="cannot be reached"):
            visit.fetch(f"/{name}")
    with pytest.raises(HostError, match="gave no answer 5 times in a row"):
        visit.fetch("/f")


def test_a_contact_is_told_and_cannot_add_headers(site, tmp_path):
    Visit(site, tmp_path, contact="ana@example.org").fetch("/a")
    headers = site.headers[-1]
    assert "contact: ana@example.org" in headers["User-Agent"]
    assert headers["From"] == "ana@example.org"
    Visit(site, tmp_path / "2", contact="https://example.org/(bot)\\").fetch("/a")
    assert "https://example.org/[bot]/" in site.headers[-1]["User-Agent"]
    for text in ("a@b\r\nX-Evil: 1", "ñ@example.org", "a\0b", "x" * 300):
        with pytest.raises(ConfigError, match="--contact"):
            RequestPolicy(contact=text)


ODD = {
    "no text": ("Content-Encoding", "br", "packed as br"),
    "not packed": ("Content-Encoding", "gzip", "cannot be read"),
    "a picture": ("Content-Type", "image/png", "no page, but image/png"),
    "too long": ("Content-Length", "99999999", "larger than 0.1 MB"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_answers_are_named_and_not_asked_for_again(name, site, tmp_path):
    header, value, reason = ODD[name]
    site.pages["/a"] = (200, {header: value}, "<p>text</p>")
    visit = Visit(site, tmp_path)
    for _ in range(2):
        with pytest.raises(PageError, match=reason):
            visit.fetch("/a")
    with pytest.raises(PageError, match=reason):
        Visit(site, tmp_path).fetch("/a")
    assert site.times("/a") == 1


def test_a_page_that_was_too_large_is_asked_for_when_more_is_allowed(tmp_path, capsys):
    pages = bilingual(1)
    pages["/es/1.html"] += " " * 50_000
    with serving_site(pages) as site:
        start = f"{site.address}/en/1.html"
        assert collect(tmp_path, start, "--max-size", "0.02") == 2
        assert "/es/1.html: larger than 0.02 MB; --max-size" in capsys.readouterr().err
        assert collect(tmp_path, start) == 0
        assert site.times("/es/1.html") == 2
    assert collected(tmp_path / "out.tmx") == sentences(1)


def test_broken_protocols_are_faults_of_one_page(site, tmp_path):
    def raw(data):
        return lambda handler: handler.wfile.write(data)

    for number, data in enumerate(
        (
            b"",
            b"\xff\xfe\x00",
            b"HTTP/1.1 abc\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"A: " + b"x" * 70_000,
        )
    ):
        site.pages["/a"] = raw(data)
        with pytest.raises(PageError):
            Visit(site, tmp_path / str(number)).fetch("/a")
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nzz"
    site.pages["/a"] = raw(chunks)
    with pytest.raises(PageError, match="breaks off"):
        Visit(site, tmp_path / "chunks").fetch("/a")


def test_owners_may_reserve_parts_of_a_site(site, tmp_path):
    site.pages["/.well-known/tdmrep.json"] = json.dumps(
        [
            {"location": "/b", "tdm-reservation": 0},
            {"location": "/*c$", "tdm-reservation": 1},
            {"location": "/b", "tdm-reservation": 1},
            {"location": 3}, "nothing",
        ]
    )  # fmt: skip
    visit = Visit(site, tmp_path / "1", delay=0)
    for name in "abd":
        visit.fetch(f"/{name}")
    with pytest.raises(PageError, match="reserves text and data mining") as caught:
        visit.fetch("/c")
    assert caught.value.forbidden
    assert not site.times("/c")
    for number, broken in enumerate(("", "[[", '{"location": "/"}', "null")):
        site.pages["/.well-known/tdmrep.json"] = broken
        assert Visit(site, tmp_path / f"broken{number}", delay=0).fetch("/c").body
