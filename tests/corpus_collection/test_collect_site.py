"""A site where everything goes wrong gives exactly its allowed, true pairs."""

from __future__ import annotations

import csv
import gzip

import pytest
from bilingual_site import (
    alternates,
    bilingual,
    bomb,
    collect,
    collected,
    endless,
    page,
    paragraphs,
    redirect,
    sentences,
    serving_site,
    slow,
)

GOOD = {1, 2, 3, 4, 7, 14, 15, 17, 18}
"""Pages that are allowed, and have a true translation."""

PORTUGUESE = [
    "Hoje não houve pão na padaria, porque a farinha acabou muito cedo.",
    "As crianças foram à praia com os avós e voltaram cansadas à noite.",
    "Os barcos saíram do porto quando o vento mudou de direção.",
    "Não sabemos se amanhã haverá feira, mas todos gostariam de ir.",
]
ROBOTS = """User-agent: *
Disallow: /

User-agent: sphinx-amts
Disallow: /en/private/
Disallow: /es/6.html
Allow: /en/private/allowed
"""


def wrong(number, **sides):
    """Return two pages that name each other, of which sides are replaced."""
    pages = bilingual(number)
    for code, content in sides.items():
        pages[f"/{code}/{number}.html"] = content
    return pages


def made(number, texts, code, *, more=""):
    head = alternates(en=f"/en/{number}.html", es=f"/es/{number}.html") + more
    return page(texts, code, head=head)


def meta(name, content):
    return f'<meta name="{name}" content="{content}">'


def own(number, side):
    return [text[side] for text in paragraphs(number)]


def calendar(handler):
    """Answer with a page that leads to another one, without end."""
    number = int(handler.path.rpartition("=")[2])
    data = page([], "en", links=[f"/en/calendar?month={number + 1}"]).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.wfile.write(data)


