"""Extract the name of a program from a command line, without secrets.

The name gets into files that are committed, shared or published, and a command line may
contain keys: as arguments, as variables that `env` sets, or in inline code. So only the
file name of the program, or of the script that an interpreter runs, is used, and only
if it is certainly a file name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNNAMED = "program"
"""Name used for a program whose file name may be a secret."""

_NAME = re.compile(r"[^\W_][\w.+-]{0,63}")
_MODULE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_SCRIPT = re.compile(
    r".+\.(?:py|pyz|pyc|js|mjs|cjs|ts|rb|pl|sh|bash|zsh|ksh|php|lua)", re.IGNORECASE
)
_FAMILY = re.compile(
    r"(python|pypy|node|nodejs|ruby|perl|bash|dash|zsh|ksh|sh|env)w?[\d.]*(?:\.exe)?",
    re.IGNORECASE,
)
# beginnings of keys that services give out
_KEY = re.compile(
    r"(?:sk|pk|rk|ghp|gho|ghs|ghu|github_pat|glpat|xox[a-z]|hf|AKIA|ASIA|AIza|eyJ)"
    r"(?:[-_]|(?<=AKIA|ASIA|AIza)|(?<=eyJ))"
)
_LONG = 20


@dataclass(frozen=True, slots=True)
class _Options:
    """Options of an interpreter that may come before its script.

    Attributes:
        code: letters of short options that take inline code.
        value: letters of short options with a value, separate or joined.
        module: letter of the short option that takes the name of a module, or "".
        long_code: long options that take inline code.
        long_value: long options with a value.
    """

    code: str = ""
    value: str = ""
    module: str = ""
    long_code: frozenset[str] = frozenset()
    long_value: frozenset[str] = frozenset()


_PYTHON = _Options(
    code="c",
    value="WXQ",
    module="m",
    long_value=frozenset({"--check-hash-based-pycs"}),
)
_NODE = _Options(
    code="ep",
    value="rC",
    long_code=frozenset({"--eval", "--print"}),
    long_value=frozenset({"--require", "--import", "--loader", "--conditions"}),
)
_SHELL = _Options(
    code="c", value="oO", long_value=frozenset({"--rcfile", "--init-file"})
)
_OPTIONS = {
    "python": _PYTHON,
    "pypy": _PYTHON,
    "node": _NODE,
    "nodejs": _NODE,
    "ruby": _Options(code="e", value="rICEFTW"),
    "perl": _Options(code="eE", value="I"),
}
_ENV = _Options(
    code="S",
    value="uC",
    long_code=frozenset({"--split-string"}),
    long_value=frozenset({"--unset", "--chdir"}),
)


def program_name(command: Sequence[str]) -> str:
    """Return a name for a command that is safe to publish.

    It is that of the program, or of the script or module that an interpreter runs;
    "program" if the name may be a secret.

    Args:
        command: program and arguments; not empty.
    """
    name = _file_name(command[0])
    family = _FAMILY.fullmatch(name)
    if family is None:
        return name
    if family[1].lower() == "env":
        return _program_of_env(command[1:]) or name
    options = _OPTIONS.get(family[1].lower(), _SHELL)
    return _script(command[1:], options) or name


def shown_program(program: str) -> str:
    """Return the first word of a command line in a form that is safe in messages."""
    plain = not re.search(r"[\s=@?\0]", program) and _is_name(PurePath(program).name)
    return repr(program) if plain else "that amts_command names"


def _file_name(word: str) -> str:
    name = PurePath(word).name
    return name if _is_name(name) else UNNAMED


def _is_name(name: str) -> bool:
    """Return whether *name*, the last part of a path, is a file name and no secret."""
    return _NAME.fullmatch(name) is not None and not _may_be_secret(name)


def _program_of_env(arguments: Sequence[str]) -> str:
    for number, word in _words(arguments, _ENV):
        if word == "-" or "=" in word:
            continue  # no inherited variables; a variable that is set
        return program_name(arguments[number:])
    return ""


def _script(arguments: Sequence[str], options: _Options) -> str:
    """Return the name of the script or module that an interpreter runs.

    "" is returned if there is none, or if the word may be something else.
    """
    uncertain = False
    for number, word in _words(arguments, options):
        if word[:1] == "-" and len(word) > 1:
            if options.module and word.startswith(f"-{options.module}"):
                module = word[2:] or "".join(arguments[number + 1 : number + 2])
                return module if _MODULE.fullmatch(module) else ""
            # the word after an unknown option may be its value
            uncertain = uncertain or word.startswith("--")
            continue
        name = PurePath(word).name
        if "=" in word or "://" in word or not _is_name(name):
            return ""
        return name if not uncertain or _SCRIPT.fullmatch(name) else ""
    return ""


def _words(arguments: Sequence[str], options: _Options) -> Iterator[tuple[int, str]]:
    """Yield the index and the word of each argument, and of some options.

    These options are unknown long options and the option for a module. All other
    options are left out, with their values. Nothing is yielded after an option that
    takes inline code.
    """
    skip, ended = False, False
    for number, word in enumerate(arguments):
        if skip:
            skip = False
        elif ended or word[:1] not in {"-", "+"} or word in {"-", "+"}:
            yield number, word
        elif word == "--":
            ended = True
        else:
            kind, rest = _kind(word, options)
            if kind == "code":
                return
            skip = kind == "value" and not rest
            if kind == "module":
                yield number, f"-{options.module}{rest}"
            elif kind == "unknown":
                yield number, word


def _kind(word: str, options: _Options) -> tuple[str, str]:
    """Return the kind of the option *word*, and the value joined to it, or "".

    The kind is "code", "value", "module", "flag" or "unknown".
    """
    name, equals, value = word.partition("=")
    if word.startswith("--"):
        if name in options.long_code:
            return "code", ""
        if name in options.long_value:
            return "value", equals + value
        return ("flag" if equals else "unknown"), ""
    for at, letter in enumerate(word[1:], 1):
        if letter in options.code:
            return "code", ""
        if letter in options.value:
            return "value", word[at + 1 :]
        if letter == options.module:
            return "module", word[at + 1 :]
    return "flag", ""


def _may_be_secret(name: str) -> bool:
    """Return whether *name* may be an access key rather than the name of a file."""
    if _SCRIPT.fullmatch(name):
        return False
    letters = any(c.isalpha() for c in name)
    digits = sum(c.isdigit() for c in name)
    return bool(_KEY.match(name)) or (len(name) >= _LONG and letters and digits > 3)
