"""What users name: addresses, lists, sitemaps, folders, keywords; and what is wrong."""

from __future__ import annotations

import gzip

import pytest
from bilingual_site import (
    bilingual,
    collect,
    collected,
    page,
    paragraphs,
    sentences,
    serving_site,
)

from sphinx_amts.cli import corpus_collect
from sphinx_amts.corpus_collection import html_text

XML = {"Content-Type": "application/xml"}
URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">{}</urlset>'
)
INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}'
    "</sitemapindex>"
)


def own(number, side):
    return [text[side] for text in paragraphs(number)]


def plain(*numbers, source="/en/{}.html", target="/es/{}.html"):
    """Return pages that say nothing of their translations."""
    return {
        place.format(number): page(own(number, side), code)
        for number in numbers
        for side, (code, place) in enumerate((("en", source), ("es", target)))
    }


def test_a_list_names_pages_and_pairs_and_faults_have_their_lines(tmp_path, capsys):
    pages = plain(1, source="/a-{}", target="/b-{}") | bilingual(2)
    pages |= plain(3, source="/c-{}", target="/d-{}")
    with serving_site(pages) as site:
        listed = tmp_path / "list.txt"
        listed.write_text(
            "\ufeff# pages\n\n"
            f"{site.address}/a-1\t{site.address}/b-1\n"
            f"  {site.address}/en/2.html  \r\n"
            "www.example.org/page\n"
            f"{site.address}/c-3\t{site.address}/d-3\t{site.address}/x\n"
            f"{site.address}/missing\t{site.address}/b-1\n"
            "ftp://example.org/\n",
            encoding="utf-8",
        )
        assert collect(tmp_path, str(listed)) == 0
    said = capsys.readouterr().err
    assert f"{listed}:5: www.example.org/page: only http and https" in said
    assert f"{listed}:6: a line has one address, or two with a tab" in said
    assert f"{listed}:7: {site.address}/missing: the server answers" in said
    assert f"{listed}:8: ftp://example.org/: only http and https" in said
    assert collected(tmp_path / "out.tmx") == sentences(1) | sentences(2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "there is no address in it"),
        (b"# nothing\n\n", "there is no address in it"),
        (b"http://a.example/\nhttp://b.example/\xff\n", ":2: not UTF-8"),
        (b"nothing\nat all\n", ":1: nothing: only http and https"),
        (b"<html></html>", "name pages by their folder"),
        (gzip.compress(b"http://a.example/"), "a list has an address on each line"),
    ],
)
def test_a_list_of_nothing_is_refused(content, reason, tmp_path, capsys):
    listed = tmp_path / "list.txt"
    listed.write_bytes(content)
    assert collect(tmp_path, str(listed)) == 2
    said = capsys.readouterr().err
    assert str(listed) in said
    assert reason in said
    assert not (tmp_path / "out.tmx").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nowhere.txt"], "nowhere.txt: there is no such file or folder"),
        (["file:///etc/passwd"], "file:///etc/passwd: only http and https are asked"),
        (["http://"], "is no name of a host"),
        (["http://ana:word@127.0.0.1/"], "an address with a name or a password"),
        (["."], "no page names its translation"),
        ([".", "-s", "es"], "-s and -l name the same language"),
        ([".", "-l", "xq"], "'xq': no such language"),
        ([".", "-o", "out.xlsx"], "give a file that ends in"),
    ],
)
def test_wrong_arguments_are_named(arguments, reason, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = corpus_collect_options(arguments)
    assert options == 2
    said = capsys.readouterr().err
    assert reason in said
    assert "word@" not in said
    assert list(tmp_path.iterdir()) == []


def corpus_collect_options(arguments):
    from sphinx_amts.cli.main import main

    own_language = [] if "-l" in arguments else ["-l", "es"]
    return main(["corpus", "collect", *arguments, *own_language])


def test_sitemaps_name_pages_and_their_translations(tmp_path, capsys):
    pages = plain(1, source="/a-{}", target="/b-{}") | plain(2, 3, 4)
    pages |= plain(5, source="/{}.html", target="/{}.es.html")

    def entry(place, *others):
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{other}"/>'
            for code, other in others
        )
        return f"<url><loc>\n{place} </loc>{links}</url>"

    with serving_site(pages) as site:
        at = site.address
        first = URLSET.format(
            entry(f"{at}/a-1", ("en-GB", f"{at}/a-1"), ("es", f"{at}/b-1"))
            + entry(f"{at}/en/2.html", ("es-419", f"{at}/es/2.html"))
            + entry("http://elsewhere.example/1", ("es", "http://elsewhere.example/2"))
            + entry("not an address")
        )
        second = URLSET.format(
            "".join(entry(f"{at}/{name}") for name in ("en/3.html", "es/3.html"))
            + "".join(entry(f"{at}/{name}") for name in ("5.html", "5.es.html"))
        )
        site.pages |= {
            "/index.xml": (
                200,
                XML,
                INDEX.format(
                    "".join(
                        f"<sitemap><loc>{at}/{name}</loc></sitemap>"
                        for name in ("1.xml", "2.xml.gz", "cut.xml", "cut.gz", "none")
                    )
                ),
            ),
            "/1.xml": (200, XML, first),
            "/2.xml.gz": (
                200,
                {"Content-Type": "application/gzip"},
                gzip.compress(second.encode()),
            ),
            "/cut.xml": (200, XML, URLSET.format(entry(f"{at}/en/4.html"))[:-5]),
            "/cut.gz": (
                200,
                {"Content-Type": "application/x-gzip"},
                gzip.compress(second.encode())[:-9],
            ),
        }
        assert collect(tmp_path, f"{at}/index.xml") == 0
    said = capsys.readouterr().err
    expected = set().union(*map(sentences, (1, 2, 3, 4, 5)))
    assert collected(tmp_path / "out.tmx") == expected
    assert "elsewhere.example: pages of it are listed here, but it was not" in said
    assert f"{at}/cut.xml: line 2: the sitemap file is damaged" in said
    assert f"{at}/cut.gz: a packed file that is cut off" in said
    assert f"{at}/none: the server answers with status 404" in said
    assert said.count("elsewhere.example") == 1


