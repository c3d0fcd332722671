"""The report as drawings, a table and a summary, and the history of builds."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from whole_report import make_report

from sphinx_amts.checks.by_document import CheckData
from sphinx_amts.document_records.coverage import Size
from sphinx_amts.document_records.documents import DocumentRecord, Finding, MessageState
from sphinx_amts.errors import ConfigError
from sphinx_amts.html.rendering import address
from sphinx_amts.markup.model import Placeable, Text
from sphinx_amts.model import State
from sphinx_amts.report import assembly, files, history
from sphinx_amts.report.charts import badge, distribution, trend
from sphinx_amts.report.messages import marked
from sphinx_amts.scores import draft_scores
from sphinx_amts.scores.draft_scores import BookDraftScores, DocumentDraftScores, Triple
from sphinx_amts.scores.metrics import Scorer
from sphinx_amts.translation.outcome import Usage

EVIL = "<script>alert(1)</script>"
NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


def document(done: int, left: int, **fields) -> DocumentRecord:
    coverage = {
        State.HUMAN: Size(1, 1, done, 9),
        State.UNTRANSLATED: Size(1, 1, left, 9),
    }
    return DocumentRecord(profile="", digest="", coverage=coverage, **fields)


def make(records, **fields):
    head = assembly.Head(
        project="Bread | <b>", language="zh", source_language="en", engine="memory",
    )  # fmt: skip
    return make_report(
        head, titles={"b": '=HYPERLINK("x")'}, records=records, problems={},
        quality=assembly.Quality(checks={"b": CHECKS}, **fields),
        run=assembly.BuildFacts(documents_read=0, documents_reread=0, usage=Usage()),
    )  # fmt: skip


SCORES = BookDraftScores(
    bleu=41.25,
    chrf=60.5,
    signatures={"bleu": "tok:zh"},
    documents={
        "b": DocumentDraftScores("", bleu=41.25, chrf=60.5, messages={"x": ("y", 1)})
    },
)
FOUND = Finding(text="x", line=1, state=State.REJECTED, reason="a link is lost")
CHECKS = [
    CheckData(
        file="b.rst", line=1, rule=rule, severity="warning", message="x",
        text="x", translated_by=whose,
    )
    for rule, whose in (("length", "machine"), ("number", "human"), ("math", "human"))
]  # fmt: skip
SHOWN = MessageState(text="x", line=1, state=State.MACHINE)
RECORDS = {
    "a": document(10, 0),
    "b": document(
        1,
        3,
        findings=(FOUND,),
        messages=(SHOWN,),
    ),
}


def test_the_table_has_a_row_for_each_document_and_no_formula():
    rows = list(csv.DictReader(io.StringIO(files.table(make(RECORDS, scores=SCORES)))))
    assert [row["document"] for row in rows] == ["a", "b"]
    first, second = rows
    assert (first["words"], first["human"], first["bleu"]) == ("10", "10", "")
    assert second["title"] == '\'=HYPERLINK("x")'
    assert (second["bleu"], second["findings"], second["checks"]) == ("41.25", "1", "3")


def test_the_summary_says_how_far_the_book_is_and_what_is_left():
    data = make(RECORDS, scores=SCORES)
    assembly.add_history(data, [build(5, 9), build(11, 3)])
    assert files.summary(data).splitlines() == [
        r"### Translation of Bread \| \<b\> (zh)",
        "",
        "**79 %** of 14 words are translated (+42.9 since 2026-05-04): "
        "79 % human, 21 % untranslated.",
        "BLEU 41.2, chrF++ 60.5 of 1 draft against human text.",
        "Not shown for a reason: 1 message.",
        "Found by checks: 2 in translations of people, 1 in translations of machines.",
        "",
        "| Document | Translated | Words left | BLEU | Findings | Checks |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        "| b | 25 % | 3 | 41.2 | 1 | 3 |",
    ]


def test_foreign_text_in_the_summary_is_text():
    """No link, no HTML, no person or issue that GitHub would tell, no other cell."""
    name = "a @who org/repo#12 #3 GH-4 ![x](http://x.example) <img src=x> &lt; www.x.y"
    name += " a@b.example ~~s~~ $x$ `c` | \\| \x1b[2J"
    data = make({name: document(0, 3)}) | {"project": f"{name}\n# Heading"}
    lines = files.summary(data).splitlines()
    shown = "".join(MarkdownIt("gfm-like").render("\n".join(lines)))
    soup = BeautifulSoup(shown, "html.parser")
    assert not soup.select("a, img, s, code, h1")
    (cell, *_), *_ = [row.select("td") for row in soup.select("tbody tr")]
    text = cell.get_text()
    assert "\u2060" in text
    # GitHub finds people and issues in the text itself
    assert not re.search(r"@\w|#\d|GH-\d", text)
    assert text.replace("\u2060", "") == name.replace("\x1b", "\\x1b")


def test_a_complete_book_and_an_empty_one_have_a_short_summary():
    assert len(files.summary(make({"a": document(10, 0)})).splitlines()) == 3
    assert "nothing to translate" in files.summary(make({}))


def test_the_badge_has_words_for_those_who_do_not_see_it():
    data = make({"a": document(9999, 1)}, scores=SCORES)
    drawn = ElementTree.fromstring(files.badge_of(data))
    assert drawn.get("aria-label") == "translated: zh: 99.9 % (human), BLEU 41.2"
    assert drawn.get("role") == "img"


def test_hostile_text_stays_text_in_a_badge():
    text = '"><script>x</script>&'
    drawn = ElementTree.fromstring(badge(text, "1 %", 1))
    assert drawn.get("aria-label") == f"{text}: 1 %"


def build(done: int, left: int, bleu: float | None = None) -> history.HistoryEntry:
    return history.HistoryEntry(
        date="2026-05-04T03:02:01Z",
        words={"human": done, "untranslated": left},
        bleu=bleu,
        chrf=None,
    )


def test_a_trend_draws_what_it_says():
    drawn = ElementTree.fromstring(
        trend([build(1, 3), build(2, 2, 20.0), build(3, 1, 30.0)])
    )
    lines = {line.get("class"): line.get("points") for line in drawn.iter("polyline")}
    assert len(lines["line-all"].split()) == 3
    assert len(lines["line-bleu"].split()) == 2
    assert drawn.find("desc").text == (
        "translated from 25.0 to 75.0; by people from 25.0 to 75.0; "
        "BLEU from none to 30.0."
    )
    assert "BLEU 30.0" in [text.text for text in drawn.iter("text")]


def test_hostile_text_stays_text_in_a_trend():
    first, last = ({**build(1, 3), "date": d} for d in ("<script>/*", "*/</g><&\"'"))
    drawn = ElementTree.fromstring(trend([first, last]))
    texts = [text.text for text in drawn.iter("text")]
    assert texts[-2:] == ["<script>/*", "*/</g><&\"'"]


def test_what_is_no_build_of_a_history_waits_for_its_mender(tmp_path):
    path = tmp_path / "es.json"
    good = build(1, 3)
    bad = [{**good, "date": date} for date in ("<script>/*", "2026-05-04", "", EVIL)]
    bad += [{**good, "bleu": 1e999}, {**good, "bleu": 101}]
    bad += [{**good, "words": {"a": -1}}]
    for one in bad:
        text = json.dumps({"format": 1, "builds": [good, one]})
        path.write_text(text)
        with pytest.raises(ConfigError, match="left as it is"):
            history.load(path)
        assert path.read_text() == text
    path.write_text(json.dumps({"format": 1, "builds": [good, good]}))
    assert history.load(path) == [good, good]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "java\tscript\t:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
    ],
)
def test_addresses_that_run_something_are_none(url):
    assert address(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "../a.html#x:y",
        "a/b:c.html",
        "https://x.example",
        "http://x.example",
        "mailto:a@x.example",
        "#javascript:x",
        "",
    ],
)
def test_addresses_of_pages_and_mail_are_kept(url):
    assert address(url) == url


def test_names_at_the_ends_of_lines_do_not_cover_each_other():
    drawn = ElementTree.fromstring(trend([build(1, 1, 50.0), build(1, 1, 50.0)]))
    named = [text for text in drawn.iter("text") if "name-" in text.get("class")]
    places = sorted(float(text.get("y")) for text in named)
    assert min(b - a for a, b in pairwise(places)) >= 14


def test_a_distribution_counts_every_score_once():
    drawn = ElementTree.fromstring(distribution([0, 9.99, 10, 55, 100]))
    values = [t.text for t in drawn.iter("text") if t.get("class") == "value"]
    assert values == ["2", "1", "1", "1"]
    assert drawn.find("desc").text == (
        "Documents by score: 2 from 0 to 10, 1 from 10 to 20, 1 from 50 to 60, "
        "1 from 90 to 100."
    )


# The history


def noted(entries, **fields):
    figures = {"words": {"human": 1}, "bleu": None, "chrf": None} | fields
    return history.with_build(entries, now=NOW, **figures)


def test_only_builds_that_change_a_figure_are_noted(tmp_path):
    one = noted([])
    assert noted(one) == one
    two = noted(one, bleu=12.5)
    assert [entry["bleu"] for entry in two] == [None, 12.5]
    history.save(tmp_path / "deep" / "es.json", two)
    assert history.load(tmp_path / "deep" / "es.json") == two
    assert one[0]["date"] == "2026-05-04T03:02:01Z"


def test_the_history_is_cut_at_its_limit():
    entries = []
    for number in range(history.LIMIT + 5):
        entries = noted(entries, words={"human": number})
    assert len(entries) == history.LIMIT
    assert entries[-1]["words"] == {"human": history.LIMIT + 4}


BUILD = '{"format": 1, "builds": [{"date": "2020", "words": %s, "bleu": %s}]}'


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", '{"format": 1, "builds": [1]}', "\0", "[" * 100_000),
        *('{"format": 2, "builds": []}', '{"format": 1, "builds": {}}'),
        *(BUILD % ('{"human": 1e999}', "null"), BUILD % ('{"human": "\\ud800"}', "1")),
        BUILD % ("{}", "NaN"),
    ],
)
def test_a_damaged_history_is_named_for_whoever_mends_it(tmp_path, text):
    path = tmp_path / "es.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=f"{path}: .*cannot be read .*left as it is"):
        history.load(path)
    assert path.read_text() == text
    assert history.load(tmp_path / "none.json") == []


# Scores


def triple(message: str, reference: str, draft: str) -> Triple:
    code = Placeable("literal", "``x``", "x")
    inlines = tuple((Text(f"{text} "), code) for text in (message, reference, draft))
    return Triple(text=message, draft=draft, inlines=inlines)


def test_scores_are_kept_and_pooled(tmp_path):
    scorer = Scorer("es")
    same = triple("One two three.", "Uno dos tres.", "Uno dos tres.")
    other = triple("Four five six.", "Cuatro cinco seis.", "Algo muy distinto.")
    good = draft_scores.score_document(scorer, "1", [same, same])
    poor = draft_scores.score_document(scorer, "2", [other])
    empty = draft_scores.score_document(scorer, "3", [])
    assert good.bleu == good.chrf == 100.0
    assert empty.bleu is None
    book = draft_scores.pool(scorer, {"a": good, "b": poor, "c": empty}.items())
    assert poor.bleu < book.bleu < 100
    assert set(book.signatures) == {"bleu", "chrf", "ter"}
    assert draft_scores.pool(scorer, {"c": empty}.items()).bleu is None
    draft_scores.save(tmp_path / "scores.json", book)
    assert draft_scores.load(tmp_path / "scores.json") == book
    (tmp_path / "scores.json").write_text(json.dumps({"format": 1}))
    assert draft_scores.load(tmp_path / "scores.json") == BookDraftScores()


def test_differences_are_marked_on_both_sides():
    assert marked("a b c", "a x c") == [(False, "a "), (True, "b"), (False, " c")]
    assert marked("烤面包", "烤箱") == [(False, "烤"), (True, "面包")]
    long = "word " * 2000
    assert marked(long, "other") == [(False, long)]
