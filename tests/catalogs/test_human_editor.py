"""Only the lines of one msgstr change."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.catalogs.entries import read_human
from sphinx_amts.catalogs.human_editor import Edit, HumanCatalog
from sphinx_amts.errors import CatalogError

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset={charset}\\n"\n'
    '"X-Generator:  by hand  \\n"\n\n'
)
BODY = """\
# a translator's word
#: ../../a.rst:3
msgid "One."
msgstr "一``a``。"

#, fuzzy
msgid "Two."
msgstr "二``b``。"

#. amts: ignore literal
msgid ""
"Three, "
"long."
msgstr ""
"三``c``，  很\\"长\\"\\\\n"
"的``d``一\\n"
"行。"

msgctxt "menu"
msgid "Four."
msgstr "四"

msgid "Five."
msgid_plural "Fives."
msgstr[0] "五"

#~ msgid "Six."
#~ msgstr "六"
"""


def write(path, *, charset="UTF-8", newline="\n", bom=b""):
    text = HEADER.format(charset=charset) + BODY
    path.write_bytes(bom + text.replace("\n", newline).encode(charset))
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("charset", "bom"), [("UTF-8", b""), ("UTF-8", b"\xef\xbb\xbf"), ("GBK", b"")]
)
def test_every_other_byte_stays(tmp_path, charset, newline, bom):
    path = write(tmp_path / "a.po", charset=charset, newline=newline, bom=bom)
    before = path.read_bytes()
    edit = Edit(msgid="One.", old="一``a``。", new="一\\ ``a``。")
    assert HumanCatalog(path).edit([edit]) == [edit]
    old, new = "一``a``。".encode(charset), "一\\\\ ``a``。".encode(charset)
    assert before.count(old) == 1
    assert path.read_bytes() == before.replace(old, new)


def test_lines_of_a_long_entry_break_where_they_did(tmp_path):
    path = write(tmp_path / "a.po")
    before = path.read_text("utf-8")
    old = read_human(path)["Three, long."]
    assert old == '三``c``，  很"长"\\n的``d``一\n行。'
    new = old.replace("三", "三\\ ").replace("``一", "``\\ 一")
    HumanCatalog(path).edit([Edit(msgid="Three, long.", old=old, new=new)])
    expected = before.replace('"三``c', '"三\\\\ ``c').replace("d``一", "d``\\\\ 一")
    assert path.read_text("utf-8") == expected
    assert read_human(path)["Three, long."] == new


@pytest.mark.parametrize("msgid", ["Two.", "Four.", "Five.", "Six.", "unknown"])
def test_what_is_not_shown_is_never_touched(tmp_path, msgid):
    path = write(tmp_path / "a.po")
    before = path.read_bytes()
    olds = ["二``b``。", "四", "五", "六"]
    edits = [Edit(msgid=msgid, old=old, new="x") for old in olds]
    assert HumanCatalog(path).edit(edits) == []
    assert path.read_bytes() == before


def test_an_entry_that_was_changed_meanwhile_is_left_alone(tmp_path):
    path = write(tmp_path / "a.po")
    before = path.read_bytes()
    assert HumanCatalog(path).edit([Edit(msgid="One.", old="older", new="x")]) == []
    assert path.read_bytes() == before


def test_several_entries_at_once_and_one_after_the_other(tmp_path):
    path = write(tmp_path / "a.po")
    catalog = HumanCatalog(path)
    three = read_human(path)["Three, long."]
    catalog.edit(
        [
            Edit(msgid="One.", old="一``a``。", new="壹"),
            Edit(msgid="Three, long.", old=three, new="叁"),
        ]
    )
    assert read_human(path) == {"One.": "壹", "Three, long.": "叁"}
    catalog.edit([Edit(msgid="One.", old="壹", new="壹。")])
    assert read_human(path)["One."] == "壹。"


def test_the_file_behind_a_link_is_written_and_keeps_its_mode(tmp_path):
    path = write(tmp_path / "real.po")
    path.chmod(0o640)
    link = tmp_path / "link.po"
    link.symlink_to(path)
    HumanCatalog(link).edit([Edit(msgid="One.", old="一``a``。", new="壹")])
    assert link.is_symlink()
    assert read_human(path)["One."] == "壹"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_text_that_the_charset_lacks_is_refused(tmp_path):
    path = write(tmp_path / "a.po", charset="GBK")
    before = path.read_bytes()
    with pytest.raises(CatalogError, match=r"a\.po:8: .* written in GBK"):
        HumanCatalog(path).edit([Edit(msgid="One.", old="一``a``。", new="😀")])
    assert path.read_bytes() == before


def test_comments_name_the_rules_to_ignore(tmp_path):
    path = tmp_path / "a.po"
    path.write_text(
        HEADER.format(charset="UTF-8")
        + "# amts: ignore number, literal\n#: a.rst:1\n# amts: ignore markup\n"
        'msgid "A"\nmsgstr "a"\n\n'
        '#. amts: ignore dropped\nmsgid "B"\nmsgstr "b"\n\n'
        '#~ msgid "old"\n#~ msgstr "old"\n\nmsgid "C"\nmsgstr "c"\n',
        "utf-8",
    )
    catalog = HumanCatalog(path)
    rules = ["number", "literal", "markup", "dropped"]

    def ignored(msgid):
        return [r for r in rules if catalog.ignores(catalog.entries[msgid], r)]

    assert ignored("A") == ["number", "literal", "markup"]
    assert ignored("B") == []
    assert ignored("C") == []
    assert [c.rules for c in catalog.comments()] == [("number", "literal"), ("markup",)]


def test_a_comment_without_names_is_about_all_rules(tmp_path):
    path = tmp_path / "a.po"
    path.write_text(
        HEADER.format(charset="UTF-8")
        + '# amts: ignore\nmsgid "A"\nmsgstr "a"\n#amts:ignore\nmsgid "B"\n'
        'msgstr ""\n"b"\n# amts: ignored\nmsgid "C"\nmsgstr "c"\n',
        "utf-8",
    )
    catalog = HumanCatalog(path)
    found = [catalog.ignores(catalog.entries[msgid], "number") for msgid in "ABC"]
    assert found == [True, True, False]
    assert [c.command for c in catalog.comments()] == ["ignore", "ignore", "ignored"]


texts = st.text(st.sampled_from('ab中 \\"\n\t``*'), min_size=1, max_size=30)


@given(parts=st.lists(texts, min_size=1, max_size=5), new=texts, multi=st.booleans())
def test_what_is_written_is_what_is_read(tmp_path_factory, parts, new, multi):
    from babel.messages.pofile import escape

    path = tmp_path_factory.mktemp("po") / "a.po"
    first = '""\n' if multi else ""
    lines = "\n".join(escape(part) for part in parts)
    tail = '\n# end\nmsgid "z"\nmsgstr "z"\n'
    head = f'{HEADER.format(charset="UTF-8")}msgid "m"\nmsgstr {first}'
    path.write_text(f"{head}{lines}\n{tail}", "utf-8")
    HumanCatalog(path).edit([Edit(msgid="m", old="".join(parts), new=new)])
    assert read_human(path) == {"m": new, "z": "z"}
    written = path.read_text("utf-8")
    assert written.startswith(head)
    assert written.endswith(tail)
    assert written.count("\n") == f"{head}{lines}\n{tail}".count("\n")


ODD = {
    "header of a folder": "# title\n#\n\n# after a blank line\n",
    "obsolete": '#~ msgid "gone"\n#~ msgstr "``a``。"\n\n',
    "obsolete with context": '#~ msgctxt "c"\n#~ msgid "g"\n#~ msgstr ""\n#~ "x"\n',
    "previous": '#, fuzzy\n#| msgid "older"\nmsgid "fuzzy"\nmsgstr "一``a``。"\n\n',
    "flags": '#, c-format, no-wrap\nmsgid "%d"\nmsgstr   "%d"   \n\n',
    "long": f'#: {"a.rst:1 " * 40}\nmsgid "long"\nmsgstr "{"长" * 300}"\n\n',
    "tabs": '\tmsgid\t"tabs"\n\tmsgstr\t"``t``"\n\n',
    "escapes": 'msgid "escapes"\nmsgstr "a\\tb\\n\\"c\\" \\\\ d"\n\n',
    "plural": 'msgid "p"\nmsgid_plural "ps"\nmsgstr[0] "一``a``。"\n\n',
    "context": 'msgctxt "x"\nmsgid "One."\nmsgstr "一``a``。"\n\n',
    "no blank line after": 'msgid "n"\nmsgstr "一``a``。"\n',
    "untranslated": 'msgid "u"\nmsgstr ""\n\n',
}
WRAPPED = {
    "one line": 'msgstr "一``a``。"\n',
    "empty first": 'msgstr ""\n"一``a``。"\n',
    "every letter": 'msgstr "一"\n"`"\n"`"\n"a"\n"`"\n"`"\n"。"\n',
    "indented": '  msgstr   "一``"  \n\t"a``。"\t\n',
    "empty strings": 'msgstr ""\n""\n"一``a"\n""\n"``。"\n""\n',
    "blank line inside": 'msgstr "一``a``"\n\n"。"\n',
}


@given(
    before=st.lists(st.sampled_from(sorted(ODD)), unique=True),
    wrapped=st.sampled_from(sorted(WRAPPED)),
    newline=st.sampled_from(["\n", "\r\n"]),
    charset=st.sampled_from(["UTF-8", "GBK", "GB18030"]),
    ends=st.sampled_from(["", "\n", "\n\n\n", "\n# the end"]),
    split=st.integers(0, 12),
)
def test_no_byte_outside_the_strings_of_an_entry_changes(
    tmp_path_factory, before, wrapped, newline, charset, ends, split
):
    def encoded(text):
        return text.replace("\n", newline).encode(charset)

    path = tmp_path_factory.mktemp("po") / "a.po"
    head = HEADER.format(charset=charset) + "".join(ODD[n] for n in before[:split])
    head += '# 译者\n#. amts: ignore literal\nmsgid ""\n"One."\n'
    blocks = [ODD[name] for name in before[split:]]
    tail = ("\n" + "".join(blocks)).rstrip("\n") + ends
    body = WRAPPED[wrapped] if blocks or ends else WRAPPED[wrapped].rstrip("\n")
    path.write_bytes(encoded(head) + encoded(body) + encoded(tail))
    expected = read_human(path)
    edit = Edit(msgid="One.", old="一``a``。", new="一\\ ``a``。")
    assert HumanCatalog(path).edit([edit]) == [edit]
    written = path.read_bytes()
    assert written.startswith(encoded(head))
    assert written.endswith(encoded(tail))
    assert read_human(path) == expected | {"One.": edit.new}
    inner = written[len(encoded(head)) : len(written) - len(encoded(tail))]
    # the lines stay, with all that is beside their strings; only the blank is new
    outside = re.sub(r'"[^"]*"', '""', inner.decode(charset))
    assert outside == re.sub(r'"[^"]*"', '""', encoded(body).decode(charset))
    assert len(inner) - len(encoded(body)) == 3
    # and back again, to the letter
    HumanCatalog(path).edit([Edit(msgid="One.", old=edit.new, new=edit.old)])
    assert path.read_bytes() == encoded(head) + encoded(body) + encoded(tail)


def test_a_read_only_catalog_is_refused_in_one_line(tmp_path):
    path = write(tmp_path / "real.po")
    path.chmod(0o444)
    link = tmp_path / "link.po"
    link.symlink_to(path)
    before = path.read_bytes()
    for name in (path, link):
        with pytest.raises(CatalogError) as raised:
            HumanCatalog(name).edit([Edit(msgid="One.", old="一``a``。", new="壹")])
        (line,) = str(raised.value).splitlines()
        assert line.startswith(f"{path}: cannot be written (it is read-only); ")
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.po", "real.po"]
