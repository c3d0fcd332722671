"""Write the notices of a page as HTML, which is complete without a script."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.numbers import format_percent

from sphinx_amts.languages.codes import language
from sphinx_amts.notices.publishing import Unpublished
from sphinx_amts.text.shares import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.notices.shares import PageShares
    from sphinx_amts.notices.texts import NoticeTexts

_LABELS = {
    "human": "translated by people",
    "unconfirmed": "unconfirmed translation",
    "machine": "machine translation",
    "outdated": "translation of an earlier version",
    "source": "not translated",
}
_WARNINGS = {
    Unpublished.INCOMPLETE: "Only part of this page is translated.",
    Unpublished.BY_MACHINE: "Most of this page is translated by machine.",
}
MARKS = {
    "machine": "machine translation",
    "outdated": "translation of an earlier version",
    "partly": "partly machine translation",
    "unconfirmed": "unconfirmed translation",
}
"""English texts of marks, by kind."""

ENTRY = "amts-s"
"""Start of the ids of source texts, and of the CSS classes of their paragraphs."""

MOST_LINKS = 120
"""Maximum number of links on a page; with more paragraphs, the script makes all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Notice at the top of a page, about its translation.

    Attributes:
        shares: shares of human and machine translation; `None` to leave them out.
        unpublished: reasons why the page is not offered to search engines.
        original: address of the page in the source language, "" if unknown.
        original_language: Sphinx code of the source language.
        help: address of the page for helpers, "" for none.
        side_by_side: whether the page carries the source text.
    """

    shares: PageShares | None
    unpublished: tuple[Unpublished, ...]
    original: str
    original_language: str
    help: str
    side_by_side: bool

    def __bool__(self) -> bool:
        return bool(self.shares or self.unpublished or self.side_by_side)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A paragraph in the list of source texts of a page.

    Attributes:
        number: number of the paragraph, with which its CSS class and the id of its
            source text end.
        text: source text, "" to leave it out.
        untranslated: whether readers see the source text instead of a translation.
        improve: address where the translation can be corrected, "" for none.
    """

    number: int
    text: str
    improve: str
    untranslated: bool = False


def banner(notice: Notice, texts: NoticeTexts, code: str) -> str:
    """Return the HTML of the notice at the top of a page.

    Args:
        notice: content of the notice.
        texts: texts in the language of the page.
        code: Sphinx code of the language of the page.
    """
    original = _link(
        notice.original, "Read the original", texts, notice.original_language
    )
    parts = []
    if notice.unpublished:
        warnings = [texts.html(_WARNINGS[reason]) for reason in notice.unpublished]
        # the way to the original comes first
        parts.append(
            f'<div class="amts-warning">{_joined([original, *warnings])}</div>'
        )
    if notice.shares is not None and notice.shares.whole:
        parts.append(_shares(notice.shares, texts, code))
    links = ["" if notice.unpublished else original]
    links.append(_link(notice.help, "Help to translate", texts))
    if notice.side_by_side:
        links.append(
            '<button type="button" class="amts-switch" aria-pressed="false">'
            f"{texts.html('Show the source text beside the translation')}</button>"
        )
    if any(links):
        parts.append(f'<div class="amts-links">{_joined(links)}</div>')
    name = escape(texts.text("About this translation"))
    inner = "\n".join(parts)
    return (
        f'<div class="amts-banner" role="note" aria-label="{name}">\n{inner}\n</div>\n'
    )


