"""Typography, direction and control characters in real builds."""

from __future__ import annotations

import re

import pytest

PAGE = """Title
=====

Call ``a[0]`` now, then :math:`x+1` again?
"""


@pytest.fixture
def page(empty_project):
    empty_project.write("index.rst", PAGE)
    return empty_project


def answers(project, **replies):
    """Let an engine answer by replacing words in the exchange form."""
    script = project.root / "engine.py"
    script.write_text(
        "import sys\n"
        "text = sys.stdin.buffer.read().decode()\n"
        f"for old, new in {list(replies['words'].items())!r}:\n"
        "    text = text.replace(old, new)\n"
        "sys.stdout.buffer.write(text.encode())\n",
        encoding="utf-8",
    )
    import sys

    project.conf(amts_engine="command", amts_command=[sys.executable, str(script)])


CHINESE = {
    "Title": "标题",
    "Call": "调用",
    " now, then ": " 现在, 然后 ",
    " again?": " 再次?",
}


def test_chinese_has_no_blanks_beside_code(page):
    page.options["language"] = "zh"
    answers(page, words=CHINESE)
    built = page.build()
    assert built.code == 0, built.output
    text = page.body("index")
    assert "调用a[0]现在，然后" in text
    assert "再次？" in text


@pytest.mark.slow
def test_a_rule_can_be_off_for_a_language(page):
    page.options["language"] = "zh"
    answers(page, words=CHINESE)
    page.build()
    page.conf(amts_languages={"zh": {"typography": {"cjk-blanks": False}}})
    built = page.build()
    assert "调用 a[0] 现在，然后" in page.body("index")
    assert built.totals["segments_sent"] == 0


def test_an_unknown_rule_is_refused(page):
    page.conf(amts_typography={"cjk-blank": False})
    built = page.build()
    assert built.code == 2
    assert "did you mean 'cjk-blanks'" in built.output


def test_code_in_a_page_from_right_to_left_keeps_its_direction(page):
    page.options["language"] = "he"
    answers(page, words={"Call": "קרא", "now, then": "עכשיו", "again": "שוב"})
    built = page.build()
    assert built.code == 0, built.output
    html = page.html("index")
    assert re.search(r'<bdi dir="ltr"><code[^>]*>.*?</code></bdi>', html)
    assert re.search(r'<bdi dir="ltr"><span class="math.*?</span></bdi>', html)
    assert re.search(r'<html[^>]* dir="rtl"', html)
    assert ":root{direction:rtl}" in html
    page.options["language"] = "es"
    page.build()
    assert "<bdi" not in page.html("index")
    assert ":root{direction" not in page.html("index")


@pytest.mark.parametrize("control", ["\u202e", "\u2067", "\u200f"])
def test_control_characters_of_an_engine_are_not_shown(page, control):
    page.options["language"] = "he"
    answers(page, words={"again": f"{control}שוב", "Title": "כותרת"})
    built = page.build()
    assert control not in page.html("index")
    ((state, reason),) = built.findings.values()
    assert state == "rejected"
    assert "control character" in reason
