# ruff: noqa: E501
"""Damage to files, of every kind that is known to hurt readers, drawn from a seed."""

from __future__ import annotations

import json
import re

BYTES = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\x1a",
    b"\x85",
)
NESTED = (
    "[",
    '{"a":',
    "[{",
    "<x>",
    "<prop>",
    "<seg>",
    "(",
    "{",
    '"',
    "\\",
    "`",
    "*",
    "> ",
)
NUMBERS = (
    *("1e999", "-1e999", "NaN", "Infinity", "1" * 400, "9" * 5000, "-0", "0x10"),
    *("1e-999", "2147483648", "9007199254740993", "1.5", "true", "null"),
)
ESCAPES = (
    *(
        r"\ud800",
        r"\udfff",
        r"\u0000",
        r"\u001b[2J",
        r"\uD83D",
        r"\b",
        r"\x41",
        r"\777",
    ),
    *(r"\q", "\\", r"\\", r"\"", r"\n", r"\u12", r"\U00110000"),
)
WORDS = (
    *("charset=utf-7", "charset=idna", "charset=rot13", "charset=unknown-8bit"),
    *("charset=base64", "charset=zlib", "charset=utf-16", "charset=unicode_escape"),
    *("charset=" + "x" * 3000, "charset=\x00", "charset=ISO-8859-1", "charset=cp875"),
    *("nplurals=99999999; plural=" + "(" * 3000 + "n" + ")" * 3000 + ";",),
    *("nplurals=2; plural=n**n**n;", "Plural-Forms: nplurals=2; plural=n?" * 500),
    *("<<<<<<< ours\n", "=======\n", ">>>>>>> theirs\n", "||||||| base\n"),
    *(
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        "&b;",
        "&#0;",
        "&#x1F;",
    ),
    *('<!DOCTYPE x SYSTEM "file:///etc/passwd">', "<![CDATA[", "]]>", "<!--", "<?x"),
    *(
        'encoding="utf-16"',
        'encoding="utf-7"',
        'xml:lang="' + "x" * 500 + '"',
        "xmlns=",
    ),
    *(
        'msgid "',
        'msgstr[99999999999] "x"\n',
        'msgid_plural "x"\n',
        "#~ ",
        "#| ",
        "#, fuzzy\n",
    ),
    *('msgctxt "', 'msgid ""\n', '"\n', '""""', '"a"b,', ",,,,,", ";;;;", "\t\t", "'"),
    *(
        "en",
        "zh",
        "xx",
        "es",
        "amts-unknown",
        "=1+1",
        "@x",
        "\u2028",
        "\x0b",
        "\x1b[31m",
    ),
    *("a.a." * 300, "[[x]]\n", "[systems." + "a." * 400 + "b]\n", "x = [" + "[" * 2000),
    *(
        "{x}`",
        "```{",
        "~~~",
        ":label:`",
        ":begin_tab:`a`\n",
        "$$",
        "\r",
        "\r\r\n",
        "\f",
    ),
    *("</" * 500, "<p " * 500, "</p>" * 500, "<em id=x1>", '<div id="', "&" * 500),
)


LARGEST = 4_000_000
"""Bytes; larger files are refused or not by their size, which needs no chance."""


def mutated(data: bytes, rng, others: list[bytes], kind: str) -> bytes:
    """Return *data* with one to four kinds of damage.

    Args:
        data: a file that is right.
        rng: decides everything.
        others: files of other formats, parts of which may come in.
        kind: "json", "jsonl", "notebook", "csv", "xml", "po", "html", "text" or "lines",
            else "bytes".
    """
    structural = STRUCTURAL.get(kind)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        if structural is not None and rng.random() < 0.45:
            data = structural(data, rng)
        else:
            data = rng.choice(PLAIN)(data, rng, others)
        data = data[:LARGEST]
    return data


def harmless(data: bytes, kind: str) -> dict[str, bytes]:
    """Return *data* in forms that mean the same, by name."""
    if kind in {"bytes", "html"}:
        return {}
    forms = {"byte order mark": b"\xef\xbb\xbf" + data.removeprefix(b"\xef\xbb\xbf")}
    if b"\r" not in data:
        forms["line ends"] = data.replace(b"\n", b"\r\n")
    if kind not in {"xml", "lines"}:
        forms["blank lines"] = data + b"\n\n"
    if kind == "json":
        forms["order of names"] = _reordered(json.loads(data))
    if kind == "jsonl":
        rows = [_reordered(json.loads(line)) for line in data.splitlines()]
        forms["order of names"] = b"\n\n".join(rows)
    return forms