def source_list(
    entries: Sequence[SourceEntry],
    texts: NoticeTexts,
    source: str,
    target: str,
    *,
    numbered: bool = True,
) -> str:
    """Return the HTML of a folded list of source texts, for the end of a page.

    Args:
        entries: the paragraphs of the page.
        texts: texts in the language of the page.
        source: Sphinx code of the source language.
        target: Sphinx code of the language of the page.
        numbered: whether each source text has an id; if not, the script adds the ids.
    """
    own, page = language(source), language(target)
    differs = own.direction != page.direction
    direction = f' dir="{own.direction}"' if differs else ""
    improve = texts.html("Improve this translation")
    link_attributes = f' rel="nofollow" lang="{page.bcp47}"'
    link_attributes += f' dir="{page.direction}"' if differs else ""
    rows = []
    for entry in entries:
        row = escape(entry.text, quote=False)
        if entry.improve:
            row += (
                f' <a class="amts-improve" href="{escape(entry.improve)}"'
                f"{link_attributes}>{improve}</a>"
            )
        same = " class=amts-same" if entry.untranslated else ""
        name = f" id={ENTRY}{entry.number}" if numbered else ""
        # its end tag may be left out
        rows.append(f"<li{name}{same}>{row}")
    only_links = not any(entry.text for entry in entries)
    head = "Improve this translation" if only_links else "Source text"
    inner = ("\n" if numbered else "").join(rows)
    return (
        f'<details class="amts-sources">\n<summary>{texts.html(head)}</summary>\n'
        f'<ol lang="{own.bcp47}"{direction}>\n{inner}\n</ol>\n</details>\n'
    )


def mark(kind: str, texts: NoticeTexts) -> str:
    """Return the HTML of the mark behind a paragraph, in words.

    Args:
        kind: a key of `MARKS`.
        texts: texts in the language of the page.
    """
    code, words = texts.language_of(MARKS[kind]), escape(texts.text(MARKS[kind]))
    return f' <small class="amts-mark" lang="{code}">({words})</small>'


def source_link(entry: SourceEntry, kind: str, texts: NoticeTexts) -> str:
    """Return the HTML of the link from a paragraph to its source text.

    Args:
        entry: the paragraph.
        kind: a key of `MARKS`, or "" for a paragraph without a mark.
        texts: texts in the language of the page.
    """
    words = MARKS.get(kind, "Source text")
    # it must not stand alone in a line
    shape = f" amts-{kind}" if kind else ""
    attributes = texts.attributes_within if entry.untranslated else texts.attributes
    return (
        f'\u00a0<a class="amts-note{shape}" href="#{ENTRY}{entry.number}">'
        f"<span{attributes(words)}>{escape(texts.text(words))}</span></a>"
    )


def page_style(shares: PageShares, texts: NoticeTexts, code: str) -> str:
    """Return the style sheet of one page: the texts of its marks and its bar of shares.

    Args:
        shares: shares of human and machine translation.
        texts: texts in the language of the page.
        code: Sphinx code of the language of the page.
    """
    rules = [
        f"--amts-{kind}:{_css_string(texts.text(MARKS[kind]))}"
        for kind in ("machine", "unconfirmed")
    ]
    stops, at = [], 0.0
    for part, size in _amounts(shares):
        end = at + 100 * size / shares.whole
        stops.append(f"var(--amts-c-{part}) {at:.1f}% {end:.1f}%")
        at = end
    side = "left" if language(code).direction == "rtl" else "right"
    rules.append(f"--amts-bar:linear-gradient(to {side},{','.join(stops)})")
    return f"<style>:root{{{';'.join(rules)}}}</style>"


def _css_string(text: str) -> str:
    escaped = "".join(
        f"\\{ord(character):x} "
        if character in '"\\<>&{}' or not character.isprintable()
        else character
        for character in text
    )
    return f'"{escaped}"'


def _joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def _link(address: str, msgid: str, texts: NoticeTexts, target: str = "") -> str:
    if not address:
        return ""
    to = f' hreflang="{language(target).bcp47}"' if target else ""
    return f'<a href="{escape(address)}"{to}>{texts.html(msgid)}</a>'


def _amounts(shares: PageShares) -> list[tuple[str, int]]:
    return [(part, size) for part in _LABELS if (size := getattr(shares, part))]


def _shares(shares: PageShares, texts: NoticeTexts, code: str) -> str:
    rows = []
    for part, size in _amounts(shares):
        label = texts.html(_LABELS[part])
        if size < shares.whole:
            label = f"{_percent(size, shares.whole, code)} {label}"
        rows.append(f'<div class="amts-share amts-{part}">{label}</div>')
    return f'<div class="amts-shares">{" ".join(rows)}</div>'


def _percent(size: int, whole: int, code: str) -> str:
    """Return *size* of *whole* in per cent, written as usual in the language *code*."""
    try:
        locale = Locale.parse(language(code).bcp47, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    share = round(rounded(size, whole) / 100, 3)
    return escape(format_percent(share, locale=locale, decimal_quantization=False))
