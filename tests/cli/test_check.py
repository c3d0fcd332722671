"""`sphinx-amts check` on a small book in both dialects."""

from __future__ import annotations

import json
import re

import pytest

INDEX = """
Welcome
=======

Call ``open`` and read **everything** in :doc:`notes`.

Code ``a`` and ``b`` matter.

First read this text.

It began in 1998 with |name|, see [#]_.

Nothing is wrong with ``this``.

Skip ``one``.

.. |name| replace:: a name

.. [#] The note.

.. toctree::

   notes
"""
NOTES = """
# Notes

Call `open` and read **everything** in [the index](index.rst).

The formula $x^2$ holds.

All is **well** here.
"""
HUMAN = {
    "Call ``open`` and read **everything** in :doc:`notes`.":
        "调用``open``并阅读**一切**，见:doc:`notes`。",
    "Code ``a`` and ``b`` matter.": "代码 ``a`` 和 b 重要。",
    "First read this text.": "1. 先读这段文字。",
    "It began in 1998 with |name|, see [#]_.": "始于 1989 年。",
    "Nothing is wrong with ``this``.": "``this`` 没有问题，一点 ``this`` 问题也没有。",
    "Skip ``one``.": "跳过``one``。",
}  # fmt: skip
NOTES_HUMAN = {
    "Call `open` and read **everything** in [the index](index.rst).":
        "调用`open`并阅读**一切（都读）**和[索引](index.rst)。",
    "The formula $x^2$ holds.": "公式 $x^3$ 成立。",
    "All is **well** here.": "这里**一切都好**。",
}  # fmt: skip


@pytest.fixture
def book(empty_project):
    pytest.importorskip("myst_parser")
    book = empty_project
    book.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_enable_extensions=["dollarmath"],
    )
    book.write("index.rst", INDEX)
    book.write("notes.md", NOTES)
    book.human("index", HUMAN)
    book.human("notes", NOTES_HUMAN)
    return book


def check(amts, book, *arguments, **env):
    return amts(book, "check", book.src, "-l", "es", *arguments, **env)


def state(book):
    return {p: p.read_bytes() for p in sorted(book.src.rglob("*")) if p.is_file()}


def rules(ran):
    return [(f["msgid"], f["rule"]) for f in json.loads(ran.out)["findings"]]


def test_faults_are_found_and_nothing_is_written(amts, book):
    before = state(book)
    ran = check(amts, book, "--format", "json")
    assert ran.code == 1
    assert ran.err == ""
    index, notes = list(HUMAN), list(NOTES_HUMAN)
    assert rules(ran) == [
        (index[0], "unparsed-markup"),
        (index[1], "literal"),
        (index[2], "dropped"),
        (index[3], "footnote"),
        (index[3], "substitution"),
        (index[3], "number"),
        (index[5], "unparsed-markup"),
        (notes[0], "unparsed-markup"),
        (notes[1], "math"),
    ]
    assert state(book) == before


def test_text_names_file_line_and_what_to_write(amts, book):
    ran = check(amts, book)
    catalog = book.src / "locale/es/LC_MESSAGES/index.po"
    line = catalog.read_text("utf-8").splitlines().index('msgid "Skip ``one``."') + 1
    assert f"LC_MESSAGES/index.po:{line}: unparsed-markup: " in ran.out
    assert "    shown: 跳过``one``。\n    write: 跳过\\ ``one``。\n" in ran.out
    last = ran.out.splitlines()[-1]
    assert last.startswith("9 findings: dropped 1, ")
    assert last.endswith("; --fix repairs 4 of them")


def test_github_gets_one_command_for_each_finding(amts, book):
    ran = check(amts, book, "--format", "github")
    lines = ran.out.splitlines()
    assert len(lines) == 9
    pattern = (
        r"::(error|warning) file=[^,:]+\.po,line=\d+,title=sphinx-amts [a-z-]+::.+"
    )
    assert all(re.fullmatch(pattern, line) for line in lines)


