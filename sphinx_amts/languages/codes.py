"""Map languages to their codes in four systems, their scripts and writing directions.

Scripts and the equality of codes follow from CLDR's likely subtags, which Babel
carries: `zh`, `zh_CN` and `zh-Hans` all denote Chinese in simplified characters as
written in China, but `zh_TW` does not.

Sources: ISO 639-3 for the three-letter names; UTS 35, "Likely Subtags"; the language
table of the Amazon Translate developer guide; the folder ``sphinx/locale``.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Direction = Literal["ltr", "rtl"]

# ISO 639-1 code and ISO 639-3 name, for the codes in use
_ISO_639_3 = """
aa aar ab abk ae ave af afr ak aka am amh an arg ar ara as asm av ava ay aym az aze
ba bak be bel bg bul bi bis bm bam bn ben bo bod br bre bs bos ca cat ce che ch cha
co cos cr cre cs ces cu chu cv chv cy cym da dan de deu dv div dz dzo ee ewe el ell
en eng eo epo es spa et est eu eus fa fas ff ful fi fin fj fij fo fao fr fra fy fry
ga gle gd gla gl glg gn grn gu guj gv glv ha hau he heb hi hin ho hmo hr hrv ht hat
hu hun hy hye hz her ia ina id ind ie ile ig ibo ii iii ik ipk io ido is isl it ita
iu iku ja jpn jv jav ka kat kg kon ki kik kj kua kk kaz kl kal km khm kn kan ko kor
kr kau ks kas ku kur kv kom kw cor ky kir la lat lb ltz lg lug li lim ln lin lo lao
lt lit lu lub lv lav mg mlg mh mah mi mri mk mkd ml mal mn mon mr mar ms msa mt mlt
my mya na nau nb nob nd nde ne nep ng ndo nl nld nn nno nr nbl nv nav ny nya oc oci
oj oji om orm or ori os oss pa pan pi pli pl pol ps pus pt por qu que rm roh rn run
ro ron ru rus rw kin sa san sc srd sd snd se sme sg sag si sin sk slk sl slv sm smo
sn sna so som sq sqi sr srp ss ssw st sot su sun sv swe sw swa ta tam te tel tg tgk
th tha ti tir tk tuk tl tgl tn tsn to ton tr tur ts tso tt tat tw twi ty tah ug uig
uk ukr ur urd uz uzb ve ven vi vie vo vol wa wln wo wol xh xho yi yid yo yor za zha
zh zho zu zul
"""
_ISO_639_3_NAMES: Mapping[str, str] = dict(
    zip(_ISO_639_3.split()[::2], _ISO_639_3.split()[1::2], strict=True)
)

# canonical code -> code of Amazon Translate, where the two differ
_AMAZON_OTHER = {
    "es_MX": "es-MX",
    "fa_AF": "fa-AF",
    "fr_CA": "fr-CA",
    "nb": "no",
    "pt_PT": "pt-PT",
    "zh_TW": "zh-TW",
}
_AMAZON_CODES = """
af am ar az bg bn bs ca cs cy da de el en es et fa fi fr ga gu ha he hi hr ht hu hy
id is it ja ka kk kn ko lt lv mk ml mn mr ms mt nl pa pl ps pt ro ru si sk sl so sq
sr sv sw ta te th tl tr uk ur uz vi zh
"""
_AMAZON_SAME = frozenset(_AMAZON_CODES.split())

# interface catalogs that come with Sphinx 8.2 to 9.2, less those it will not find
_SPHINX_CODES = """
ar bg bn ca ca@valencia cak cs cy da de de_DE el en_GB eo es es_CO et eu fa fi fr
fr_FR gl he hi hi_IN hr hu id is it ja ka ko lt lv mk nb nb_NO ne nl no pl pt pt_BR
pt_PT ro ru si sk sl sq sr sr@latin sr_RS sv ta te tr uk_UA ur vi yue zh_CN zh_HK
zh_TW
"""
_SPHINX_LOCALES = frozenset(_SPHINX_CODES.split())

# codes that ISO has replaced, and two pairs that stand for one written language
_SAME_LANGUAGE = {
    "cmn": "zh",
    "fil": "tl",
    "in": "id",
    "iw": "he",
    "ji": "yi",
    "mo": "ro",
    "no": "nb",
}
_MODIFIER_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl"}
_RIGHT_TO_LEFT = frozenset(
    {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc"}
    | {"Thaa"}
)
CHINESE = frozenset({"Hani", "Hans", "Hant"})
IDEOGRAPHIC = CHINESE | {"Jpan"}
"""Scripts that put no blanks between words nor sentences."""

# Thai and its neighbours put no blanks between words, but they do between sentences
_NO_BLANK_BETWEEN_WORDS = IDEOGRAPHIC | {
    *("Khmr", "Laoo", "Mymr", "Thai", "Tibt"),
}
# Sphinx's search finds words of these only with a package that segments them
_SEARCH_PACKAGES = {"zh": "jieba"}

_CODE = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[_-](?P<script>[a-z]{4}))?"
    r"(?:[_-](?P<territory>[a-z]{2}|\d{3}))?"
    r"(?:[_-](?P<variant>[a-z\d]{5,8}|\d[a-z\d]{3}))?"
    r"(?:\.[a-z0-9-]+)?(?:@(?P<modifier>[a-z]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Codes, script and conventions of one language.

    Attributes:
        code: canonical code in the way Sphinx writes codes (``zh``, ``pt_PT``).
        bcp47: the code for ``<html lang>`` and CAT tools (``zh``, ``pt-PT``).
        amazon: code of Amazon Translate, `None` if Amazon lacks the language.
        iso639_3: three-letter name, as Apertium uses it (``zho``, ``por``).
        script: ISO 15924 code of the usual script (``Hans``), "Zyyy" if unknown.
        direction: writing direction of that script.
        sentence_separator: white space between two sentences, or "".
        writes_without_blanks: whether words have no blanks between them.
        search_package: package that Sphinx's search needs to find words, or None.
    """

    code: str
    bcp47: str
    amazon: str | None
    iso639_3: str
    script: str
    direction: Direction
    sentence_separator: Literal["", " "]
    writes_without_blanks: bool
    search_package: str | None


