"""What engines are known to do to markup: lose it, repeat it, move it, invent it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from sphinx_amts import translate_message


@pytest.fixture
def through(env):
    """Translate a message by a function on the inside of its block."""

    def run(message, change, dialect="rst", language="es"):
        sent = []

        def translate(html):
            def block(found):
                sent.append(found[2])
                return f"{found[1]}{change(found[2])}{found[3]}"

            return re.sub(r"(<p id=[^>]*>)(.*?)(</p>)", block, html, flags=re.DOTALL)

        text = translate_message(
            message, translate, env=env, dialect=dialect, target_language=language
        )
        return text, sent

    return run


BOTH = pytest.mark.parametrize(
    ("dialect", "code"), [("rst", "``{}``"), ("myst", "`{}`")]
)
ROLES = pytest.mark.parametrize(
    ("dialect", "role"), [("rst", ":{}:`{}`"), ("myst", "{{{}}}`{}`")]
)


def test_formulas_are_neither_sent_nor_changed(project):
    project.write(
        "guide/notes.md",
        "# Notes\n\nA text.\n\n$$a^2 + b$$\n\n"
        "```{math}\nc = d\n```\n\n$$k_{9}$$ (label)\n",
    )
    project.engine()
    built = project.build()
    assert built.code == 0, built.output
    assert not [text for text in built.sent if re.search(r"a\^2|c = d|k_", text)]
    html = project.html("guide/notes")
    for formula in ("a^2 + b", "c = d", "k_{9}"):
        assert formula in html
    assert "::" not in project.body("guide/notes")


@BOTH
@pytest.mark.parametrize(
    "change",
    [
        lambda html: re.sub(r">[^<]*</code>", ">traducido</code>", html),
        lambda html: re.sub(r"(.*?)(<code.*</code>)(.*)", r"\2\1\3", html),
        lambda html: html.replace("</code>", " </code>"),
    ],
    ids=["translated", "moved", "padded"],
)
def test_placeables_come_back_as_they_were(through, dialect, code, change):
    message = f"Call {code.format('open(x)')} first."
    text, _ = through(message, change, dialect)
    assert text is not None
    assert text.count(code.format("open(x)")) == 1
    assert "traducido" not in text


@BOTH
@pytest.mark.parametrize(
    "change",
    [
        lambda html: re.sub(r"(<code.*</code>)", r"\1 \1", html),
        lambda html: re.sub(r"<code.*</code>", "open(x)", html),
        lambda html: re.sub(r'id="x1"', 'id="x7"', html),
        lambda html: re.sub(r"</?code[^>]*>", "", html).replace("open", "abrir"),
    ],
    ids=["repeated", "lost", "renamed", "unpacked"],
)
def test_what_is_lost_or_repeated_is_asked_for_again(through, dialect, code, change):
    message = f"Call {code.format('open(x)')} first."
    text, sent = through(message, change, dialect)
    assert len(sent) > 1  # in pieces, without the placeable
    assert text is not None
    assert text.count(code.format("open(x)")) == 1


@ROLES
def test_names_of_roles_and_targets_are_not_sent(through, dialect, role):
    link = role.format("ref", "the guide <oven-guide>")
    message = f"See {link} and {role.format('command', 'make')}."
    text, sent = through(
        message, lambda html: html.replace("the guide", "la guía"), dialect
    )
    assert not [html for html in sent if "oven-guide" in html or ":ref" in html]
    assert not [html for html in sent if "command" in html]
    assert role.format("ref", "la guía <oven-guide>") in text
    assert role.format("command", "make") in text


def test_named_links_keep_their_names(through):
    message = "See `the guild <https://a.example>`_ and `more`_."
    text, _ = through(message, lambda html: html.replace("the guild", "el gremio"))
    assert "<https://a.example>`" in text
    assert "`more`_" in text or "<more_>`" in text


@pytest.mark.parametrize("dialect", ["rst", "myst"])
@pytest.mark.parametrize(
    "change",
    [
        lambda html: html.replace("config.txt", "`config.txt`"),
        lambda html: html.replace("config.txt", "**config.txt**"),
        lambda html: f"```\n{html}\n```",
        lambda html: f"<pre>{html}</pre>",
        lambda html: html.replace("config.txt", "<code>config.txt</code>"),
        lambda html: html + "<br>",
    ],
    ids=["backquotes", "asterisks", "fence", "pre", "code", "br"],
)
def test_markup_that_an_engine_adds_is_not_shown(through, dialect, change):
    text, _ = through("Open config.txt now.", change, dialect)
    assert text is None


@pytest.mark.parametrize("dialect", ["rst", "myst"])
@pytest.mark.parametrize(
    "words", [r"\1", r"\g<0>", r"C:\new\table", r"\\", "$1 $&", "%s %(a)s {0} {x}"]
)
def test_backslashes_and_the_like_are_text(through, dialect, words):
    def change(html):
        return html.replace("WORDS", words.replace("&", "&amp;").replace("<", "&lt;"))

    text, _ = through("Say WORDS *now*.", change, dialect)
    assert text is not None
    _, sent = through(text, lambda html: html, dialect)
    shown = unescape(re.sub(r"<[^>]+>", "", sent[0]))
    assert shown == f"Say {words} now."


@BOTH
@pytest.mark.parametrize(
    "words", ["List<int>", "a < b", "&lt;", "&amp;lt;", "\"x\" & 'y'", "<b>", "AT&T"]
)
def test_entities_are_undone_once(through, dialect, code, words):
    message = f"Write {code.format(words)} or x."

    def change(html):
        # as engines do that write HTML anew
        html = html.replace("&lt;", "&#60;").replace('"x"', "&quot;x&quot;")
        return html.replace("or x", "o List&lt;int&gt; &amp; &quot;x&quot; ")

    text, _ = through(message, change, dialect)
    assert text is not None
    assert code.format(words) in text
    _, sent = through(text, lambda html: html, dialect)
    rest = re.sub(r"<code.*?</code>", "", sent[0])
    assert 'o List&lt;int&gt; &amp; "x" .' in rest


def test_machine_text_shows_without_a_flag(project, amts):
    project.engine()
    ran = amts(project, "translate", project.src, "-l", "es")
    assert ran.code == 0, ran.err
    catalogs = list((project.src / "amts/catalogs/es").rglob("*.po"))
    assert catalogs
    assert not [p for p in catalogs if "fuzzy" in p.read_text("utf-8")]
    project.conf(amts_engine="memory")
    assert project.build().totals["messages"]["machine"] > 0