def _reordered(value) -> bytes:
    def turned(part):
        if isinstance(part, dict):
            return {key: turned(part[key]) for key in reversed(part)}
        return [turned(p) for p in part] if isinstance(part, list) else part

    return json.dumps(turned(value)).encode()


# --- of bytes


def _span(data, rng, most=200):
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.randint(0, most))


def flip(data, rng, others):
    found = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if found:
            found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def put(data, rng, others):
    start, _ = _span(data, rng)
    return data[:start] + rng.choice(BYTES) * rng.choice((1, 2, 50)) + data[start:]


def truncate(data, rng, others):
    return data[: rng.randint(0, len(data))]


def behead(data, rng, others):
    return data[rng.randint(0, len(data)) :]


def cut(data, rng, others):
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def double(data, rng, others):
    start, end = _span(data, rng)
    many = rng.choice((1, 1, 5, 300))
    return data[:end] + data[start:end] * many + data[end:]


def splice(data, rng, others):
    other = rng.choice(others)
    start, end = _span(other, rng, 2000)
    place, _ = _span(data, rng)
    return data[:place] + other[start:end] + data[rng.choice((place, len(data))) :]


def swap_lines(data, rng, others):
    lines = data.split(b"\n")
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return b"\n".join(lines)


def repeat_line(data, rng, others):
    lines = data.split(b"\n")
    i = rng.randrange(len(lines))
    return b"\n".join([*lines[:i], *[lines[i]] * rng.choice((2, 3, 400)), *lines[i:]])


def recode(data, rng, others):
    text = data.decode("utf-8", "replace")
    encoding = rng.choice(
        ("utf-16", "utf-16-le", "latin-1", "utf-7", "gb18030", "cp1252")
    )
    return text.encode(encoding, "replace")


def nest(data, rng, others):
    opening = rng.choice(NESTED).encode()
    closing = {b"[": b"]", b"{": b"}", b"(": b")", b'{"a":': b"}", b"<x>": b"</x>"}
    many = rng.choice((3, 150, 250, 5000))
    place, _ = _span(data, rng)
    inner = opening * many + closing.get(opening, b"") * rng.choice((0, many))
    return data[:place] + inner + data[place:]


def insert_word(data, rng, others):
    place, end = _span(data, rng, 20)
    word = rng.choice((*WORDS, *NUMBERS, *ESCAPES)).encode("utf-8", "surrogatepass")
    return data[:place] + word + data[rng.choice((place, end)) :]


def long_text(data, rng, others):
    place, _ = _span(data, rng)
    sign = rng.choice(
        (b"x", b" ", b'"', b"a b ", b"\\", "中".encode(), b"\n", b"?", b".")
    )
    return data[:place] + sign * rng.choice((2_000, 20_000, 140_000)) + data[place:]


def swap_tokens(data, rng, others):
    tokens = re.split(rb"(\W)", data)
    if len(tokens) > 3:
        i, j = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        tokens[i], tokens[j] = tokens[j], tokens[i]
    return b"".join(tokens)


def replace_number(data, rng, others):
    found = list(re.finditer(rb"\d+(?:\.\d+)?", data))
    if not found:
        return insert_word(data, rng, others)
    match = rng.choice(found)
    return data[: match.start()] + rng.choice(NUMBERS).encode() + data[match.end() :]


PLAIN = (
    *(
        flip,
        put,
        truncate,
        behead,
        cut,
        double,
        splice,
        swap_lines,
        repeat_line,
        recode,
    ),
    *(nest, insert_word, insert_word, long_text, swap_tokens, replace_number),
)

# --- of structure


def _odd(rng, value):
    choices = [
        *(
            None,
            True,
            0,
            -1,
            1.5,
            10**30,
            "",
            "x" * 3000,
            [],
            {},
            [value],
            {"a": value},
        ),
        *(
            "\ud800",
            "\x00",
            "\x1b[2J",
            [[[[value]]]],
            value,
            {"": ""},
            2**53 + 1,
            1e308,
        ),
        *([value] * 50, "2020-13-45", "en", "../../x", "1"),
    ]
    return rng.choice(choices)


