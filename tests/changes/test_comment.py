"""The comment of a pull request: whatever it quotes makes no more than characters."""

from __future__ import annotations

import copy
import json
import re
import unicodedata

import jsonschema
import pytest
from bs4 import BeautifulSoup, Comment
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sphinx_amts.changes.comment import LIMIT, MARK, as_markdown
from sphinx_amts.changes.data import as_json, read_changes, reasons, schema
from sphinx_amts.errors import ConfigError

TAGS = {
    *("h3", "p", "table", "tr", "th", "td", "details", "summary"),
    *("code", "ins", "del"),
}
HOSTILE = (
    "<script>alert(1)</script><img src=https://evil.example/x.png onerror=alert(1)>",
    "@octocat and @acme/team, #1, GH-2, acme/book#3, book@9ca312a61bc3, !4, $5, &6",
    "https://evil.example www.evil.example mailto:a@evil.example a.b@evil.example",
    "[link](https://evil.example) ![picture](//evil.example/x) <https://evil.example>",
    "[reference]\n\n[reference]: https://evil.example",
    "</code></td></tr></table></details>\n\n# Heading\n\n- item\n\n@octocat",
    "``` \n`` ` @octocat ` ``\n```\n~~~",
    ":tada: :shipit: \\:tada\\: $`math`$ $$x$$",
    "&lt;b&gt; &#60;b&#62; &commat;octocat &#x40;octocat",
    "\u202etxt.exe\u2066 \u200b\u200e\ufeff\u00ad\U000e0041\x1b[31m\x07\u2028@octocat",
    "a" + "\u0301" * 40,
    "--> <!-- hidden --> <![CDATA[x]]> <?php ?> <details open>",
    "| a | b |\n|---|---|\n| c | d |",
    "::error::x ##[error]y ##vso[task.complete]z",
    "{{ secrets.TOKEN }} ${{ github.token }}",
    "/close\n/assign me",
)


def changes(text="Old text.", *, outdated=True):
    place = {"file": text, "line": 3, "text": text}
    return {
        "format": 1,
        "base": "main",
        "commit": "0" * 40,
        "sentences": {"added": 1, "edited": 2, "removed": 0},
        "passages": [
            {"file": text, "line": 3, "before": f"Old. {text}", "after": text},
            {"file": text, "line": 0, "before": "", "after": text},
            {"file": text, "line": 9, "before": text, "after": ""},
        ],
        "languages": [
            {
                "language": text or "es",
                "human_before": 9,
                "human_kept": 8,
                "outdated": [place] if outdated else [],
                "missing": 4,
                "missing_new": [place],
                "segments": 7,
                "characters": 99,
                "engine": text,
                "price": None,
                "faults": [
                    {
                        "file": text,
                        "line": 2,
                        "rule": text,
                        "severity": "error",
                        "message": text,
                    }
                ],
                "notices": [text],
            }
        ],
    }


def rendered(markdown):
    """Render as GitHub does, but for what it does afterwards outside of `<code>`."""
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    return BeautifulSoup(parser.render(markdown), "html.parser")


def judge(markdown):
    """Nothing but our own elements is there, and foreign text is in `<code>` only."""
    page = rendered(markdown)
    for element in page.find_all(True):
        assert element.name in TAGS, element
        allowed = {"dir": "auto"} if element.name == "code" else {}
        assert element.attrs == allowed, element
    comments = page.find_all(string=lambda text: isinstance(text, Comment))
    assert [f"<!--{comment}-->" for comment in comments] == [MARK]
    for text in page.find_all(string=True):
        if isinstance(text, Comment):
            continue
        for character in text:
            seen = unicodedata.category(character)
            joins = character in "\u200c\u200d\n"
            assert joins or seen not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        if not text.find_parent("code"):
            assert not re.search(r"[@#<>\[\]`*_~|\\&]|https?:|www\.", text), text
    # whatever a reader of Markdown does: no such mark stands in the text itself
    quoted = re.findall(r'<code dir="auto">(.*?)</code>', markdown, re.DOTALL)
    for part in quoted:
        bare = re.sub(r"</?(?:ins|del)>|&#\d+;", "", part)
        assert not re.search(r"[!-/:-@\[-`{-~\n]", bare), part
    return page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless(text):
    page = judge(as_markdown(changes(text)))
    assert len(page.find_all("table")) == 3


@given(st.text(max_size=60))
def test_any_text_is_harmless(text):
    judge(as_markdown(changes(text)))


