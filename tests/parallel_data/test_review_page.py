"""The page on which pairs are judged, as it is written."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from sphinx_amts.editions.model import Pair
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.cleaning import RULES
from sphinx_amts.parallel_data.findings import RemovedPair, UnpairedBlock
from sphinx_amts.parallel_data.review_page import SAMPLE_SIZE, write_review_page

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from page_reader import HOSTILE, Page

ARABIC = LanguagePair(source="en", target="ar")
PAIR = Pair(
    source=(
        Text("Run \n "),
        Placeable("literal", "``make``", "make"),
        Text(" on "),
        Span("strong", "**", "**", (Text("every"), Placeable("raw", "<br>"))),
        Text(" line"),
        Placeable("number", "7", " 7"),
    ),
    target=(Text("شغّل"),),
    document="guide",
    line=7,
    confidence=0.9555,
)


def write(folder: Path, *, kept=(PAIR,), removed=(), unpaired=()) -> str:
    path = folder / "review.html"
    write_review_page(
        path,
        languages=ARABIC,
        kept=kept,
        removed=removed,
        unpaired=unpaired,
    )
    return path.read_text("utf-8")


def data(text: str) -> dict:
    return json.loads(Page(text).data)


def many(size: int) -> list[Pair]:
    return [replace(PAIR, target=(Text(f"سطر {n}"),), line=n) for n in range(size)]


def fingerprint(text: str) -> str:
    metas = Page(text).all("meta")
    return next(m["content"] for m in metas if m.get("name") == "amts-fingerprint")


def test_entries_say_what_the_list_shows(tmp_path):
    found = data(write(tmp_path, removed=[RemovedPair(PAIR, "number", "without 3")]))
    first, second = found["entries"]
    assert found["statuses"][first[0]] == ["kept", "kept"]
    assert found["statuses"][second[0]] == ["number", "removed: number"]
    assert found["documents"][first[1]] == "guide"
    source = [
        "Run ",
        ["literal", "make"],
        " on ",
        ["strong", ["every", ["raw", ""]]],
        " line 7",
    ]
    assert first[2:] == [7, 956, source, ["شغّل"], ""]
    assert second[2:] == [*first[2:6], "without 3"]
    assert found["languages"] == [["en", "ltr"], ["ar", "rtl"]]


def test_texts_without_counterpart_stand_on_their_side(tmp_path):
    unpaired = [
        UnpairedBlock("source", "a", 1, "One\n two"),
        UnpairedBlock("target", "b", 0, "ثلاثة"),
    ]
    found = data(write(tmp_path, kept=[], unpaired=unpaired))
    names = [found["statuses"][entry[0]][0] for entry in found["entries"]]
    assert names == ["source", "target"]
    assert [entry[3:6] for entry in found["entries"]] == [
        [None, ["One two"], []],
        [None, [], ["ثلاثة"]],
    ]


def test_every_rule_is_explained_with_its_count_and_examples(tmp_path):
    removed = [RemovedPair(pair, "copy", f"because {pair.line}") for pair in many(5)]
    removed.append(RemovedPair(PAIR, "of-another-version", "who knows"))
    page = Page(write(tmp_path, removed=removed))
    text = re.sub(r"\s+", " ", page.text)
    for name, meaning in RULES.items():
        assert f"removed: {name}{meaning}" in text
    assert f"removed: copy{RULES['copy']}71 %5 " in text
    assert [f"because {n}" in text for n in range(5)] == [True] * 3 + [False] * 2
    assert "who knows" in text


def test_chips_show_no_syntax_and_sides_have_language_and_direction(tmp_path):
    page = Page(write(tmp_path))
    assert "``" not in page.text
    chips = [s["title"] for s in page.all("span") if s.get("class") == "chip"]
    assert chips == ["literal", "raw"]
    cells = [c for c in page.all("div") if "lang" in c]
    assert [(c["lang"], c["dir"]) for c in cells] == [("en", "ltr"), ("ar", "rtl")]


def test_bars_say_in_words_what_they_show(tmp_path):
    sure, unsure = replace(PAIR, confidence=1.0), replace(PAIR, confidence=0.0)
    removed = [RemovedPair(unsure, "uncertain", "confidence 0.00")]
    text = write(tmp_path, kept=[sure, PAIR], removed=removed)
    assert (
        "Pairs by confidence. 0.00 to 0.05: 0 kept, 1 removed; "
        "0.95 to 1.00: 2 kept, 0 removed." in Page(text).text
    )


def test_the_sample_is_of_kept_pairs_and_changes_no_more_than_they_do(tmp_path):
    pairs = many(1000)
    removed = [RemovedPair(pair, "copy", "") for pair in pairs]
    before = data(write(tmp_path, kept=pairs, removed=removed))

    def texts(found):
        entries = [found["entries"][place] for place in found["sample"]]
        assert {found["statuses"][entry[0]][0] for entry in entries} == {"kept"}
        return {entry[5][0] for entry in entries}

    assert len(texts(before)) == SAMPLE_SIZE
    # spread over the whole, as a sample drawn by lot is
    lines = sorted(before["entries"][place][2] for place in before["sample"])
    assert 110 < sum(line < 500 for line in lines) < 190
    after = data(write(tmp_path, kept=pairs[:-10], removed=removed))
    assert len(texts(before) - texts(after)) <= 10


def test_hostile_text_stays_text(tmp_path):
    pair = replace(
        PAIR,
        source=(Text(HOSTILE), Placeable(HOSTILE, HOSTILE, HOSTILE)),
        target=(Span(HOSTILE, "", "", (Text(HOSTILE),)),),
        document=HOSTILE,
    )
    text = write(
        tmp_path,
        kept=[pair],
        removed=[RemovedPair(pair, HOSTILE, HOSTILE)],
        unpaired=[UnpairedBlock("target", HOSTILE, 1, HOSTILE)],
    )
    page = Page(text)
    assert len(page.all("script")) == 2
    assert not [tag for tag, attributes in page.tags if "onclick" in attributes]
    assert page.text.count(HOSTILE) >= 10
    assert json.loads(page.data)["entries"][1][4] == [HOSTILE, [HOSTILE, HOSTILE]]


def test_the_page_asks_for_nothing_from_elsewhere(tmp_path):
    text = write(tmp_path)
    page = Page(text)
    addresses = {
        tag[name]
        for _, tag in page.tags
        for name in ("src", "href", "srcset", "action", "data", "poster")
        if name in tag
    }
    assert addresses == {"data:,", "#status=kept"}
    assert not re.search(r"//[\w.-]+\.\w|\burl\(|@import|\bfetch\(|\bimport\(", text)


def test_equal_pairs_give_equal_bytes_and_leave_the_file_alone(tmp_path):
    first = write(tmp_path / "one")
    assert write(tmp_path / "two") == first
    before = (tmp_path / "one" / "review.html").stat()
    write(tmp_path / "one")
    after = (tmp_path / "one" / "review.html").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_the_fingerprint_is_that_of_the_pairs(tmp_path):
    before = fingerprint(write(tmp_path))
    assert fingerprint(write(tmp_path / "other")) == before
    assert fingerprint(write(tmp_path, kept=[replace(PAIR, line=8)])) != before


def test_nothing_at_all_is_a_page_as_well(tmp_path):
    page = Page(write(tmp_path, kept=[]))
    assert "No pair to show." in page.text
    assert "There are none." in page.text


def test_half_a_character_does_not_stop_the_page(tmp_path):
    text = write(tmp_path, kept=[replace(PAIR, source=(Text("a \ud83d"),))])
    assert data(text)["entries"][0][4] == ["a ?"]