def test_a_sitemap_is_no_way_to_attack(tmp_path, capsys):
    entities = (
        '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<urlset><url><loc>&b;&f;</loc></url></urlset>"
    )
    packed = gzip.compress(b"<urlset>" + b" " * 80_000_000)
    with serving_site(bilingual(1)) as site:
        index = "".join(f"<sitemap><loc>{site.address}/s.xml</loc></sitemap>" * 3)
        site.pages |= {
            "/e.xml": (200, XML, entities),
            "/b.xml": (200, {"Content-Type": "application/gzip"}, packed),
            "/s.xml": (200, XML, INDEX.format(index)),
        }
        names = [f"{site.address}/{name}" for name in ("e.xml", "b.xml", "s.xml")]
        assert collect(tmp_path, *names, f"{site.address}/en/1.html") == 0
        assert site.times("/s.xml") == 1
    said = capsys.readouterr().err
    assert '/e.xml: line 1: the sitemap file declares the entity "a"' in said
    assert "/b.xml: unpacks to more than 50 MB" in said
    assert "root:" not in said


FOLDERS = {
    "language folders": ("en/{}.html", "es/{}.html", ""),
    "parts of names": ("{}.en.html", "{}.es.html", ""),
    "one part": ("deep/{}.htm", "deep/{}.es.htm", ""),
    "underscores": ("{}_en.xhtml", "{}_es.xhtml", ""),
    "regions": ("docs/en-US/{}.html", "docs/es-MX/{}.html", ""),
    "main language above": ("guide/{}.html", "es/guide/{}.html", ""),
    "names of all kinds": ("en/á b#{}?.html", "es/á b#{}?.html", ""),
    "hreflang": ("one/{}.html", "dos/{}.html", "../dos/{}.html"),
}


@pytest.mark.parametrize("kind", FOLDERS)
def test_folders_of_pages(kind, tmp_path):
    source, target, link = FOLDERS[kind]
    folder = tmp_path / "site"
    for number in (1, 2):
        for side, name in enumerate((source, target)):
            head = ""
            if link and not side:
                place = link.format(number)
                head = f'<link rel="alternate" hreflang="es" href="{place}">'
            file = folder / name.format(number)
            file.parent.mkdir(parents=True, exist_ok=True)
            text = page(own(number, side), ("en", "es")[side], head=head)
            file.write_text(text, encoding="utf-8")
    assert collect(tmp_path, str(folder), output="out.tsv") == 0
    assert collected(tmp_path / "out.tsv") == sentences(1) | sentences(2)
    origins = (tmp_path / "out.origins.csv").read_text("utf-8")
    assert f"{folder}/{source.format(1)}" in origins


