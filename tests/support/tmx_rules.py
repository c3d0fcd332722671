"""What the TMX 1.4b specification says of elements, as a check of written files."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STAMP = re.compile(r"\d{8}T\d{6}Z")
_OF_ANY = {
    *("o-encoding", "datatype", "creationtool", "creationtoolversion", "creationdate"),
    *("creationid", "changedate", "changeid", "o-tmf", "usagecount", "lastusagedate"),
}
# element -> required attributes, optional ones
_ATTRIBUTES = {
    "tmx": ({"version"}, set()),
    "header": (
        {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang"}
        | {"srclang", "datatype"},
        {"o-encoding", "creationdate", "creationid", "changedate", "changeid"},
    ),
    "body": (set(), set()),
    "tu": (set(), _OF_ANY | {"tuid", "segtype", "srclang"}),
    "tuv": ({LANG}, _OF_ANY),
    "seg": (set(), set()),
    "note": (set(), {"o-encoding", LANG}),
    "prop": ({"type"}, {"o-encoding", LANG}),
    "bpt": ({"i"}, {"x", "type"}),
    "ept": ({"i"}, set()),
    "ph": (set(), {"x", "assoc", "type"}),
}
# element -> its children, in order, as a regular expression over "name,"
_CHILDREN = {
    "tmx": r"header,body,",
    "header": r"((note|ude|prop),)*",
    "body": r"(tu,)*",
    "tu": r"((note|prop),)*(tuv,)+",
    "tuv": r"((note|prop),)*seg,",
    "seg": r"((bpt|ept|it|ph|hi|ut),)*",
}
_WITH_TEXT = {"seg", "note", "prop", "bpt", "ept", "ph"}


def check_tmx(data: bytes) -> ET.Element:
    """Return the root of a TMX file that keeps all rules; else fail."""
    head = data.decode().splitlines()
    assert head[0] == '<?xml version="1.0" encoding="UTF-8"?>'
    assert head[1] == '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    root = ET.fromstring(data)
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    for element in root.iter():
        required, optional = _ATTRIBUTES[element.tag]
        given = set(element.attrib)
        assert required <= given <= required | optional, (element.tag, given)
        children = "".join(f"{child.tag}," for child in element)
        assert re.fullmatch(_CHILDREN.get(element.tag, ""), children), children
        if element.tag not in _WITH_TEXT:
            loose = [element.text, *(child.tail for child in element)]
            assert not "".join(text or "" for text in loose).strip(), element.tag
        stamp = element.get("changedate")
        assert stamp is None or _STAMP.fullmatch(stamp)
    header = root.find("header")
    assert header.get("segtype") in ("block", "paragraph", "sentence", "phrase")
    for segment in root.iter("seg"):
        _check_codes(segment)
    return root


def _check_codes(segment: ET.Element) -> None:
    """Each `bpt` has one `ept` behind it, with the same unique number."""
    opened, closed = [], []
    for code in segment:
        if code.tag == "bpt":
            opened.append(code.get("i"))
        elif code.tag == "ept":
            assert code.get("i") in opened
            closed.append(code.get("i"))
    assert len(set(opened)) == len(opened)
    assert sorted(opened) == sorted(closed)
