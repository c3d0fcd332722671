"""Translate the notices about translations that readers of a page see."""

from __future__ import annotations

from sphinx_amts.languages.codes import canonical

_EARLIER = {
    "ar": "ترجمة نسخة سابقة",
    "cs": "překlad dřívější verze",
    "de": "Übersetzung einer früheren Fassung",
    "en": "translation of an earlier version",
    "es": "traducción de una versión anterior",
    "fr": "traduction d’une version antérieure",
    "it": "traduzione di una versione precedente",
    "ja": "旧版の翻訳",
    "ko": "이전 버전의 번역",
    "nl": "vertaling van een eerdere versie",
    "pl": "tłumaczenie wcześniejszej wersji",
    "pt": "tradução de uma versão anterior",
    "ru": "перевод более ранней версии",
    "sv": "översättning av en tidigare version",
    "tr": "önceki sürümün çevirisi",
    "uk": "переклад попередньої версії",
    "zh": "译自旧版本",
    "zh_TW": "譯自舊版本",
}
_PARTLY = {
    "ar": "ترجمة آلية في بعضها",
    "cs": "zčásti strojový překlad",
    "de": "teilweise maschinell übersetzt",
    "en": "partly machine translation",
    "es": "en parte traducción automática",
    "fr": "en partie traduction automatique",
    "it": "in parte traduzione automatica",
    "ja": "一部機械翻訳",
    "ko": "일부 기계 번역",
    "nl": "deels machinevertaling",
    "pl": "częściowo tłumaczenie maszynowe",
    "pt": "em parte tradução automática",
    "ru": "частично машинный перевод",
    "sv": "delvis maskinöversättning",
    "tr": "kısmen makine çevirisi",
    "uk": "частково машинний переклад",
    "zh": "部分为机器翻译",
    "zh_TW": "部分為機器翻譯",
}


def of_earlier_version(language: str) -> tuple[str, str]:
    """Return the notice for text of an earlier version, and its language."""
    return _words(_EARLIER, language)


def partly_by_machine(language: str) -> tuple[str, str]:
    """Return the notice for text with machine drafts in it, and its language."""
    return _words(_PARTLY, language)


def _words(table: dict[str, str], language: str) -> tuple[str, str]:
    code = canonical(language)
    for name in (code, code.partition("_")[0]):
        if name in table:
            return table[name], language
    return table["en"], "en"
