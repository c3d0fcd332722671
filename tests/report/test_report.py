"""The coverage report: what is counted, its JSON and its page."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from whole_report import make_report

from sphinx_amts.document_records.coverage import Size, measure
from sphinx_amts.document_records.documents import (
    DocumentRecord,
    Finding,
    MessageState,
    Miss,
)
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.html import rendering
from sphinx_amts.markup.model import Text
from sphinx_amts.model import Dialect, MessageKind, State
from sphinx_amts.report import assembly, pages
from sphinx_amts.report.parts import fingerprint_of, json_of, part_of
from sphinx_amts.report.totals import replace_totals, summary
from sphinx_amts.report.unsupported import unsupported_constructs
from sphinx_amts.translation.outcome import Usage

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from page_reader import HOSTILE, Page

ARABIC = "درجات الحرارة"
CHINESE = "第一个面包"

RUN = assembly.BuildFacts(
    documents_read=3,
    documents_reread=2,
    usage=Usage(
        engine_calls=1,
        segments_sent=4,
        characters_sent=12345,
        memory_hits=7,
        segments_missing=5,
        characters_missing=61,
    ),
)


def miss(text: str, *, count: int = 1, line: int = 1) -> Miss:
    return Miss(
        text=text,
        kind=MessageKind.BLOCK,
        dialect=Dialect.RST,
        line=line,
        inlines=(Text(text),),
        count=count,
    )


def finding(text: str, *, line: int = 1, reason: str = "a link is lost") -> Finding:
    return Finding(text=text, line=line, state=State.REJECTED, reason=reason)


def record(**fields) -> DocumentRecord:
    return DocumentRecord(profile="zh", digest="", **fields)


def make(
    records, *, titles=None, problems=None, checks=None, run=RUN, **head
) -> assembly.ReportData:
    known = {
        "project": "Bread",
        "language": "zh_CN",
        "source_language": "en",
        "engine": "command",
    }
    return make_report(
        assembly.Head(**known | head),
        titles=titles or {},
        records=records,
        problems=problems or {},
        quality=assembly.Quality(checks=checks or {}),
        run=run,
    )


def hostile_report() -> assembly.ReportData:
    found = finding(HOSTILE, line=12, reason=f"lost {HOSTILE}")
    records = {
        "a": record(
            coverage={State.HUMAN: Size(3, 5, 40, 200), State.REJECTED: measure("x")},
            findings=(found,),
        ),
        "b": record(coverage={State.MACHINE: Size(1, 1, 1204, 9)}),
        "c": record(),
    }
    titles = {"a": HOSTILE, "b": ARABIC, "c": CHINESE}
    return make(records, titles=titles, project=HOSTILE)


# What became of misses


def test_miss_without_problem_stays_untranslated_and_is_no_finding():
    text = "Wait. Then bake."
    coverage = {State.UNTRANSLATED: measure(text)}
    settled = assembly.document_results(
        record(coverage=coverage, misses=(miss(text),)), {}
    )
    assert settled == (coverage, [])


def test_rejected_miss_is_moved_as_often_as_it_occurs():
    bad, good = "Bake the bread.", "Wait."
    before = measure(bad) + measure(bad) + measure(good)
    misses = (miss(bad, count=2, line=4), miss(good))
    problems = {misses[0].key: (State.REJECTED, "a link is lost")}
    coverage, findings = assembly.document_results(
        record(coverage={State.UNTRANSLATED: before}, misses=misses), problems
    )
    assert coverage[State.REJECTED] == measure(bad) + measure(bad)
    assert coverage[State.UNTRANSLATED] == measure(good)
    assert findings == [finding(bad, line=4)]


def test_transient_failure_is_a_finding_that_stays_untranslated():
    text = "Wait."
    problems = {miss(text).key: (State.UNTRANSLATED, "timeout")}
    coverage, findings = assembly.document_results(
        record(coverage={State.UNTRANSLATED: measure(text)}, misses=(miss(text),)),
        problems,
    )
    assert coverage == {State.UNTRANSLATED: measure(text)}
    assert [found.reason for found in findings] == ["timeout"]


def test_finding_of_the_reader_goes_before_that_of_the_pipeline():
    text = "Wait."
    own = Finding(text=text, line=1, state=State.UNSUPPORTED, reason="no place")
    kept = record(
        coverage={State.UNSUPPORTED: measure(text)},
        misses=(miss(text),),
        findings=(own,),
    )
    problems = {miss(text).key: (State.REJECTED, "a link is lost")}
    assert assembly.document_results(kept, problems) == (kept.coverage, [own])


def test_settling_leaves_the_record_as_it_was():
    text = "Wait."
    kept = record(coverage={State.UNTRANSLATED: measure(text)}, misses=(miss(text),))
    problems = {miss(text).key: (State.PENDING, "job 1 is still running")}
    assert assembly.document_results(kept, problems)[0][State.PENDING] == measure(text)
    assert assembly.document_results(kept, problems)[0][State.PENDING] == measure(text)
    assert kept.coverage == {State.UNTRANSLATED: measure(text)}


def test_findings_stand_in_reading_order():
    """Lines of included text count in another file."""
    lines = {"a": 7, "included": 2, "c": 9}
    kept = record(
        findings=(finding("c", line=9), finding("included", line=2)),
        messages=tuple(
            MessageState(text=text, line=line, state=State.UNTRANSLATED)
            for text, line in lines.items()
        ),
    )
    problems = {miss("a").key: (State.REJECTED, "a link is lost")}
    kept = replace(kept, misses=(miss("a", line=7),))
    found = assembly.document_results(kept, problems)[1]
    assert {one.text: one.line for one in found} == lines
    assert [one.text for one in found] == list(lines)


# The report


def test_documents_are_sorted_and_named_by_themselves_without_title():
    data = make({"b": record(), "a": record()}, titles={"b": "Oven"})
    assert [(d["docname"], d["title"]) for d in data["documents"]] == [
        ("a", "a"),
        ("b", "Oven"),
    ]


def test_totals_are_the_sums_of_the_documents_and_the_run():
    totals = hostile_report()["totals"]
    assert totals["words"] == {
        **dict.fromkeys(map(str, State), 0),
        "human": 40,
        "rejected": 1,
        "machine": 1204,
    }
    assert totals["documents_read"] == 3
    assert totals["memory_hits"] == 7


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, "zh_CN: 0 words: none"),
        ({State.HUMAN: 3}, "zh_CN: 3 words: 100 % human"),
        (
            {State.HUMAN: 9999, State.REJECTED: 1},
            "zh_CN: 10000 words: 99.9 % human, 0.1 % rejected",
        ),
        (
            {State.MEMORY: 1, State.MACHINE: 3},
            "zh_CN: 4 words: 25 % memory, 75 % machine",
        ),
    ],
)
def test_summary_rounds_but_never_up_to_all_or_down_to_none(counts, expected):
    coverage = {state: Size(1, 1, number, 9) for state, number in counts.items()}
    assert (
        summary("zh_CN", make({"a": record(coverage=coverage)})["totals"]) == expected
    )


def fingerprint(data: assembly.ReportData) -> str:
    return fingerprint_of(data, map(part_of, data["documents"]))


@pytest.mark.parametrize("data", [make({}), hostile_report()], ids=["empty", "full"])
def test_a_report_of_parts_is_that_of_the_whole(data):
    parts = [part_of(document) for document in data["documents"]]
    written = json_of(data, parts)
    assert list(json.loads(written).items()) == list(data.items())
    light = {**data, "documents": [part.data for part in parts]}
    assert json_of(light, parts) == written
    assert fingerprint_of(light, parts) == fingerprint(data)


def test_a_part_keeps_the_states_that_the_report_asks_for():
    data = hostile_report()
    for document in data["documents"]:
        known, other = document["states"], {"file": "", "line": 1, "state": "human"}
        document["states"] = [
            {**other, "text": "a"}, *known[::2], {**other, "text": "b"}, *known[::-1]
        ]  # fmt: skip
    parts = [part_of(document) for document in data["documents"]]
    light = {**data, "documents": [part.data for part in parts]}
    assert light["documents"] != data["documents"]
    assert [pages._findings(one) for one in light["documents"]] == [
        pages._findings(one) for one in data["documents"]
    ]
    found = unsupported_constructs(light["documents"])
    assert found == unsupported_constructs(data["documents"])


def test_each_document_is_one_line_of_a_report():
    data = hostile_report()
    lines = json_of(data, map(part_of, data["documents"])).decode().splitlines()
    found = [line.strip().rstrip(",") for line in lines if '"docname"' in line]
    assert list(map(json.loads, found)) == data["documents"]


def test_only_the_figures_of_the_build_are_replaced_in_a_report():
    data = hostile_report()
    totals = {**data["totals"], "documents_read": 7, "routes": ['a "totals": {']}
    before = json_of(data, map(part_of, data["documents"]))
    changed = replace_totals(before, totals)
    assert changed is not None
    assert json.loads(changed) == {**data, "totals": totals}
    assert replace_totals(changed, data["totals"]) == before
    assert replace_totals(b"{}", totals) is None


def test_fingerprint_is_of_what_lasts_only():
    data = hostile_report()
    mark = fingerprint(data)
    later = {**data, "totals": {**data["totals"], "documents_read": 0}}
    assert fingerprint(later) == mark
    assert fingerprint({**data, "engine": "pseudo"}) != mark
    assert fingerprint({**data, "documents": data["documents"][:-1]}) != mark


# The schema


def schema():
    folder = resources.files("sphinx_amts.report")
    return json.loads((folder / "report.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("data", [make({}), hostile_report()], ids=["empty", "full"])
def test_written_report_follows_the_schema(tmp_path: Path, data):
    path = tmp_path / "_amts" / "report.json"
    assert write_if_changed(path, json_of(data, map(part_of, data["documents"])))
    jsonschema.Draft202012Validator.check_schema(schema())
    written = json.loads(path.read_text("utf-8"))
    jsonschema.validate(written, schema(), jsonschema.Draft202012Validator)
    assert written == data


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"extra": 1},
        {"documents": [{"docname": "a"}]},
        {"totals": {}},
    ],
)
def test_schema_refuses_what_no_report_holds(change):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**hostile_report(), **change}, schema())


def test_schema_knows_all_states_and_describes_every_field():
    definitions = schema()["$defs"]
    assert definitions["state"]["enum"] == [str(state) for state in State]
    assert definitions["by_state"]["required"] == [str(state) for state in State]
    objects = [schema(), *(d for d in definitions.values() if "properties" in d)]
    for one in objects:
        optional = set(one["properties"]) - set(one["required"])
        assert not optional or one is definitions["message"]
        for name, field in one["properties"].items():
            assert field["description"].endswith("."), name


# The page


def render(tmp_path: Path, data: assembly.ReportData, mark: str = "mark") -> str:
    path = tmp_path / "_amts" / "index.html"
    pages.write_page(path, data, mark)
    return path.read_text("utf-8")


def test_page_carries_the_fingerprint(tmp_path: Path):
    page = Page(render(tmp_path, make({}), "0123abcd"))
    assert {"name": "amts-fingerprint", "content": "0123abcd"} in page.all("meta")


def test_hostile_text_stays_text(tmp_path: Path):
    page = Page(render(tmp_path, hostile_report()))
    assert len(page.all("script")) == 2
    assert not [tag for tag, attributes in page.tags if "onclick" in attributes]
    # project, title and text of the finding; the reason holds it as well
    assert page.text.count(HOSTILE) >= 4
    documents = json.loads(page.data)["documents"]
    assert documents[0]["title"] == HOSTILE
    assert documents[0]["findings"] == [
        ["line 12", "rejected", f"lost {HOSTILE}", HOSTILE]
    ]


def test_titles_keep_their_own_direction(tmp_path: Path):
    text = render(tmp_path, hostile_report())
    assert f"<bdi>{ARABIC}</bdi>" in text
    assert f"<bdi>{CHINESE}</bdi>" in text


def test_page_asks_for_nothing_from_elsewhere(tmp_path: Path):
    text = render(tmp_path, hostile_report())
    page = Page(text)
    addresses = [
        tag[name]
        for _, tag in page.tags
        for name in ("src", "href", "srcset", "action", "data", "poster")
        if name in tag
    ]
    assert set(addresses) == {
        *("report.json", "report.csv", "data:,"),
        *(f"documents/{name}.html" for name in "abc"),
    }
    assert not re.search(r"//[\w.-]+\.\w|\burl\(|@import|\bfetch\(|\bimport\(", text)
    policy = next(t for t in page.all("meta") if "http-equiv" in t)["content"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_equal_reports_give_equal_bytes(tmp_path: Path):
    first = render(tmp_path / "one", hostile_report())
    assert render(tmp_path / "two", hostile_report()) == first


def test_page_is_left_alone_if_it_would_not_change(tmp_path: Path):
    render(tmp_path, hostile_report())
    before = (tmp_path / "_amts" / "index.html").stat()
    render(tmp_path, hostile_report())
    after = (tmp_path / "_amts" / "index.html").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_page_shows_shares_sizes_and_the_build(tmp_path: Path):
    text = re.sub(r"[ \n]+", " ", Page(render(tmp_path, hostile_report())).text)
    assert "99.9\u202f% of 1\u202f245 source words are translated" in text
    assert "English en → Chinese" in text
    assert "zh_CN" in text
    assert "segments sent4to the engine: 12\u202f345 characters in 1 request" in text


def test_bars_say_in_words_what_they_show(tmp_path: Path):
    page = Page(render(tmp_path, hostile_report()))
    bars = [tag["aria-label"] for tag in page.all("span") if tag.get("class") == "bar"]
    assert bars == [
        "human 3\u202f%, machine 97\u202f%, rejected 0.1\u202f%",
        "human 98\u202f%, rejected 2\u202f%",
        "machine 100\u202f%",
        "nothing to translate",
        "human 3\u202f%, machine 97\u202f%, rejected 0.1\u202f%",
    ]


def test_no_share_is_rounded_up_to_all_or_down_to_none(tmp_path: Path):
    coverage = {State.HUMAN: Size(1, 1, 99999, 1), State.PENDING: Size(1, 1, 1, 1)}
    text = render(tmp_path, make({"a": record(coverage=coverage)}))
    assert 'aria-label="human 99.9\u202f%, pending 0.1\u202f%"' in text


def test_every_state_has_its_meaning_and_its_look(tmp_path: Path):
    text = render(tmp_path, make({}))
    style = text[text.index("<style>") : text.index("</style>")]
    rows = re.findall(r'<th scope="row"><i class="swatch state-(\w+)"', text)
    assert rows == [str(state) for state in State]
    for state in State:
        assert f".state-{state} {{" in style


def test_report_of_nothing_is_a_page_as_well(tmp_path: Path):
    page = Page(render(tmp_path, make({}, project="", language="tlh")))
    assert "Untitled project" in page.text
    assert "No document to show." in page.text
    assert "tlh" in page.text


def test_long_texts_are_cut_and_the_rest_is_linked(tmp_path: Path):
    limit = pages.STATIC_FINDINGS
    found = tuple(
        finding("word " * 500, line=line, reason="why " * 500)
        for line in range(limit + 3)
    )
    page = Page(render(tmp_path, make({"a": record(findings=found)})))
    assert "3 more in report.json" in page.text
    shown = json.loads(page.data)["documents"][0]["findings"]
    assert len(shown) == limit + 3
    assert all(len(text) <= rendering.TEXT_LIMIT for text in shown[0][2:])
    assert shown[0][3].endswith("word…")


def test_five_hundred_documents_make_a_page_of_few_elements(tmp_path: Path):
    found = tuple(finding(f"text {n}", line=n) for n in range(40))
    coverage = {state: Size(1, 1, 1, 1) for state in State}
    one = record(coverage=coverage, findings=found)
    text = render(tmp_path, make({f"d{n:03}": one for n in range(500)}))
    # Browsers with JavaScript make no elements of what is inside.
    built = Page(re.sub(r"(?s)<noscript>.*?</noscript>", "", text))
    assert len(built.all("details")) == 501
    assert len(built.tags) < 500 * 40
