r"""Make untrusted text printable on a terminal, in a log and on a CI service.

Names of files, texts of catalogs, answers and messages of programs can contain
sequences that clear a screen, set a title, hide lines, change the order of characters
or give commands to a CI service. They are escaped, as ``\x1b``.

Sources: ECMA-48; Unicode Standard Annex 9, "Unicode Bidirectional Algorithm"; GitHub's
runner, ``ActionCommand.cs``.
"""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tabs and line ends, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029\ufff9-\ufffb\ud800-\udfff]"  # separators, annotations, surrogates
)
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # with its parameters
    r"|(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])"  # with a string
    r"[^\x07\x1b\x90\x98\x9c-\x9f]*+(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_LINE_END = re.compile(r"\r?\n")
# "::name::text" behind blanks only, "##[name]text" and "##vso[name]text" anywhere
_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\w*\[)", re.MULTILINE)


def printable(text: str) -> str:
    """Escape commands to a terminal or a CI service in *text*; keep its line ends."""
    return _COMMAND.sub(_disarmed, visible(text))


def printable_line(text: str) -> str:
    """Escape *text* as `printable` does, and its line ends, too."""
    return printable(_LINE_END.sub(r"\\n", text))


def visible(text: str) -> str:
    """Escape the control characters in *text*, except line ends."""
    return _UNPRINTABLE.sub(_escaped, _LINE_END.sub("\n", text))


def without_sequences(text: str) -> str:
    """Remove terminal control sequences from *text*."""
    return _SEQUENCE.sub(" ", text)


def printable_json(text: str) -> str:
    """Escape control characters in JSON, whose meaning stays the same."""
    text = _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return re.sub(r"#(?=#\w*\[)", r"\\u0023", text)


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


def _disarmed(found: re.Match[str]) -> str:
    return f"{found[1]}\\:" if found[1] is not None else "#\\"
