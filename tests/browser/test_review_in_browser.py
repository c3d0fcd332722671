"""The page on which pairs are judged, clicked through in a browser."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from sphinx_amts.editions.model import Pair
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.findings import RemovedPair, UnpairedBlock
from sphinx_amts.parallel_data.review_page import write_review_page

HEBREW = LanguagePair(source="en", target="he")
PER_DOCUMENT = 50


def pair(number: int, confidence: float) -> Pair:
    code = Placeable("literal", f"``call{number}``", f"call{number}")
    long = "It says more than the others do, and so its row is higher. " * (number % 4)
    return Pair(
        source=(Text(f"Sentence {number} has "), code, Text(f", as said. {long}")),
        target=(
            Span("strong", "**", "**", (Text(f"משפט {number}"),)),
            Text(' עם "מרכאות", '),
            code,
        ),
        document=f"part/chapter{number // PER_DOCUMENT:03}",
        line=1 + number % PER_DOCUMENT,
        confidence=confidence,
    )


def write(path: Path, size: int) -> Path:
    """*size* kept pairs of confidences from 0.7 to 1, 20 removed, 3 texts alone."""
    write_review_page(
        path,
        languages=HEBREW,
        kept=[pair(n, 0.7 + 0.3 * (n % 31) / 30) for n in range(size)],
        removed=[
            RemovedPair(pair(n, 0.42), "uncertain", "confidence 0.42")
            for n in range(size, size + 20)
        ],
        unpaired=[
            UnpairedBlock("source", "part/added", 3, "Only the source has it."),
            UnpairedBlock("target", "part/other", 4, "רק בתרגום"),
            UnpairedBlock("target", "part/other", 5, "גם זה"),
        ],
    )
    return path


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("review") / "small.html", 1000)


@pytest.fixture(scope="session")
def large(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("review") / "large.html", 20_000)


def shown(tab) -> str:
    return tab.page.locator("#shown").inner_text().replace("\u202f", "")


def rows(tab):
    return tab.page.locator("#rows .pair")


def current(tab) -> str:
    return tab.page.locator("#rows [aria-current] .place").inner_text()


def precision(tab) -> str:
    return tab.page.locator("#precision").inner_text().replace("\u202f", "")


def bars(tab) -> dict:
    """Return the place of the histogram, once it is in sight."""
    tab.page.locator("#judge").scroll_into_view_if_needed()
    return tab.page.locator("#histogram").bounding_box()


def point(box: dict, confidence: float) -> tuple[float, float]:
    return box["x"] + box["width"] * confidence, box["y"] + box["height"] / 2


def test_of_all_kept_pairs_only_those_in_sight_are_elements(tab, small):
    tab.open(small)
    assert shown(tab) == "1000 of 1023 shown"
    assert 0 < rows(tab).count() < 50
    assert rows(tab).first.locator(".place").inner_text() == "part/chapter000:1"
    tab.page.locator("#list").evaluate("list => list.scrollTop = list.scrollHeight")
    last = tab.page.get_by_text("part/chapter019:50")
    last.wait_for()
    assert last.is_visible()
    assert rows(tab).count() < 50


def test_text_document_and_status_filter_and_the_address_remembers_them(tab, small):
    tab.open(small)
    tab.page.locator("#text").fill("CALL99")
    assert shown(tab) == "11 of 1023 shown"
    tab.page.locator("#text").fill("משפט 12")
    assert shown(tab) == "11 of 1023 shown"
    tab.page.locator("#document").select_option("part/chapter002")
    assert shown(tab) == "10 of 1023 shown"
    tab.page.reload()
    assert tab.page.locator("#text").input_value() == "משפט 12"
    assert shown(tab) == "10 of 1023 shown"
    tab.page.locator("#text").fill("nothing of the kind")
    assert tab.page.locator("#nothing").is_visible()
    tab.page.get_by_role("button", name="All kept pairs").click()
    assert shown(tab) == "1000 of 1023 shown"
    tab.page.locator("#status").select_option("uncertain")
    assert shown(tab) == "20 of 1023 shown"
    reason = rows(tab).first.locator(".reason").inner_text()
    assert reason == "removed: uncertain: confidence 0.42"


def test_a_rule_of_the_summary_leads_to_what_it_removed(tab, small):
    tab.open(small)
    tab.page.get_by_role("link", name="target alone").click()
    # the browser tells the page of its new address when it has done so
    tab.page.wait_for_function(
        "document.querySelector('#shown').textContent.startsWith('2 of')"
    )
    assert shown(tab) == "2 of 1023 shown"
    assert rows(tab).first.locator("button").count() == 0
    assert "רק בתרגום" in rows(tab).first.inner_text()


def test_bars_filter_one_several_and_none(tab, small):
    tab.open(small)
    tab.page.locator("#status").select_option("")
    mouse = tab.page.mouse
    mouse.click(*point(bars(tab), 0.42))
    assert shown(tab) == "20 of 1023 shown"
    assert tab.page.locator("#from").input_value() == "0.4"
    assert tab.page.locator("#to").input_value() == "0.45"
    mouse.click(*point(bars(tab), 0.42))
    assert shown(tab) == "1023 of 1023 shown"
    mouse.move(*point(bars(tab), 0.92))
    mouse.down()
    mouse.move(*point(bars(tab), 0.97))
    mouse.up()
    assert tab.page.locator("#from").input_value() == "0.9"
    assert tab.page.locator("#to").input_value() == "1"
    # confidences 0.90 to 1 are eleven of 31
    assert shown(tab) == f"{sum(n % 31 >= 20 for n in range(1000))} of 1023 shown"


def test_bars_say_in_words_what_they_show_of_the_filtered_pairs(tab, small):
    tab.open(small)
    words = tab.page.locator("#histogram-text")
    assert "0.40" not in words.text_content()
    tab.page.locator("#status").select_option("uncertain")
    expected = "Pairs by confidence. 0.40 to 0.45: 0 kept, 20 removed."
    assert words.text_content() == expected


def test_confidence_is_typed_and_sorted_by(tab, small):
    tab.open(small)
    tab.page.locator("#from").fill("0.99")
    assert shown(tab) == f"{sum(n % 31 >= 29 for n in range(1000))} of 1023 shown"
    tab.page.locator("#all").click()
    header = tab.page.locator("#by-confidence")
    header.get_by_role("button").click()
    assert rows(tab).first.locator(".confidence").inner_text() == "0.70"
    assert header.get_attribute("aria-sort") == "ascending"
    header.get_by_role("button").click()
    assert rows(tab).first.locator(".confidence").inner_text() == "1.00"
    assert header.get_attribute("aria-sort") == "descending"


def test_keys_judge_and_marks_stay(tab, small):
    tab.open(small)
    assert precision(tab) == "0 good, 0 bad, 0 undecided, 1000 to judge"
    press = tab.page.keyboard.press
    press("j")
    press("j")
    assert current(tab) == "part/chapter000:3"
    press("k")
    assert current(tab) == "part/chapter000:2"
    for key in "yyynu":
        press(key)
    assert current(tab) == "part/chapter000:7"
    # Wilson's interval for 3 of 4, as in tables
    expected = (
        "Precision 75.0% (95% interval 30.1 to 95.4%): "
        "3 good, 1 bad, 1 undecided, 995 to judge"
    )
    assert precision(tab) == expected
    tab.page.reload()
    assert precision(tab) == expected
    verdicts = [rows(tab).nth(n).get_attribute("data-verdict") for n in range(7)]
    assert verdicts == ["", "good", "good", "good", "bad", "undecided", ""]
    good = rows(tab).nth(1).get_by_role("button", name="good")
    good.click()
    assert precision(tab).startswith("Precision 66.7%")


def test_keys_are_left_to_who_types_or_turns_them_off(tab, small):
    tab.open(small)
    tab.page.locator("#text").press("y")
    assert tab.page.locator("#text").input_value() == "y"
    tab.page.get_by_role("checkbox").uncheck()
    tab.page.locator("#list").press("n")
    assert precision(tab).startswith("0 good, 0 bad")


def test_every_pair_can_be_reached_by_keys(tab, small):
    tab.open(small, "#text=call99")
    for _ in range(15):
        tab.page.keyboard.press("j")
    assert current(tab) == "part/chapter019:50"
    box = tab.page.locator("#rows [aria-current]").bounding_box()
    room = tab.page.locator("#list").bounding_box()
    assert tab.page.locator("#list").evaluate("list => list.scrollTop") > 0
    assert box["y"] + box["height"] <= room["y"] + room["height"] + 1
    for _ in range(15):
        tab.page.keyboard.press("k")
    assert current(tab) == "part/chapter001:50"


def test_the_sample_is_three_hundred_kept_pairs_always_the_same(tab, small):
    tab.open(small)
    tab.page.locator("#text").fill("call99")
    button = tab.page.get_by_role("button", name="Random sample of 300")
    button.click()
    assert shown(tab) == "300 of 1023 shown"
    assert button.get_attribute("aria-pressed") == "true"
    first = rows(tab).first.inner_text()
    tab.page.keyboard.press("y")
    assert precision(tab).endswith("1 good, 0 bad, 0 undecided, 299 to judge")
    tab.page.reload()
    assert shown(tab) == "300 of 1023 shown"
    assert rows(tab).first.inner_text() == first
    button.click()
    assert shown(tab) == "1000 of 1023 shown"


def test_marks_are_downloaded(tab, small):
    tab.open(small)
    assert tab.page.locator("#download").is_disabled()
    for key in "ynu":
        tab.page.keyboard.press(key)
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name="Download 3 marks").click()
    assert waiting.value.suggested_filename == "marks-en-he.csv"
    text = Path(waiting.value.path()).read_bytes().decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(table[0]) == [
        *("number", "document", "line", "source", "target", "verdict"),
    ]
    marked = [pair(number, 1) for number in range(3)]
    # the one entry of part/added is first
    assert [row["number"] for row in table] == ["2", "3", "4"]
    assert [row["source"] for row in table] == [p.source_text for p in marked]
    assert [row["target"] for row in table] == [p.target_text for p in marked]
    assert [row["line"] for row in table] == ["1", "2", "3"]
    assert {row["document"] for row in table} == {"part/chapter000"}
    assert [row["verdict"] for row in table] == ["good", "bad", "undecided"]


def test_marks_that_the_browser_does_not_keep_are_said_to_be_lost(new_tab, small):
    refuse = "Storage.prototype.setItem = () => { throw new Error('full') }"
    new_tab.page.add_init_script(refuse)
    new_tab.open(small)
    new_tab.page.keyboard.press("y")
    assert "does not keep marks" in precision(new_tab)
    assert new_tab.page.get_by_role("button", name="Download 1 mark").is_enabled()


def test_placeables_are_chips_and_texts_have_their_language(tab, small):
    tab.open(small)
    source, target = (rows(tab).first.get_by_role("cell").nth(n) for n in (0, 1))
    assert source.locator(".chip").inner_text() == "call0"
    assert "`" not in source.inner_text()
    assert target.locator(".strong").inner_text() == "משפט 0"
    assert (source.get_attribute("lang"), source.get_attribute("dir")) == ("en", "ltr")
    assert (target.get_attribute("lang"), target.get_attribute("dir")) == ("he", "rtl")


def test_axe_finds_nothing_serious(tab, small):
    tab.open(small)
    tab.page.locator("#status").select_option("")
    tab.page.locator(".examples summary").first.click()
    for key in "ynu":
        tab.page.keyboard.press(key)
    assert tab.faults() == []
    tab.page.emulate_media(color_scheme="dark")
    assert tab.faults(of_colours=True) == []


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_the_page_is_read_without_javascript(tab, small):
    tab.open(small)
    text = re.sub(r"\s+", " ", tab.page.locator("main").inner_text())
    assert "1 000 of 1 020 pairs become parallel data" in text
    assert "removed: uncertain it is not sure that the two belong together" in text
    assert "800 more are shown with JavaScript" in text
    assert tab.page.locator("noscript .pair:not(.sorting)").count() == 200
    tab.page.locator(".examples summary").first.click()
    assert "confidence 0.42" in tab.page.locator(".examples").first.inner_text()
    assert not tab.page.locator("#filter").is_visible()
    assert not tab.page.locator("#list").is_visible()


def test_paper_has_the_first_pairs_and_the_screen_gets_its_own_back(tab, small):
    tab.open(small)
    before = rows(tab).count()
    tab.page.emulate_media(media="print")
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert rows(tab).count() == 500
    assert tab.page.locator(".examples[open]").count() == 3
    tab.page.emulate_media(media="screen")
    tab.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert rows(tab).count() == before
    assert tab.page.locator(".examples[open]").count() == 0


def test_twenty_thousand_pairs(tab, large):
    tab.open(large)
    assert shown(tab) == "20000 of 20023 shown"
    assert rows(tab).count() < 50
    tab.page.locator("#text").fill("sentence 19999 ")
    assert shown(tab) == "1 of 20023 shown"
    tab.page.locator("#all").click()
    tab.page.locator("#by-document button").click()
    assert rows(tab).first.locator(".place").inner_text() == "part/chapter399:50"
    tab.page.locator("#list").evaluate("list => list.scrollTop = list.scrollHeight")
    tab.page.get_by_text("part/chapter000:1", exact=True).wait_for()
    assert rows(tab).count() < 50
