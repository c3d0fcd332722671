"""Read bilingual word lists in the formats in which they are published."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING

from babel.core import get_global

from sphinx_amts.alignment.word_list import WordList
from sphinx_amts.errors import LexiconError
from sphinx_amts.files.disk import as_utf8, errors_as, read_file
from sphinx_amts.languages.codes import language
from sphinx_amts.lexicons.cedict import is_cedict, read_cedict
from sphinx_amts.lexicons.dictd import read_dictd
from sphinx_amts.lexicons.model import BilingualWordList
from sphinx_amts.lexicons.tab_separated import read_tab_separated
from sphinx_amts.lexicons.tei import read_tei

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_amts.model import LanguagePair

_MAX_BYTES = 100_000_000
"""Greatest size of a file, in bytes; the largest lists have some 50 million."""

_MAX_TEXT = 400_000_000
"""Greatest size of the unpacked content of a compressed file, in bytes."""

_DICT = (".dict.dz", ".dict")
_BOTH = re.compile(r"(?:^|[-_.])([a-z]{2,3})-([a-z]{2,3})(?=[-_.]|$)")
_FORMATS = (
    "tab-separated (source, tab, target), CC-CEDICT, TEI, or a dictionary of dictd "
    "(.index beside .dict or .dict.dz)"
)


def read_lexicon(path: Path, languages: LanguagePair) -> BilingualWordList:
    """Read a bilingual word list in the direction of *languages*.

    A list of the opposite direction is turned round.

    Raises:
        LexiconError: the file cannot be read, has an unknown format, has no word with
            a translation, or is of other languages.
    """
    found = _read(path)
    if not found.pairs:
        raise LexiconError(f"{path}: there is no word with a translation in it")
    stated = found.languages if any(found.languages) else _languages_of(path)
    ours = _base(languages.source), _base(languages.target)
    theirs = _base(stated[0]), _base(stated[1])
    pairs = found.pairs
    if all(theirs) and theirs == ours[::-1] and theirs != ours:
        pairs = [(target, source) for source, target in pairs]
        pairs.sort()  # entries of one word follow each other
    elif any(one and one != other for one, other in zip(theirs, ours, strict=True)):
        names = " and ".join(code or "another language" for code in theirs)
        raise LexiconError(
            f"{path}: this list is of {names}, and the texts are of {ours[0]} and "
            f"{ours[1]}; give one of these languages"
        )
    return BilingualWordList(
        name=found.name, license=found.license, languages=ours, pairs=pairs
    )


def word_list(lists: Iterable[BilingualWordList]) -> WordList | None:
    """Return one word list with the words of all *lists*; `None` without words."""
    pairs = tuple(dict.fromkeys(pair for of in lists for pair in of.pairs))
    return WordList(pairs) if pairs else None


def _read(path: Path) -> BilingualWordList:
    name = path.name
    ending = next((end for end in (".index", *_DICT) if name.endswith(end)), "")
    if ending:
        return _read_dictd(path, name.removesuffix(ending))
    data = _content(path)
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return read_tei(io.BytesIO(data), path)
    text = as_utf8(data, path, LexiconError)
    if not text.strip():
        raise LexiconError(f"{path}: the file is empty")
    if "\0" in text:
        raise LexiconError(f"{path}: unknown format of a word list; known: {_FORMATS}")
    if is_cedict(text):
        return read_cedict(text, path)
    if "\t" in text:
        return read_tab_separated(text, path)
    raise LexiconError(f"{path}: unknown format of a word list; known: {_FORMATS}")


def _read_dictd(path: Path, stem: str) -> BilingualWordList:
    index = path.with_name(f"{stem}.index")
    texts = [path.with_name(stem + end) for end in _DICT]
    text = next((file for file in texts if file.is_file()), None)
    if text is None or not index.is_file():
        raise LexiconError(
            f"{path}: a dictionary of dictd is two files, {stem}.index and "
            f"{stem}.dict.dz or {stem}.dict; one of them is missing"
        )
    return read_dictd(_content(index), _content(text), index)


def _content(path: Path) -> bytes:
    """Return the content of a file, unpacked if it is compressed.

    Raises:
        LexiconError: the file cannot be read, is too large, or is damaged.
    """
    with errors_as(LexiconError, f"{path}:"):
        data = read_file(path, max_bytes=_MAX_BYTES)
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacked = zlib.decompressobj(wbits=31)
    with errors_as(LexiconError, f"{path}:", "get the file again", kinds=(zlib.error,)):
        text = unpacked.decompress(data, _MAX_TEXT)
    if unpacked.unconsumed_tail:
        size = _MAX_TEXT // 1_000_000
        raise LexiconError(f"{path}: it holds more than {size} MB when unpacked")
    if not unpacked.eof:
        raise LexiconError(f"{path}: the compressed file is cut off; get it again")
    return text


def _languages_of(path: Path) -> tuple[str, str]:
    """Return the two languages in the name of a file, such as `freedict-deu-fra`.

    Both are "" if the name has no two known languages.
    """
    aliases = get_global("language_aliases")
    for one, other in _BOTH.findall(path.name.lower()):
        codes = [aliases.get(code, code) for code in (one, other)]
        if all(_is_known(code) for code in codes):
            return codes[0], codes[1]
    return "", ""


def _is_known(code: str) -> bool:
    """Return whether a code of two or three letters is the code of a language."""
    return code in get_global("likely_subtags")


def _base(code: str) -> str:
    """Return the language of a language code, without script and region."""
    main = code.replace("-", "_").partition("_")[0].lower()
    main = get_global("language_aliases").get(main, main)
    known: str = main
    return language(known).code.partition("_")[0].partition("@")[0] if known else ""
