"""Translate the label of the menu of languages."""

from __future__ import annotations

from sphinx_amts.languages.codes import canonical

_LANGUAGE = {
    "ar": "اللغة",
    "bg": "Език",
    "bn": "ভাষা",
    "ca": "Llengua",
    "cs": "Jazyk",
    "da": "Sprog",
    "de": "Sprache",
    "el": "Γλώσσα",
    "en": "Language",
    "es": "Idioma",
    "et": "Keel",
    "fa": "زبان",
    "fi": "Kieli",
    "fr": "Langue",
    "he": "שפה",
    "hi": "भाषा",
    "hr": "Jezik",
    "hu": "Nyelv",
    "id": "Bahasa",
    "it": "Lingua",
    "ja": "言語",
    "ko": "언어",
    "lt": "Kalba",
    "lv": "Valoda",
    "ms": "Bahasa",
    "nb": "Språk",
    "nl": "Taal",
    "nn": "Språk",
    "pl": "Język",
    "pt": "Idioma",
    "ro": "Limbă",
    "ru": "Язык",
    "sk": "Jazyk",
    "sl": "Jezik",
    "sr": "Језик",
    "sr_Latn": "Jezik",
    "sv": "Språk",
    "ta": "மொழி",
    "th": "ภาษา",
    "tr": "Dil",
    "uk": "Мова",
    "ur": "زبان",
    "vi": "Ngôn ngữ",
    "zh": "语言",
    "zh_TW": "語言",
    "zh_HK": "語言",
}


def menu_label(language: str) -> str:
    """Return the word "Language" in *language*; in English if it is not known."""
    code = canonical(language)
    return _LANGUAGE.get(code) or _LANGUAGE.get(code.partition("_")[0], "Language")