class _Tags(NamedTuple):
    language: str
    script: str = ""
    territory: str = ""
    modifier: str = ""

    def __str__(self) -> str:
        code = "_".join(filter(None, self[:3]))
        return f"{code}@{self.modifier}" if self.modifier else code


@cache
def language(code: str) -> Language:
    """Return the language that *code* denotes, in any spelling.

    For a code that is not well-formed, the result has that code and the conventions of
    English.
    """
    tags = _parse(code)
    full = _maximised(tags) if tags else _Tags(code)
    name = canonical(code)
    base = full.language
    script = full.script or "Zyyy"
    return Language(
        code=name,
        bcp47=_bcp47(name),
        amazon=_amazon(name, full),
        iso639_3=_ISO_639_3_NAMES.get(base, base),
        script=script,
        direction="rtl" if script in _RIGHT_TO_LEFT else "ltr",
        sentence_separator="" if script in IDEOGRAPHIC else " ",
        writes_without_blanks=script in _NO_BLANK_BETWEEN_WORDS,
        search_package=_SEARCH_PACKAGES.get(base),
    )


@cache
def canonical(code: str) -> str:
    """Return the shortest code for the language that *code* denotes.

    Two codes denote the same written language if and only if their canonical
    codes are equal. A code that is not well-formed is returned as it is.
    """
    tags = _parse(code)
    if tags is None:
        return code
    full = _maximised(tags)
    return str(next(s for s in _shorter(full) if _maximised(s) == full))


def is_region_of(code: str, wanted: str) -> bool:
    """Return whether *code* is a regional form of *wanted*, as ``es_419`` is of ``es``.

    The result is false if *wanted* names a region itself, or if *code* is in another
    script.
    """
    one, other = _parse(code), _parse(wanted)
    if not one or not other or other.territory or one.modifier != other.modifier:
        return False
    own, full = _maximised(one), _maximised(other)
    return own != full and own[:2] == full[:2]


def aliases(code: str) -> tuple[str, ...]:
    """Return the other spellings of *code*, spellings with underscores first.

    Folders may have further spellings (``zh_cn``): to compare names of folders, compare
    their `canonical` codes.
    """
    tags = _parse(code)
    if tags is None:
        return ()
    full = _maximised(tags)
    languages = [full.language]
    languages += [old for old, new in _SAME_LANGUAGE.items() if new == full.language]
    names = [
        str(short._replace(language=name))
        for name in languages
        for short in _shorter(full)
        if _maximised(short) == full
    ]
    names += [f"{full.language}@{modifier}" for modifier in _modifiers(full)]
    names += [name.replace("_", "-") for name in names if "@" not in name]
    return tuple(name for name in dict.fromkeys(names) if name != code)


def sphinx_locale(code: str) -> str:
    """Return the code by which Sphinx finds its own interface texts for *code*.

    That is *code* itself wherever Sphinx finds texts with it: Sphinx falls back from
    ``fr_CA`` to ``fr`` by itself, but has no ``zh`` and no ``zh_Hans``. It is also
    *code* if there are no texts, or if *code* has a variant: ``de-1901`` asks for
    another spelling than that of ``de``.
    """
    well_formed = _CODE.fullmatch(code)
    if well_formed is not None and well_formed["variant"]:
        return code
    script = language(code).script
    base = re.split(r"[_@-]", code)[0]
    # gettext splits a name at "_" and "@" alone
    found = {code, re.split("[_@]", code)[0]}
    if any(_has_texts(name, script) for name in found):
        return code
    names = (_spelled(code), base, *aliases(code), *aliases(f"{base}_{script}"))
    return next((name for name in names if _has_texts(name, script)), code)