def nasty_pages(other):
    """Return the pages of the site; *other* is the address of a site not named."""
    pages = {"/robots.txt": ROBOTS}
    for number in (1, 2, 3, 4, 7):
        pages |= bilingual(number)
    pages |= bilingual(5, "/en/private/{}.html", "/es/private/{}.html")
    pages |= bilingual(6)
    pages["/en/moved.html"] = redirect("/en/7.html", 301)
    pages["/en/away.html"] = redirect(f"{other}/en/20.html")
    pages["/en/loop-a.html"] = redirect("loop-b.html")
    pages["/en/loop-b.html"] = redirect("loop-a.html")
    pages["/en/deep.html"] = redirect("/en/private/allowed/../secret.html")
    pages["/en/slow.html"] = slow(20)
    pages["/en/bomb.html"] = bomb(50_000_000)
    pages["/en/cut.html"] = (200, {"Content-Length": "5000"}, "<p>half a page")
    pages |= wrong(8, es=made(8, PORTUGUESE, "es"))
    pages |= wrong(9, es=made(9, [], "es"))
    pages |= wrong(
        10,
        es=made(
            10, own(10, 1), "es", more='<meta name="robots" content="NoIndex, follow">'
        ),
    )
    pages |= wrong(11, es=(200, {"TDM-Reservation": "1"}, made(11, own(11, 1), "es")))
    pages |= wrong(12, es=made(12, own(99, 1), "es"))
    pages |= wrong(
        13,
        es=made(
            13, own(13, 1), "es", more='<meta name="ms.translationtype" content="MT">'
        ),
    )
    for side, code in enumerate(("en", "es")):
        pages[f"/{code}/14.html"] = page(own(14, side), code)
        pages[f"/read?lang={code}&p=15"] = page(own(15, side), code)
    pages |= wrong(
        16,
        en=page(
            own(16, 0),
            "en",
            head=alternates(en="/en/16.html", es=f"{other}/es/16.html"),
        ),
    )
    del pages["/es/16.html"]
    latin = made(17, own(17, 1), "es").replace('<meta charset="utf-8">', "")
    pages |= wrong(
        17,
        es=(
            200,
            {"Content-Type": "text/html; charset=ISO-8859-1"},
            latin.encode("latin-1"),
        ),
    )
    packed = gzip.compress(made(18, own(18, 1), "es").encode())
    pages |= wrong(18, es=(200, {"Content-Encoding": "gzip"}, packed))
    pages |= wrong(
        19,
        es=(
            200,
            {"X-Robots-Tag": "otherbot: nofollow, sphinx-amts: noindex"},
            made(19, own(19, 1), "es"),
        ),
    )
    pages["/en/calendar?month=1"] = calendar
    for month in range(2, 30):
        pages[f"/en/calendar?month={month}"] = calendar
    links = [
        f"/en/{n}.html"
        for n in (1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19)
    ]
    links += [
        "/en/private/5.html", "/en/missing.html", "/en/moved.html", "/en/away.html",
        "/en/loop-a.html", "/en/deep.html", "/en/slow.html", "/en/endless.html",
        "/en/bomb.html", "/en/cut.html", "/read?lang=en&amp;p=15",
        "/read?lang=es&amp;p=15", "/en/calendar?month=1", "/files/book.pdf",
        "/files/program", f"{other}/en/1.html",
        "http://169.254.169.254/latest/", "javascript:alert(1)", "mailto:a@example.org",
        "http://[::1]:1/", "ftp://127.0.0.1/x", "//user:word@127.0.0.1/", "http://",
    ]  # fmt: skip
    pages["/files/program"] = (200, {"Content-Type": "application/octet-stream"}, "x")
    body = '<a rel="nofollow" href="/en/hidden.html">hidden</a>'
    pages["/"] = page([], "en", links=links, body=body)
    return pages


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Collect from the site once, and again; give all that came of it."""

    class Run:
        folder = tmp_path_factory.mktemp("nasty")

    with serving_site({}, host="localhost") as other, serving_site({}) as site:
        site.pages = nasty_pages(other.address)
        site.pages["/en/endless.html"] = endless(site)
        arguments = (f"{site.address}/", "--timeout", "3", "--max-size", "1")
        Run.site, Run.other = site, other
        Run.code = collect(Run.folder, *arguments)
        Run.asked = list(site.asked)
        Run.output = (Run.folder / "out.tmx").read_bytes()
        site.pages["/en/slow.html"] = (404, {}, "")  # a second time need not wait
        Run.again = collect(Run.folder, *arguments)
        Run.asked_again = site.asked[len(Run.asked) :]
        Run.output_again = (Run.folder / "out.tmx").read_bytes()
        yield Run


def test_exactly_the_allowed_true_pairs_are_collected(run):
    assert run.code == 0
    expected = set().union(*map(sentences, GOOD))
    assert collected(run.folder / "out.tmx") == expected


def test_nothing_is_asked_that_must_not_be(run):
    assert not run.other.asked
    forbidden = ("/en/private/", "/es/6.html", "/en/hidden.html", "/files/book.pdf")
    assert not [path for path in run.asked if path.startswith(forbidden)]
    assert run.site.times("/robots.txt") == 1
    assert len(run.asked) == len(set(run.asked))


def test_a_page_of_a_gigabyte_is_left_after_a_megabyte(run):
    assert 0 < run.site.bytes < 20_000_000


def test_links_are_followed_to_a_limited_depth(run):
    months = [path for path in run.asked if path.startswith("/en/calendar")]
    assert len(months) == 3


def test_requests_say_who_asks(run):
    for headers in run.site.headers:
        assert headers["User-Agent"].startswith("sphinx-amts/")
        assert headers["Host"] == run.site.address.removeprefix("http://")


def test_the_second_time_the_same_file_comes_out_of_what_was_kept(run):
    assert run.again == 0
    assert run.output_again == run.output
    # what failed for the moment is asked for again, and nothing else
    assert sorted(run.asked_again) == ["/en/cut.html", "/en/slow.html"]


def test_origins_are_kept_with_the_pairs_and_beside_them(run):
    with (run.folder / "out.origins.csv").open(encoding="utf-8") as stream:
        rows = {row["source"]: row for row in csv.DictReader(stream)}
    site = run.site.address
    row = rows[f"{site}/en/1.html"]
    assert row["target"] == f"{site}/es/1.html"
    assert row["pairs"] == "18"
    assert row["found by"] == "hreflang of both pages"
    assert row["source fetched"].count("-") == 2
    assert rows[f"{site}/en/14.html"]["found by"] == "language in the address"
    tmx = run.output.decode()
    assert f"<note>{site}/en/1.html</note>" in tmx
    assert f'<prop type="x-translation">{site}/es/1.html</prop>' in tmx