def json_part(data, rng):
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return flip(data, rng, [])
    if not isinstance(value, dict | list):
        return flip(data, rng, [])
    places = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        inner = part.items() if isinstance(part, dict) else enumerate(part)
        for key, child in inner:
            places.append((part, key))
            if isinstance(child, dict | list):
                waiting.append(child)
        if len(places) > 3000:
            break
    if not places:
        return data
    for _ in range(rng.choice((1, 1, 2, 5))):
        part, key = rng.choice(places)
        other, second = rng.choice(places)
        try:
            match rng.randrange(5):
                case 0:
                    del part[key]
                case 1:
                    part[key], other[second] = other[second], part[key]
                case 2 if isinstance(part, dict):
                    part[rng.choice(("", "x", "\ud800", "format", key + "x"))] = (
                        part.pop(key)
                    )
                case _:
                    part[key] = _odd(rng, part[key])
        except (KeyError, IndexError):
            continue
    try:
        text = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    except (ValueError, RecursionError):
        return data
    if rng.random() < 0.1:
        text = re.sub(r'("\w+": )', r'\1"twice", \1', text, count=1)
    return text.encode("utf-8", "surrogatepass")


def jsonl_part(data, rng):
    lines = data.split(b"\n")
    i = rng.randrange(len(lines))
    lines[i] = json_part(lines[i], rng) if lines[i].strip() else b"{}"
    return b"\n".join(lines)


def csv_part(data, rng):
    lines = [re.split(rb"([,;\t])", line) for line in data.split(b"\n")]
    for _ in range(rng.choice((1, 2, 4))):
        cells = rng.choice(lines)
        i = rng.randrange(len(cells))
        cell = cells[i]
        cells[i] = rng.choice(
            (
                *(b'"' + cell, cell + b'"', b'"' + cell + b'"', b'""' + cell, b""),
                *(
                    b'"' + cell + b"\n" + cell + b'"',
                    cell[:1000] * 3000,
                    b"x" * 140_000,
                ),
                *(b"\x00" + cell, b"=" + cell, cell + b",", b"\r" + cell, b"'" + cell),
                b'"' + b"x" * 140_000 + b'"',
            )
        )
    return b"\n".join(b"".join(cells) for cells in lines)


def xml_part(data, rng):
    parts = re.split(rb"(<[^>]*>)", data)
    tags = [i for i, part in enumerate(parts) if part.startswith(b"<")]
    if not tags:
        return data
    for _ in range(rng.choice((1, 1, 2, 4))):
        i, j = rng.choice(tags), rng.choice(tags)
        match rng.randrange(6):
            case 0:
                parts[i] = b""
            case 1:
                parts[i], parts[j] = parts[j], parts[i]
            case 2:
                parts[i] = parts[i][:500] * rng.choice((2, 150, 400, 5000))
            case 3:
                parts[i] = re.sub(
                    rb'"[^"]*"',
                    b'"%s"'
                    % rng.choice(
                        (
                            b"",
                            b"x" * 5000,
                            b"&x;",
                            b"en",
                            b"xx",
                            b"*all*",
                            b"1.0",
                            b"2.0",
                        )
                    ),
                    parts[i],
                    count=1,
                )
            case 4:
                parts[i] += rng.choice(
                    (
                        b"<bpt i='1'>",
                        b"<ph/>" * 300,
                        b"<sub>",
                        b"<g>" * 150,
                        b"<x/>",
                        b"<mrk>",
                    )
                )
            case 5:
                low, high = min(i, j), max(i, j)
                parts[low:high] = parts[low:high] * 2
                tags = [k for k, part in enumerate(parts) if part.startswith(b"<")]
        if not tags:
            break
    return b"".join(parts)


def po_part(data, rng):
    blocks = data.split(b"\n\n")
    i, j = rng.randrange(len(blocks)), rng.randrange(len(blocks))
    match rng.randrange(7):
        case 0:
            blocks.insert(j, blocks[i])
        case 1:
            blocks[i], blocks[j] = blocks[j], blocks[i]
        case 2:
            blocks[i] = b"\n".join(b"#~ " + line for line in blocks[i].split(b"\n"))
        case 3:
            blocks[i] = b'#, fuzzy\n#| msgid "x\n' + blocks[i]
        case 4:
            blocks[i] = blocks[i].replace(
                b'"', rng.choice((b"", b"'", b'""', b'\\"')), 2
            )
        case 5:
            blocks[0] = rng.choice(WORDS).encode() + b"\n" + blocks[0]
        case 6:
            many = rng.choice((5, 3000))
            blocks[i] += b"".join(b'\nmsgstr[%d] "x"' % n for n in range(many))
    return b"\n\n".join(blocks)


STRUCTURAL = {
    "json": json_part,
    "notebook": json_part,
    "jsonl": jsonl_part,
    "csv": csv_part,
    "xml": xml_part,
    "po": po_part,
}
