"""The public function for one message, with engines that behave and that do not."""

from __future__ import annotations

import re

import pytest

from sphinx_amts import translate_message


def chinese(html):
    """Replace all text by Chinese without blanks, and reverse the elements."""
    head, body, tail = re.fullmatch(r"(.*<body>)(.*)(</body>.*)", html, re.S).groups()
    parts = re.split(r"(<[^>]+>)", body)
    kept = 0
    for number, part in enumerate(parts):
        if part.startswith("<"):
            kept += 'translate="no"' in part
            kept -= kept > 0 and part.startswith("</")
        elif part.strip() and not kept:
            parts[number] = "中文（注）"
    return head + "".join(parts) + tail


MESSAGES = [
    ("rst", "Use ``pip`` and **never** look back, see :ref:`the guide <guide>`."),
    ("rst", "A `link <https://example.com>`_ and :math:`x^2` in *one* line."),
    ("myst", "Use `pip` and **never** look back, see {ref}`the guide <guide>`."),
    (
        "myst",
        "A [link](https://example.com) and $x^2$ in *one* **bold _nested_** line.",
    ),
]


@pytest.mark.parametrize(("dialect", "message"), MESSAGES)
def test_markup_survives_next_to_chinese(env, dialect, message):
    text = translate_message(
        message, chinese, env=env, dialect=dialect, target_language="zh"
    )
    assert text is not None
    assert "中文（注）" in text
    for placeable in re.findall(r"``pip``|`pip`|x\^2|https://example.com", message):
        assert placeable in text


@pytest.mark.parametrize("dialect", ["rst", "myst"])
@pytest.mark.parametrize(
    "message",
    [
        ">>> x = 1.2\n1.2",
        "if x:\n    y++;",
        "An example::",
        "A  ``a``  b.",
        "用 ``a`` 吧, 好",
        "* a * b *",
        "1. One",
        "a `b",
        "***",
    ],
)
def test_an_answer_that_changes_nothing_gives_the_message(env, dialect, message):
    text = translate_message(
        message, lambda html: html, env=env, dialect=dialect, target_language="zh"
    )
    assert text == message


@pytest.mark.parametrize(("dialect", "message"), MESSAGES)
def test_no_change_is_no_change(env, dialect, message):
    text = translate_message(
        message, lambda html: html, env=env, dialect=dialect, target_language="zh"
    )
    assert text == message.replace("`_ ", "`__ ") or text == message


@pytest.mark.parametrize(("dialect", "message"), MESSAGES)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda html: "",
        lambda html: "<p>",
        lambda html: re.sub(r"<[^>]+>", "", html),
        lambda html: html.replace("message", "massage"),
        lambda html: html.replace("</body>", "<b>more</b></body>"),
    ],
    ids=["empty", "cut", "bare", "renamed", "added"],
)
def test_broken_answers_are_rejected(env, dialect, message, spoil):
    text = translate_message(
        message, spoil, env=env, dialect=dialect, target_language="zh"
    )
    assert text is None or text == message


def test_lost_markup_is_asked_for_in_runs(env):
    calls = []

    def lose(html):
        calls.append(html)
        return re.sub(r"</?(code|strong)[^>]*>", "", html)

    message = "Use ``pip`` and **never** look back."
    text = translate_message(
        message, lose, env=env, dialect="rst", target_language="zh"
    )
    assert text == message
    assert len(calls) == 2
    assert "<code" not in calls[1]


def test_text_without_letters_is_not_sent(env):
    def refuse(html):
        raise AssertionError(html)

    text = translate_message(
        "``a`` 3.14", refuse, env=env, dialect="rst", target_language="zh"
    )
    assert text == "``a`` 3.14"