def test_after_fix_the_page_shows_the_markup(amts, book):
    assert "``open``" in (book.build(), book.html("index"))[1]
    ran = check(amts, book, "--fix", "--format", "json")
    assert ran.code == 1
    fixed = [(f["msgid"], f["rule"]) for f in json.loads(ran.out)["fixed"]]
    index, notes = list(HUMAN), list(NOTES_HUMAN)
    assert fixed == [
        (index[0], "unparsed-markup"),
        (index[2], "dropped"),
        (index[5], "unparsed-markup"),
        (notes[0], "unparsed-markup"),
    ]
    book.build()
    html = book.html("index")
    assert "``" not in html
    assert re.search(
        r"调用<code[^>]*>.*?open.*?</code>并阅读<strong>一切</strong>", html
    )
    assert '<a class="reference internal" href="notes.html">' in html
    assert "1. 先读这段文字。" in html
    assert "<strong>一切（都读）</strong>" in book.html("notes")
    again = check(amts, book, "--format", "json")
    assert rules(again) == [f for f in rules(ran) if f not in fixed]


def test_fix_changes_the_lines_of_these_entries_only(amts, book):
    path = book.src / "locale/es/LC_MESSAGES/index.po"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    book.human("notes", {})
    before = state(book)
    person = {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "Ana",
        "GIT_CONFIG_KEY_1": "user.email",
        "GIT_CONFIG_VALUE_1": "ana@example.org",
    }
    ran = check(amts, book, "--fix", **person)
    assert "LC_MESSAGES/index.po:" in ran.out
    assert ran.out.count(": fixed ") == 3
    after = state(book)
    assert [p for p in before if before[p] != after[p]] == [path]
    old, new = before[path].split(b"\r\n"), after[path].split(b"\r\n")
    edited = (b'"Last-Translator: ', b'"PO-Revision-Date: ')
    assert sum(line.startswith(edited) for line in new) == 2
    new = [line for line in new if not line.startswith(edited)]
    assert len(old) == len(new)
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 3
    assert b"\n" not in after[path].replace(b"\r\n", b"")


def test_without_faults_it_succeeds_in_silence(amts, book):
    book.human("index", {"Skip ``one``.": "跳过 ``one``。"})
    book.human("notes", {"All is **well** here.": "这里**一切都好**。"})
    ran = check(amts, book)
    assert (ran.code, ran.out) == (0, "nothing found\n")
    assert check(amts, book, "--format", "github").out == ""


def test_rules_are_switched_off_per_book_and_per_entry(amts, book):
    book.conf(amts_check_ignore=["number", "unparsed-markup"])
    path = book.src / "locale/es/LC_MESSAGES/index.po"
    text = path.read_text("utf-8")
    text = text.replace('msgid "Code', '# amts: ignore literal\nmsgid "Code')
    path.write_text(text, "utf-8")
    found = {rule for _, rule in rules(check(amts, book, "--format", "json"))}
    assert found == {"dropped", "footnote", "substitution", "math"}


def comment(book, name, msgid, text):
    """Put a translator's comment above an entry; return the place of the comment."""
    path = book.src / f"locale/es/LC_MESSAGES/{name}.po"
    lines = path.read_text("utf-8").split("\n")
    at = lines.index(f"msgid {json.dumps(msgid, ensure_ascii=False)}")
    path.write_text("\n".join([*lines[:at], text, *lines[at:]]), "utf-8")
    return f"LC_MESSAGES/{name}.po:{at + 1}"


def test_a_comment_switches_all_rules_off_for_its_entry_only(amts, book):
    index = list(HUMAN)
    comment(book, "index", index[3], "# amts: ignore")
    comment(book, "notes", list(NOTES_HUMAN)[1], "#amts: ignore")
    ran = check(amts, book, "--fix", "--format", "json")
    found = {msgid for msgid, _ in rules(ran)}
    assert found == {index[1]}
    assert ran.err == ""
    fixed = {f["msgid"] for f in json.loads(ran.out)["fixed"]}
    assert index[0] in fixed
    comment(book, "index", index[1], "# amts: ignore")
    assert check(amts, book, "--fix").code == 0


@pytest.mark.parametrize(
    "text",
    ["# amts: ignore footnote, number", "#  amts: ignore: number footnote",
     "# amts: ignore number\n#: index.rst:9\n# amts: ignore footnote"],
)  # fmt: skip
def test_a_comment_switches_the_rules_off_that_it_names(amts, book, text):
    entry = list(HUMAN)[3]
    comment(book, "index", entry, text)
    ran = check(amts, book, "--format", "json")
    assert [rule for msgid, rule in rules(ran) if msgid == entry] == ["substitution"]
    assert ran.err == ""