def _has_texts(name: str, script: str) -> bool:
    return name in _SPHINX_LOCALES and language(name).script == script


def is_known(code: str) -> bool:
    """Return whether *code* denotes a real language, in the usual spelling.

    A code is known if CLDR has names for its language, script and territory, or if
    Babel has its locale. A code in the wrong case (``zh_cn``) is not, because folders
    are found by case.
    """
    if code in _SPHINX_LOCALES:
        return True
    tags = _parse(code)
    if tags is None or code.replace("-", "_").partition(".")[0] != _spelled(code):
        return False
    names = Locale("en")
    return (
        _is_language(tags.language)
        and (not tags.script or tags.script in names.scripts)
        and (not tags.territory or tags.territory in names.territories)
        and (
            not tags.modifier
            or str(tags) in _SPHINX_LOCALES
            or tags.modifier.upper() in names.variants
        )
    )


def _is_language(name: str) -> bool:
    if name in _ISO_639_3_NAMES or name in Locale("en").languages:
        return True
    if name in _ISO_639_3_NAMES.values():
        return False  # what is meant is the code of two letters
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def suggest(code: str) -> str | None:
    """Return the valid code that *code* most likely stands for; `None` if none does."""
    return next((name for name in _guesses(code.strip()) if is_known(name)), None)


def _parse(code: str) -> _Tags | None:
    """Parse *code* into its parts; `None` if it is not well-formed.

    Replaced codes of languages, and modifiers that name a script, are resolved.
    """
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    name = match["language"].lower()
    modifier = (match["modifier"] or match["variant"] or "").lower()
    script = (match["script"] or _MODIFIER_SCRIPTS.get(modifier, "")).title()
    return _Tags(
        _SAME_LANGUAGE.get(name, name),
        script,
        (match["territory"] or "").upper(),
        "" if modifier in _MODIFIER_SCRIPTS else modifier,
    )


def _maximised(tags: _Tags) -> _Tags:
    """Add the script and the territory that *tags* most likely imply."""
    likely: Mapping[str, str] = get_global("likely_subtags")
    for known in reversed(_shorter(tags)):
        if match := _CODE.fullmatch(likely.get(str(known._replace(modifier="")), "")):
            return tags._replace(
                script=tags.script or match["script"] or "",
                territory=tags.territory or match["territory"] or "",
            )
    return tags


def _shorter(tags: _Tags) -> tuple[_Tags, _Tags, _Tags, _Tags]:
    """Return *tags* without script and territory, without either of them, and whole.

    CLDR removes likely subtags in this order, and adds them in the reverse order.
    """
    return (
        tags._replace(script="", territory=""),
        tags._replace(script=""),
        tags._replace(territory=""),
        tags,
    )


def _modifiers(full: _Tags) -> tuple[str, ...]:
    """Return the modifiers for a script other than the usual one of the language."""
    if full.modifier or full.script == _maximised(_Tags(full.language)).script:
        return ()
    return tuple(m for m, script in _MODIFIER_SCRIPTS.items() if script == full.script)


def _spelled(code: str) -> str:
    """Return *code* with underscores, and in the case that Sphinx uses."""
    match = _CODE.fullmatch(code)
    if match is None:
        return code
    parts = (
        match["language"].lower(),
        (match["script"] or "").title(),
        (match["territory"] or "").upper(),
        (match["variant"] or "").lower(),
    )
    modifier = f"@{match['modifier'].lower()}" if match["modifier"] else ""
    return "_".join(filter(None, parts)) + modifier


def _guesses(code: str) -> Iterator[str]:
    yield _spelled(code)
    lowered = code.lower()
    names = Locale("en").languages
    by_name = {str(name).lower(): known for known, name in names.items()}
    yield by_name.get(lowered, "")
    yield {name: known for known, name in _ISO_639_3_NAMES.items()}.get(lowered, "")
    # users write the code of a country for that of its language: jp, cn, cz
    likely: Mapping[str, str] = get_global("likely_subtags")
    yield likely.get(f"und_{code.upper()}", "").partition("_")[0]
    yield re.split(r"[_@.-]", lowered)[0]
    near = difflib.get_close_matches(lowered, by_name, 1, 0.75)
    yield from (by_name[name] for name in near)
    codes = sorted(_AMAZON_SAME) + sorted(_ISO_639_3_NAMES)
    yield from difflib.get_close_matches(lowered, codes, 1, 0.5)


def _bcp47(name: str) -> str:
    return name.replace("_", "-").replace("@", "-")


def _amazon(name: str, full: _Tags) -> str | None:
    """Return Amazon's code for *name*, else for its language and script, if any."""
    for candidate in (name, canonical(f"{full.language}_{full.script}")):
        if candidate in _AMAZON_OTHER:
            return _AMAZON_OTHER[candidate]
        if candidate in _AMAZON_SAME:
            return candidate
    return None
