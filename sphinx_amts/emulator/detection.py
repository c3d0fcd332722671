"""Detect the language of a text, for requests with the source language "auto".

The service uses Amazon Comprehend. Assumed: most languages are detected by their
script, and languages in Latin letters by their most frequent words; for a text without
letters, no language is detected.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from sphinx_amts.emulator.refusal import Refused
from sphinx_amts.languages.codes import language
from sphinx_amts.languages.scripts import NAMES

AUTO = "auto"

_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGES = "zh ja ko ru el ar he hi th bn ta te kn ml gu pa si ka hy am".split()
# script -> the first of several languages that use it
_SCRIPTS = {
    name: code for code in reversed(_LANGUAGES) for name in NAMES[language(code).script]
}
# language of a script -> other languages, with letters that only these have
_LETTERS = {
    "ru": {"uk": "іїєґ", "sr": "ђћџљњј", "kk": "әғқңөұүһ", "mn": "өү"},
    "ar": {"ur": "ٹڈڑںے", "fa": "پچژگ", "ps": "ټډړږښ"},
    "hi": {"mr": "ळ"},
}
_COMMON = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the and of to is in it that for with you this are be as on not have",
        "de": "der die das und ist nicht ein eine zu den mit auf sie von für im dem es",
        "fr": "le la les des et est une un dans pour que qui sur du pas avec ce au",
        "es": "el la los las de y que en un una es por con para del se no su al",
        "pt": "o os as de e que em um uma é por com para do da se não ao na no",
        "it": "il lo gli di e che in un una è per con del della non si le al nel",
        "nl": "de het een en van is niet dat op te in voor met zijn er aan die",
        "pl": "w i na z się nie do jest to że o jak po przez dla od oraz",
        "sv": "och att det som en på är av för med inte den till har om ett",
        "da": "og at det som en på er af for med ikke den til har om et de",
        "no": "og å det som en på er av for med ikke den til har om et vi",
        "fi": "ja on ei että se oli hän mutta ovat kun tai joka sen myös",
        "cs": "a se v na je že s z do to i o jako pro ale by není jsou",
        "tr": "ve bir bu da de için ile çok olarak daha ne gibi kadar değil",
        "ro": "și de la în cu nu pe o un este care să din pentru ce mai",
        "hu": "a az és hogy nem is egy ez van meg csak de ha vagy",
        "id": "yang dan di untuk dengan tidak ini dari itu pada adalah ke",
        "vi": "và của là có không được một cho các trong người này với",
    }.items()
}


def detected(text: str, source: str) -> str:
    """Return *source*, or if *source* is "auto", the detected language of *text*.

    Raises:
        Refused: *source* is "auto", and the text has no letters.
    """
    if source != AUTO:
        return source
    code, words = _detected(text)
    if not words:
        raise Refused(
            "DetectedLanguageLowConfidenceException",
            "The source language of the text cannot be told with confidence; give its "
            "code.",
            DetectedLanguageCode=code,
        )
    return code


def _detected(text: str) -> tuple[str, int]:
    """Return the code of the most probable language of *text*, and its letter count."""
    letters = [character for character in text.lower() if character.isalpha()]
    scripts = Counter(
        unicodedata.name(character, "").partition(" ")[0] for character in letters
    )
    if not scripts:
        return "en", 0
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > len(letters) // 20:
        return "ja", len(letters)
    script = scripts.most_common(1)[0][0]
    if script not in _SCRIPTS:
        return _by_words(text), len(letters)
    code = _SCRIPTS[script]
    for other, own in _LETTERS.get(code, {}).items():
        if not set(own).isdisjoint(letters):
            return other, len(letters)
    return code, len(letters)


def _by_words(text: str) -> str:
    words = _WORD.findall(text.lower())
    hits = {
        code: sum(word in common for word in words) for code, common in _COMMON.items()
    }
    return max(hits, key=lambda code: hits[code])
