"""Texts that try to be more than text, and texts that only look as if they did.

Hostile texts come from a grammar: «name» in a rule stands for any of the rules of that
name, «id» for the marker of the text, by which whatever it does can be traced to it.
"""

from __future__ import annotations

import re
import unicodedata

_SYMBOL = re.compile("«([a-z-]+)»")
_DEPTH = 6

GRAMMAR = {
    "word": ["«id»", "casa", "el «id» perro", "中文«id»", "árbol"],
    "inline": ["«rst-inline»", "«myst-inline»", "«html-inline»", "«jinja»"],
    "block": ["«rst-block»", "«myst-block»", "«html-block»"],
    "payload": [
        *("«rst-inline»", "«myst-inline»", "«html-inline»", "«jinja»"),
        *("«rst-block»", "«myst-block»", "«html-block»", "«exchange»", "«unseen»"),
    ],
    "url": [
        *("javascript:alert('«id»')", "JaVaScRiPt:alert(1)//«id»", "//evil.test/«id»"),
        *("https://evil.test/«id»", "data:text/html,<script>«id»</script>"),
        *("vbscript:«id»", "file:///etc/hostname?«id»", "&#106;avascript:«id»"),
        *("java\tscript:«id»", "mailto:«id»@evil.test", "https://ok.test@evil.test/"),
        *("«path»", "#«id»", "index.html#«id»"),
    ],
    "path": [
        *("secret/«id».txt", "/secret/«id».txt", "../src/secret/«id».txt"),
        *("conf.py", "/etc/hostname", "../../../../etc/passwd", "index.rst"),
    ],
    "code": [
        "env.srcdir.joinpath('canary-«id»').touch()",
        "env.srcdir.joinpath('secret/«id».txt').read_text()",
        "env.config.myst_substitutions.update(sub='«id»')",
        "env.app.add_js_file('«id».js')",
        "''.__class__.__mro__[-1].__subclasses__()|length ~ '«id»'",
        "cycler.__init__.__globals__.os.system('touch canary-«id»')",
        "lipsum.__globals__['os'].popen('touch canary-«id»').read()",
        *("'<script>«id»</script>'", "sub", "env.docname ~ '«id»'", "unknown_«id»"),
    ],
    "jinja": [
        *("{{ «code» }}", "{{«code»}}", "{{ «code» }}", "{{- «code» -}}"),
        "{% set x = «code» %}",
        "{% for x in [1] %}{{ «code» }}{% endfor %}",
        *("{{ '{{ «code» }}' }}", "{# «id» #}", "{{ «code»"),
    ],
    # --- reStructuredText
    "rst-role": [
        *("shell", "shell", "shell", "safe", "raw", "raw-html", "download", "doc"),
        *("ref", "any", "term", "numref", "keyword", "envvar", "option", "command"),
        *("index", "pep", "rfc", "math", "code", "sub", "abbr", "kbd", "guilabel"),
        *("py:func", "py:class", "c:func", "cpp:class", "js:func", "gh", "eq", "cite"),
        *("menuselection", "program", "token", "unknown-«id»", "octicon", "bdg-link-x"),
    ],
    "rst-inline": [
        *(":«rst-role»:`«word»`", ":«rst-role»:`«word» <«url»>`"),
        *("`«word»`:«rst-role»:", ":«rst-role»:`«word» <«path»>`"),
        *("`«word» <«url»>`__", "`«word» <«url»>`_", "`«word» <index_>`_"),
        *("`«word»`__", "`«word»`_", "named_", "anon__", "_`«id»`", "_`target «id»`"),
        *("|sub|", "|today|", "|«id»|", "|version|_", "[#note]_", "[#«id»]_", "[#]_"),
        *("[*]_", "[1]_", "[«id»]_", "``«word»``", "*«word»*", "**«word»**", "`«id»`"),
        *("<«url»>", "https://evil.test/«id»", "«id»@evil.test", "*«id»", "``«id»"),
        *(":shell:`«id»`", ":shell:`«id»`", "\\ :shell:`«id»`\\ ", "\\\\:shell:`«id»`"),
    ],
    "rst-directive": [
        *("shell:: «id»", "shell:: «id»", "shell::\n\n   «id»", "include:: «path»"),
        *("literalinclude:: «path»", "raw:: html\n   :file: «path»"),
        "raw:: html\n\n   <script>«id»</script>",
        "csv-table:: «id»\n   :file: «path»",
        *("image:: «url»", "figure:: «path»\n\n   «word»", "math:: «id»"),
        *("|«id»| replace:: «word»", "|«id»| image:: «url»", "|«id»| date::"),
        "|sub| replace:: «id»",
        *("_«id»: «url»", "_`«id»`: «url»", "__: «url»", "_index:"),
        *("[#«id»] «word»", "[«id»] «word»", "[#] «word»", "[1] «word»", "«id»"),
        *("default-role:: shell", "role:: «id»(shell)", "role:: «id»(raw)"),
        "role:: «id»(raw)\n   :format: html",
        *("meta::\n   :refresh: 0;url=//evil.test/«id»", "title:: «id»"),
        *("container:: «id»", "class:: «id»", "rst-class:: «id»", "highlight:: «id»"),
        *("note:: «word»", "admonition:: «id»", "topic:: «id»\n\n   x", "sidebar:: x"),
        *("contents::", "sectnum::", "target-notes::", "header:: «id»", "footer:: x"),
        *("toctree::\n   :glob:\n\n   *", "only:: html\n\n   «word»", "index:: «id»"),
        *("todo:: «id»", "todolist::", "ifconfig:: True\n\n   «word»", "seealso:: x"),
        *("automodule:: canary_«id»", "autofunction:: os.getcwd", "testcode::\n\n   1"),
        *("graphviz:: «path»", "graphviz::\n\n   digraph { «id» }", "unicode:: «id»"),
        *("py:function:: «id»()", "js:function:: «id»()", "c:function:: int «id»()"),
        *("option:: --«id»", "envvar:: «id»", "glossary::\n\n   «id»\n      x"),
        *("code-block:: python\n   :name: «id»\n\n   x", "versionadded:: «id»"),
        *("dropdown:: «id»\n\n   x", "card:: «id»", "button-link:: «url»\n\n   x"),
    ],
    "rst-block": [
        *(".. «rst-directive»\n", ".. «rst-directive»", "\n\n.. «rst-directive»\n\n"),
        *("x\n\n.. «rst-directive»\n\ny", "«word»::\n\n   «inline»", "«word»::"),
        *(":«id»: x", ":orphan: «id»", "--«id»  x", "-x  «id»", "«id»\n   «inline»"),
        *("«id»\n=====", "=====\n«id»\n=====", "| «id»\n| «inline»", ">>> «code»"),
        *("- «inline»", "* «inline»", "1. «inline»", "#. «id»", "A. «id»", "   «id»"),
        *("=== ===\na   «id»\n=== ===", "+---+\n|«id»|\n+---+", "----", "__ «url»"),
        "«id» : «word»\n   «inline»",
    ],
    # --- MyST
    "myst-role": [
        *("shell", "shell", "shell", "safe", "raw", "download", "doc", "ref", "any"),
        *("term", "eval", "eval-rst", "index", "pep", "math", "code", "sub", "abbr"),
        *("kbd", "py:func", "gh", "eq", "numref", "unknown-«id»", "octicon", "glue:x"),
        *("bdg-primary", "fa", "nb-exec-table", "footcite"),
    ],
    "attrs": [
        *("{onclick=alert(1)}", "{#«id» .«id»}", "{.«id»}", "{style='«id»'}"),
        *("{href=«url»}", "{width=9px onerror=«id»}", "{#«id»}", "{l=html}"),
    ],
    "myst-inline": [
        *("{«myst-role»}`«word»`", "{«myst-role»}`«word» <«url»>`", "{shell}`«id»`"),
        *("{shell}``«id»``", "{«myst-role»}`«word» <«path»>`", "<«url»>"),
        *("[«word»](«url»)", "[«word»](<«url»>)", "[«word»](«path»)", "[](#«id»)"),
        *("[«word»](#index)", "[«word»][site]", "[site]", "[«word»][«id»]"),
        *("![«word»](«url»)", "![«word»](«path»)", "![](pic.png)", "[^note]"),
        "[^«id»]",
        *("`«id»`", "*«id»*", "**«id»**", "~~«id»~~", "_«id»_", "$«id»$", "$$«id»$$"),
        *("[«word»]«attrs»", "`«id»`«attrs»", "*«id»*«attrs»", "![](pic.png)«attrs»"),
        *("[«word»](«url»)«attrs»", "www.evil.test/«id»", "http://evil.test/«id»"),
        *("evil.test", "«id»@evil.test", "^[«id»]", "«html-inline»", "«jinja»"),
        *("{{ sub }}", "{«id»}", "`«id»", "[«id»", "<inv:#«id»>", "<project:#«id»>"),
        *("<path:«path»>", "[«id»](path:«path»)", "[x](project:index.rst)", "\\\n«id»"),
    ],
    "myst-directive": [
        *("{shell} «id»", "{shell} «id»", "{include} «path»"),
        "{literalinclude} «path»",
        *("{eval-rst}\n.. «rst-directive»", "{raw} html\n<script>«id»</script>"),
        *("{image} «url»", "{figure} «path»", "{note} «id»", "{note}\n«inline»"),
        *("{code-cell} python\n1 + 1 # «id»", "{code} python\n«id»", "{math}\n«id»"),
        *("{toctree}\n:glob:\n\n*", "{meta}\n:refresh: 0;url=«url»", "{index} «id»"),
        *("{automodule} canary_«id»", "{graphviz} «path»", "{glossary}\n«id»\n  x"),
        *("{py:function} «id»()", "{todo} «id»", "{class} «id»", "{container} «id»"),
        *("{default-role} shell", "{role} «id»(shell)", "{dropdown} «id»\nx"),
        *("{admonition} «inline»\nx", "{card} «id»\n:link: «url»\nx", "{contents}"),
        *("{csv-table}\n:file: «path»", "python\n«id»", "{button-link} «url»"),
    ],
    "myst-block": [
        *("```«myst-directive»\n```", "~~~«myst-directive»\n~~~"),
        "```«myst-directive»",
        *(":::«myst-directive»\n:::", "::::«myst-directive»\n::::"),
        *("\n\n```«myst-directive»\n```\n\n", "\n\n:::«myst-directive»\n:::\n\n"),
        *("(«id»)=", "(«id»)=\n# «id»", "% «id»", "+++ «id»", "+++"),
        "---\nx: «id»\n---",
        *("«attrs»\n«word»", "«attrs»", "[«id»]: «url»", "[site]: «url»", "***", "---"),
        *("[^«id»]: «inline»", "[^note]: «id»", "# «inline»", "> «inline»"),
        "«id»\n===",
        *("- [ ] «inline»", "- «inline»", "1. «inline»", "| «id» |\n|---|\n| x |"),
        *("«id»\n: «inline»", ":«id»: «inline»", ":::{«id»}", "    «id»"),
        "$$\n«id»\n$$",
        *("\\begin{align}\n«id»\n\\end{align}", "*[«id»]: x", "```\n«id»\n```"),
        "x\n\n«html-block»\n\ny",
    ],
    # --- HTML
    "handler": [
        *("onclick=alert('«id»')", "onerror=«id»", "onload=«id»", "style=«id»:x"),
        *('href="«url»"', 'src="«url»"', "id=«id»", "class=«id»", 'formaction="«url»"'),
        *("autofocus onfocus=«id»", 'srcdoc="<script>«id»</script>"', 'x="»«id»'),
    ],
    "html-inline": [
        *("<b «handler»>«word»</b>", "<a «handler»>«word»</a>", "<img «handler»>"),
        *("<script>«id»</script>", "<svg «handler»>"),
        "<svg><script>«id»</script></svg>",
        *("<iframe «handler»></iframe>", '<base href="«url»">', "<meta «handler»>"),
        *('<meta http-equiv=refresh content="0;url=«url»">', "<style>«id»</style>"),
        *("<link rel=stylesheet «handler»>", "<object «handler»></object>"),
        "<embed x>",
        *("<form «handler»><button>«id»</button></form>", "<input «handler»>"),
        *("<video «handler»></video>", "<math><mi «handler»>x</mi></math>", "<x-«id»>"),
        *("<details open ontoggle=«id»>x</details>", "<template>«id»</template>"),
        *("<!-- «id» -->", "<![CDATA[«id»]]>", "<?php «id» ?>", "<!DOCTYPE «id»>"),
        *("&lt;script&gt;«id»&lt;/script&gt;", "&#60;b «handler»&#62;«id»", "&«id»;"),
        *("</p>", "</div></div>", "</body>", "<p>«id»</p>", "<br>«id»", "<b>«id»"),
        *("<span>«id»</span>", "<em>«id»</em>", "<code>«id»</code>", "<i>«id»</i>"),
        *("<scr<script>ipt>«id»</script>", "<!--><script>«id»</script>-->"),
        "<b/x=«id»",
    ],
    "html-block": [
        *("<div «handler»>«inline»</div>", "<script>\n«id»\n</script>"),
        *('<div class="admonition">\n<p>«id»</p>\n</div>', "<style>\n«id»\n</style>"),
        *("<!--\n«id»\n-->", "<table><tr><td>«id»</table>", "<h1>«id»</h1>", "<hr>"),
        '<img src="«path»" alt="«id»" onerror="«id»">',
    ],
    # --- tags of our own exchange form, and what engines leave behind
    "exchange": [
        *('<span id="x1">«word»</span>', '<code id="x1" translate="no">«id»</code>'),
        *('<em id="x2">«word»</em>', '<a id="x1" href="«url»">«word»</a>'),
        *('<span id="x99">«id»</span>', '<span id="x1" translate="no"></span>'),
        *('<span id="t1" translate="no">«id»</span>', "<strong id=x1>«id»</strong>"),
        *('<span id="«id»">«word»</span>', '<span id="x1"/>', '<span id=x1 id=x2>x'),
        *("<font><span id='x1'>«inline»</span></font>", "DNT_1", "⟦1⟧", "<t1>", "</a>"),
        *("<a id='x1'><a id='x1'>«id»</a></a>", "<code id='x0'>«id»</code>"),
    ],
    "unseen": [
        *("\u202e«id»\u202c", "\u202e«id»", "\u2066«id»", "\u2067«id»\u2069", "\u202a"),
        *("\u200b«id»", "\u200d", "\ufeff«id»", "\u2060", "\u00ad", "\u034f", "\u180e"),
        *("\U000e0001«id»\U000e007f", "\ufe0f", "\u200f«id»", "\u061c«id»", "\u3164"),
        *("\u2028«id»", "\u2029", "\x85«id»", "\x7f", "\ufffe", "\ue000"),
        "\ufff9x\ufffb",
        *("\u115f«id»", "«id»" + "\u0301" * 40, "\u2800«id»", "\r«id»", "\t«id»"),
    ],
}  # fmt: skip
CONTROLS = ["\0", "\x01", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x1a", "\x1f", "\ud800"]
"""What no text file may hold; JSON and databases can."""

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn text around, so that readers see another one."""


def marker(number: int) -> str:
    """Return the word that every hostile text holds."""
    return f"evq{number}"


MARKER = re.compile(r"evq(\d+)", re.I)


def payload(rng, number: int, *, symbol: str = "payload", controls: bool = False):
    """Return one piece of hostile text and the name of the rule that it began with."""
    rules = GRAMMAR[symbol]
    rule = rng.choice(rules)
    family = symbol
    if symbol == "payload":
        family = rule.strip("«»")
        if controls and family == "unseen" and rng.random() < 0.3:
            return rng.choice(CONTROLS) + marker(number), "control"
    return _expanded(rule, rng, number, 0), family


def _expanded(rule: str, rng, number: int, depth: int) -> str:
    def found(match: re.Match[str]) -> str:
        name = match[1]
        if name == "id" or depth >= _DEPTH:
            return marker(number)
        return _expanded(rng.choice(GRAMMAR[name]), rng, number, depth + 1)

    return _SYMBOL.sub(found, rule)


# --- harmless text

LATIN = """casa perro árbol niño lectura mañana canción pan agua ventana libro camino
jardín número página tarde luz montaña río cielo historia pequeño grande""".split()
CHINESE = "的是了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生"
SIGNS = [
    *("a*b", "2 * 3", "x|y", "<b>", "a < b", "a & b", "&amp;", "{{ x }}", "{x}", "$5$"),
    *(":nombre: x", "a:b", "[x]", "[^1]", "~x~", "^x", "#1", "50 %", "x = y", "a/b"),
    *("C:\\x", "\\", "(x)", "{% x %}", "@x", "x@y", "«x»", "“x”", "a--b", "¿x?", "!x"),
    *("$x$", "| x |", "<x-y z='1'>", "<!-- x -->", "a -> b", "x > y", "1. x", "’", "·"),
    *("www x", "(c)", "+-", "...", "???", '"x"', "'x'", "*x", "x*", "::", "a :: b"),
]
CODE_SIGNS = ["a_b", "_x", "x_", "`x`", "``x``", "**x**", "__x__", "[x](y)", "|x|_"]
"""What an answer may only hold where its source does: no language has it."""
STARTS = ["- ", "* ", "+ ", "1. ", "# ", "> ", ":a: ", "| ", ".. ", "% ", "::: ", "("]


def plain_text(rng, *, code_signs: bool, first: bool = False) -> str:
    """Return some words, some of them with signs that mean something elsewhere."""
    words = []
    for _ in range(rng.randint(1, 5)):
        kind = rng.random()
        if kind < 0.6:
            words.append(rng.choice(LATIN))
        elif kind < 0.75:
            words.append("".join(rng.choices(CHINESE, k=rng.randint(1, 6))))
        elif kind < 0.8:
            words.append(str(rng.randint(0, 2025)))
        elif code_signs and kind < 0.85:
            words.append(rng.choice(CODE_SIGNS))
        else:
            words.append(rng.choice(SIGNS))
    if rng.random() < 0.4:
        words[-1] += rng.choice([",", ".", ";", "!", "?", "…", "。", "，"])
    text = " ".join(words)
    if first:
        start = rng.choice(STARTS) if rng.random() < 0.1 else ""
        text = start + rng.choice(LATIN) + " " + text
    return unicodedata.normalize("NFC", text)


_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """Return *text* so that both dialects take it for text.

    A backslash before any ASCII punctuation does it in either; in front of a blank it
    would not, and does not come.
    """
    return _PUNCTUATION.sub(r"\\\1", text)