def test_what_is_quoted_is_what_was_written():
    text = "Use ``a < b`` & *c*; see `d <e>`_ or [f](g): 50 % “h” 中文 عربي"
    page = rendered(as_markdown(changes(text)))
    assert text in [code.get_text() for code in page.find_all("code")]


def test_a_change_is_marked_with_its_surroundings():
    data = changes()
    start = (
        "It begins as before, and goes on for long enough to be shortened here. " * 3
    )
    data["passages"] = [
        {
            "file": "a.rst",
            "line": 1,
            "before": f"{start}Old one.",
            "after": f"{start}New one.",
        }
    ]
    page = judge(as_markdown(data))
    assert [mark.get_text() for mark in page.find_all("del")] == ["Old"]
    assert [mark.get_text() for mark in page.find_all("ins")] == ["New"]
    (after,) = [code.get_text() for code in page.find_all("code") if code.find("ins")]
    assert after.startswith("…")
    assert after.endswith(" shortened here. New one.")


def test_the_first_line_sums_up():
    text = as_markdown(changes())
    head = text.splitlines()[1]
    assert head == (
        "### Translations: 1 fault came in, 1 paragraph becomes outdated, "
        "1 more paragraph without a translation"
    )
    assert "In the source: 1 sentence added, 2 sentences edited." in text
    quiet = changes(outdated=False)
    quiet["languages"][0] |= {"faults": [], "missing_new": [], "segments": 0}
    quiet["sentences"] = dict.fromkeys(quiet["sentences"], 0)
    quiet["passages"] = []
    text = as_markdown(quiet)
    assert "### Translations: nothing to do\n\nThe source is as it was." in text
    assert "<details>" not in text


@pytest.mark.parametrize("text", ["Plain text of a paragraph. " * 200, "中文@" * 900])
@pytest.mark.parametrize("count", [50, 3000])
def test_a_comment_is_never_too_long(text, count):
    data = changes(text)
    data["passages"] *= count
    data["languages"] = [
        language | {"language": f"x{number}", "faults": language["faults"] * 20}
        for number in range(count // 10)
        for language in [copy.deepcopy(data["languages"][0])]
    ]
    markdown = as_markdown(data)
    assert len(markdown.encode()) <= LIMIT
    assert "Too long for a comment, and left out here: " in markdown
    judge(markdown)


def test_nothing_hides_the_rest_by_its_length():
    """A row is never as long as the comment, whatever it is made of."""
    data = changes("x@" * 40_000)
    one = changes("Short.")
    for key in ("passages", "languages"):
        data[key] += [
            {**entry, "line": 77} if "line" in entry else entry for entry in one[key]
        ]
    data["languages"] += [
        one["languages"][0] | {"language": f"x{number}", "faults": []}
        for number in range(400)
    ]
    markdown = as_markdown(data)
    judge(markdown)
    assert "Short&#46;&#58;77" in markdown
    assert "left out here" in markdown


def test_gates_name_what_needs_a_person():
    data = changes()
    data["languages"][0]["language"] = "es"
    assert reasons(data, ()) == []
    assert reasons(data, ("broken", "outdated", "missing")) == [
        "es: 1 fault came in",
        "es: 1 paragraph becomes outdated",
        "es: 1 more paragraph has no translation",
    ]
    data["languages"][0] |= {"faults": [], "outdated": [], "missing_new": []}
    assert reasons(data, ("broken", "outdated", "missing")) == []


def test_json_has_its_schema_and_is_read_back(tmp_path):
    jsonschema.Draft202012Validator.check_schema(schema())
    for text in ("Old text.", *HOSTILE[:3]):
        data = changes(text)
        jsonschema.validate(data, schema())
        path = tmp_path / "changes.json"
        path.write_text(as_json(data), "utf-8")
        assert read_changes(path) == data


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data | {"format": 2},
        lambda data: data | {"body": "<b>"},
        lambda data: data | {"commit": "@octocat"},
        lambda data: data | {"sentences": {"added": "<b>", "edited": 0, "removed": 0}},
        lambda data: data | {"sentences": {"added": -1, "edited": 0, "removed": 0}},
        lambda data: data | {"languages": [{"language": "es"}]},
        lambda data: [data],
        lambda data: {},
    ],
)
def test_another_file_is_refused_in_one_line(damage, tmp_path):
    path = tmp_path / "changes.json"
    path.write_text(json.dumps(damage(changes())), "utf-8")
    with pytest.raises(ConfigError, match="no list of changes") as caught:
        read_changes(path)
    assert "\n" not in str(caught.value)
    assert "--format json" in str(caught.value)
