"""The page on which terms are pruned, clicked through in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_amts.model import LanguagePair
from sphinx_amts.term_mining.known_terms import KnownTerm
from sphinx_amts.term_mining.model import MinedTerm, TermContext, TermExample
from sphinx_amts.term_mining.page import write_terms_page
from sphinx_amts.terminology.files import parse_terms
from sphinx_amts.terminology.terms import Term

EVIL = (
    "\"'></td></script><script>window.evil=1</script><img src=x onerror=window.evil=2>"
)


def mined(source, target, confidence, *others):
    passage = TermContext(before="… ", term=source, after=f" {EVIL}")
    example = TermExample(document="mill", line=3, source=passage, target=passage)
    return MinedTerm(
        source=source, target=target, count=5, sources=7, targets=6,
        confidence=confidence, rank=1.0, others=others,
        examples=(example,),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("terms") / "terms.html"
    write_terms_page(
        path,
        languages=LanguagePair(source="en", target="he"),
        known=[
            KnownTerm(term=Term("mill", ("טחנה", "מטחנה")), texts=4, kept=1,
                      others=(("ריחיים", 3),)),
        ],
        mined=[
            mined("sieve", "נפה", 0.9, ("מסננת", 4), ("כברה", 2)),
            mined('saw, "big"', "מסור", 0.4),
            mined(f"wheel {EVIL}", "גלגל", 0.8),
        ],
        left_out=2,
        title=EVIL,
    )  # fmt: skip
    return path


def saved(tab):
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name="Save the kept terms").click()
    assert waiting.value.suggested_filename == "terms-en-he.csv"
    data = Path(waiting.value.path()).read_bytes()
    found = parse_terms(data, Path("terms.csv"), source="en", target="he")
    return [(term.source, *term.targets) for term in found]


def row(tab, text):
    return tab.page.locator(".terms tbody tr").filter(has_text=text)


def shown(tab):
    return tab.page.locator("#shown").inner_text()


def test_terms_are_pruned_and_saved(tab, page):
    tab.open(page)
    assert shown(tab) == "5 shown, 5 of 5 kept"
    assert saved(tab) == [
        ("mill", "טחנה", "מטחנה"),
        ("sieve", "נפה"),
        ('saw, "big"', "מסור"),
        (f"wheel {EVIL}", "גלגל"),
    ]
    row(tab, "טחנה").first.get_by_role("checkbox").uncheck()
    row(tab, "sieve").get_by_role("button", name="כברה").click()
    tab.page.locator("#from").fill("0.5")
    assert shown(tab) == "4 shown, 4 of 5 kept"
    tab.page.locator("#text").fill("wheel")
    assert shown(tab) == "1 shown, 4 of 5 kept"
    tab.page.get_by_label("keep all that are shown").uncheck()
    wanted = [("mill", "מטחנה"), ("sieve", "כברה"), ('saw, "big"', "מסור")]
    assert saved(tab) == wanted
    # what was chosen is still there when the page is opened again
    tab.page.reload()
    assert shown(tab) == "5 shown, 3 of 5 kept"
    assert saved(tab) == wanted
    row(tab, "sieve").get_by_role("button", name="נפה").click()
    assert ("sieve", "נפה") in saved(tab)


def test_text_of_a_book_is_no_markup(tab, page):
    tab.open(page)
    for summary in tab.page.locator("summary").all():
        summary.click()
    row(tab, "sieve").get_by_role("button", name="כברה").click()
    assert tab.page.evaluate("window.evil") is None
    assert tab.page.locator("img, [onerror]").count() == 0
    assert tab.page.locator("script").count() == 2


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_all_terms_are_shown(tab, page):
    tab.open(page)
    assert tab.page.locator(".terms tbody tr").count() == 5
    assert tab.page.get_by_text("contradicted: 1 of 4").count() == 2
    assert tab.page.locator("#tools").is_hidden()