def test_language_folders_may_be_named_one_by_one(tmp_path, capsys):
    for name, content in plain(1).items():
        file = tmp_path / "site" / name[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (tmp_path / "site/en/broken.html").write_bytes(b"\x00\xff" * 40)
    (tmp_path / "site/es/broken.html").write_bytes(b"")
    (tmp_path / "site/en/link.html").symlink_to("/etc/passwd")
    folders = [str(tmp_path / "site" / code) for code in ("en", "es")]
    assert collect(tmp_path, *folders) == 0
    assert collected(tmp_path / "out.tmx") == sentences(1)
    assert f"{tmp_path}/site/es/broken.html: an empty page" in capsys.readouterr().err


def test_keywords_keep_what_is_on_the_subject(tmp_path, capsys):
    pages = plain(2, 3)
    for code, text in (
        ("en", "Neural networks learn from examples, as THE NEURAL NETWORK shows."),
        ("es", "Las redes neuronales aprenden de ejemplos, como muestra la red."),
    ):
        side = ("en", "es").index(code)
        pages[f"/{code}/1.html"] = page([*own(1, side), text], code)
    links = [f"/en/{number}.html" for number in (1, 2, 3)]
    pages["/"] = page([], "en", links=links)
    with serving_site(pages) as site:
        start = f"{site.address}/"
        assert collect(tmp_path, start, "--keyword", "neural NETWORK") == 0
        on_subject = collected(tmp_path / "out.tmx")
        assert sentences(1) <= on_subject
        assert not on_subject & (sentences(2) | sentences(3))
        assert "2 pages not on the subject" in capsys.readouterr().out
        # a word of the other language, in another form
        assert collect(tmp_path, start, "--keyword", "casa", "red neuronal") == 0
        assert collected(tmp_path / "out.tmx") == on_subject
        before = (tmp_path / "out.tmx").read_bytes()
        often = ("--keyword", "neural network", "--keyword-times", "3")
        assert collect(tmp_path, start, *often) == 2
        assert "no page has the keywords often enough" in capsys.readouterr().err
        assert (tmp_path / "out.tmx").read_bytes() == before


def test_text_of_pages_commands_no_terminal(tmp_path, capsys):
    bad = "\x1b]0;title\x07::error::x\u202e"
    pages = plain(1)
    pages["/"] = page([], "en", links=["/en/1.html", f"/{bad}", f"http://h/{bad}"])
    head = f'<link rel="license" href="/{bad}"><meta name="rights" content="{bad}">'
    pages["/en/1.html"] = pages["/en/1.html"].replace("</head>", f"{head}</head>")
    pages["/odd"] = (302, {"Location": "ftp://\x1b[2J::warning::x"}, "")
    with serving_site(pages) as site:
        names = [f"{site.address}/", f"{site.address}/odd", f"{site.address}/\x1b[2J"]
        assert collect(tmp_path, *names) == 0
    said = capsys.readouterr()
    for text in (said.out, said.err, (tmp_path / "out.origins.csv").read_text("utf-8")):
        assert not set(text) & {"\x1b", "\x07", "\u202e"}
        assert "\n::" not in text
    assert collected(tmp_path / "out.tmx") == sentences(1)


def test_a_package_that_is_missing_is_named_with_its_extra(capsys, monkeypatch):
    monkeypatch.setattr(html_text, "is_installed", lambda name: name != "trafilatura")
    assert corpus_collect_options(["."]) == 2
    said = capsys.readouterr().err
    assert "collecting pages needs trafilatura" in said
    assert 'pip install "sphinx-amts[corpus]"' in said


def test_numbers_out_of_limits_are_refused(capsys):
    for option, value in (
        ("--depth", "-1"), ("--max-pages", "0"), ("--delay", "nan"), ("--fresh", "x"),
        ("--timeout", "0"), ("--max-size", "-3"), ("--keyword-times", "1.5"),
    ):  # fmt: skip
        with pytest.raises(SystemExit):
            corpus_collect_options([".", f"{option}={value}"])
        assert f"{option}: '{value}': give a" in capsys.readouterr().err
    assert corpus_collect.add_arguments


def test_a_list_that_contradicts_itself_is_named(tmp_path, capsys):
    pages = plain(1, 2)
    with serving_site(pages) as site:
        listed = tmp_path / "list.txt"
        rows = [("en/1", "es/1"), ("en/1", "es/2"), ("en/2", "en/2"), ("en/1", "es/1")]
        listed.write_text(
            "".join(
                "\t".join(f"{site.address}/{name}.html" for name in row) + "\n"
                for row in rows
            )
        )
        assert collect(tmp_path, str(listed)) == 0
    said = capsys.readouterr().err
    assert f"{listed}:2: one of the two pages is in another pair already" in said
    assert f"{listed}:3: a page and its translation have two addresses" in said
    assert f"{listed}:4:" not in said
    assert collected(tmp_path / "out.tmx") == sentences(1)


def test_one_may_begin_at_a_page_in_a_third_language(tmp_path):
    pages = bilingual(1) | bilingual(2)
    pages["/"] = page([], "de", links=["/en/1.html", "/de/x.html"])
    pages["/de/x.html"] = page(["Etwas."], "de", links=["/en/2.html"])
    with serving_site(pages) as site:
        assert collect(tmp_path, f"{site.address}/") == 0
    # links of other pages in that language are not followed
    assert collected(tmp_path / "out.tmx") == sentences(1)


def test_a_list_may_be_on_the_web(tmp_path, capsys):
    pages = bilingual(1)
    with serving_site(pages) as site:
        site.pages["/pages.txt"] = f"{site.address}/en/1.html\n\nhttp://[\n"
        site.pages["/notes.txt"] = "nothing but\nwords\n" * 1000
        names = [f"{site.address}/{name}.txt" for name in ("pages", "notes")]
        assert collect(tmp_path, *names) == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert "no address" in said[0]
    assert said[1].endswith("/notes.txt: neither a page nor a sitemap, but text")
    assert collected(tmp_path / "out.tmx") == sentences(1)


def test_a_limit_of_pages_leaves_whole_pairs(tmp_path, capsys):
    links = [f"/en/{number}.html" for number in range(1, 9)]
    pages = {}
    for number in range(1, 9):
        pages |= bilingual(number, links=links)
    with serving_site(pages) as site:
        start = f"{site.address}/en/1.html"
        assert collect(tmp_path, start, "--max-pages", "6") == 0
        assert len(site.asked) <= 6 + 2  # and the rules of the host
    said = capsys.readouterr().out
    assert "stopped at 6 pages; there are more, and --max-pages" in said
    assert "3 pages with a translation; 0 without" in said
    expected = sentences(1) | sentences(2) | sentences(3)
    assert collected(tmp_path / "out.tmx") == expected


def test_tables_and_the_page_to_judge_the_pairs(tmp_path):
    review = tmp_path / "review.html"
    with serving_site(bilingual(1)) as site:
        start = f"{site.address}/en/1.html"
        for name in ("out.csv", "out.tsv"):
            assert collect(tmp_path, start, "--review", str(review), output=name) == 0
            assert collected(tmp_path / name) == sentences(1)
        assert f"{site.address}/en/1.html" in review.read_text("utf-8")
        whole = ("--granularity", "paragraph")
        assert collect(tmp_path, start, *whole) == 0
    assert collected(tmp_path / "out.tmx") == set(paragraphs(1))


def test_hosts_take_turns(tmp_path):
    links = [f"/en/{number}.html" for number in range(1, 6)]
    pages = {}
    for number in range(1, 6):
        pages |= bilingual(number, links=links)
    order = []

    def noting(name):
        return {
            path: lambda handler, text=text: (
                order.append(name),
                handler.send_response(200),
                handler.send_header("Content-Type", "text/html"),
                handler.end_headers(),
                handler.wfile.write(text.encode()),
            )
            for path, text in pages.items()
        }

    with (
        serving_site(noting("a")) as first,
        serving_site(noting("b"), host="localhost") as second,
    ):
        starts = [f"{site.address}/en/1.html" for site in (first, second)]
        assert collect(tmp_path, *starts) == 0
    assert "".join(order) == "aabb" * 5