def test_what_is_switched_off_is_not_fixed(amts, book):
    entry = next(iter(HUMAN))
    comment(book, "index", entry, "# amts: ignore unparsed-markup")
    ran = check(amts, book, "--fix", "--format", "json")
    assert entry not in {f["msgid"] for f in json.loads(ran.out)["fixed"]}
    assert "调用``open``并" in book.src.joinpath(
        "locale/es/LC_MESSAGES/index.po"
    ).read_text("utf-8")


def test_a_comment_that_names_no_rule_is_told_in_one_line(amts, book):
    place = comment(
        book, "index", list(HUMAN)[1], "# amts: ignore litteral, number, nonsense"
    )
    other = comment(book, "notes", list(NOTES_HUMAN)[2], "# amts: ingore")
    ran = check(amts, book, "--format", "json")
    assert ran.code == 1
    one, two = ran.err.splitlines()
    assert one.startswith("sphinx-amts: ")
    assert f"{place}: no rules have the name litteral, nonsense" in one
    assert "did you mean 'literal'?" in one
    assert f"{other}: the comment 'amts: ingore' means nothing" in two
    # what it names correctly counts
    assert (list(HUMAN)[1], "literal") in rules(ran)


def test_a_wrong_comment_alone_is_enough_to_fail(amts, book):
    book.human("index", {"Skip ``one``.": "跳过 ``one``。"})
    book.human("notes", {"All is **well** here.": "这里**一切都好**。"})
    comment(book, "notes", "All is **well** here.", "# amts: ignore x")
    ran = check(amts, book)
    assert (ran.code, ran.out) == (1, "nothing found\n")
    assert "the rules are damaged, joined, dropped, unparsed-markup, " in ran.err


def test_a_catalog_that_cannot_be_written_is_one_line_and_stops_no_other(amts, book):
    folder = book.src / "locale/es/LC_MESSAGES"
    real = book.root / "elsewhere.po"
    (folder / "index.po").rename(real)
    real.chmod(0o444)
    (folder / "index.po").symlink_to(real)
    before = real.read_bytes()
    ran = check(amts, book, "--fix", "--format", "json")
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert line.startswith(f"sphinx-amts: {real}: cannot be written (it is read-only)")
    assert real.read_bytes() == before
    assert {f["msgid"] for f in json.loads(ran.out)["fixed"]} == {
        next(iter(NOTES_HUMAN))
    }
    assert next(iter(HUMAN)) in {msgid for msgid, _ in rules(ran)}


def test_the_file_behind_a_link_is_fixed(amts, book):
    path = book.src / "locale/es/LC_MESSAGES/index.po"
    real = book.root / "elsewhere.po"
    path.rename(real)
    path.symlink_to(real)
    ran = check(amts, book, "--fix")
    assert ran.err == ""
    assert path.is_symlink()
    assert "跳过\\\\ ``one``" in real.read_text("utf-8")


def test_fuzzy_entries_are_no_translations(amts, book):
    path = book.src / "locale/es/LC_MESSAGES/index.po"
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgid "Skip', '#, fuzzy\nmsgid "Skip'), "utf-8")
    ran = check(amts, book, "--fix", "--format", "json")
    assert "Skip ``one``." not in {msgid for msgid, _ in rules(ran)}
    assert "跳过``one``" in path.read_text("utf-8")


def test_several_processes_find_the_same(amts, book):
    for number in range(6):
        book.write(f"more{number}.rst", f":orphan:\n\nT{number}\n==\n\nSkip ``one``.\n")
        book.human(f"more{number}", {"Skip ``one``.": "跳过``one``。"})
    one = check(amts, book, "--format", "json")
    two = check(amts, book, "--format", "json", "-j", "2")
    assert len(rules(one)) == 15
    assert two.out == one.out


def test_wrong_use(amts, book):
    ran = check(amts, book, "--format", "xml")
    assert ran.code == 2
    book.conf(amts_check_ignore=["litteral"])
    check(amts, book).refused("conf.py", "amts_check_ignore", "'literal'")
