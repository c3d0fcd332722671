"""Find numbers and negations, small words whose change alters the whole sentence.

Numbers and negations are compared between two wordings in the same language only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "＇": "'"})

_NEGATIONS = {
    "en": "not cannot never no none nothing nobody nowhere neither nor without "
    "unless except hardly barely scarcely rarely seldom n't nt cant dont "
    "doesnt wont isnt",
    "de": "nicht nichts nie niemals niemand nirgends nirgendwo kein keine keinen "
    "keinem keiner keines weder ohne außer kaum keinesfalls keineswegs",
    "fr": "ne n' pas jamais rien aucun aucune personne ni sans sauf guère "
    "nullement non",
    "es": "no nunca jamás nada nadie ningún ninguno ninguna ni tampoco sin salvo "
    "excepto apenas",
    "it": "non mai nulla niente nessun nessuno nessuna né senza neanche nemmeno "
    "neppure eccetto tranne",
    "pt": "não nunca jamais nada ninguém nenhum nenhuma nem sem exceto salvo tampouco",
    "ca": "no mai res ningú cap ni sense excepte tampoc",
    "nl": "niet niets nooit niemand nergens geen noch zonder behalve nauwelijks",
    "da": "ikke intet aldrig ingen hverken uden undtagen næppe",
    "nb": "ikke intet ingenting aldri ingen verken uten unntatt neppe",
    "sv": "inte ej icke inget ingenting aldrig ingen inga varken utan utom knappast",
    "pl": "nie nigdy nic nikt nigdzie żaden żadna żadne ani bez oprócz",
    "cs": "ne není nejsou nikdy nic nikdo nikde žádný žádná žádné ani bez kromě",
    "ru": "не нет ни никогда ничего ничто никто нигде никакой без кроме нельзя",
    "uk": "не немає ні ніколи нічого ніщо ніхто ніде жоден без крім",
    "fi": "ei en et emme ette eivät älä älkää ilman paitsi",
    "hu": "nem ne nincs nincsenek soha semmi senki sem se nélkül kivéve",
    "el": "δεν μην μη όχι ποτέ τίποτα κανείς κανένας χωρίς εκτός",
    "ar": "لا ليس ليست لم لن غير بدون دون ممنوع",
    "he": "לא אל אין בלי ללא",
    "tr": "değil yok asla hiç hiçbir ne olmadan hariç",
    "id": "tidak bukan jangan belum tanpa tak kecuali",
    "vi": "không chẳng chưa đừng chớ trừ",
    "zh": "不 没 沒 无 無 未 非 勿 莫 别 別 禁 否 除",
    "ja": "ない なし なく なかっ ません ず ぬ 不 無 未 非 禁 除",
    "ko": "않 없 못 아니 안 말아 마십 마세 금지 제외",
}

_NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "million billion half quarter dozen once twice double triple first "
    "second third",
    "de": "null ein eine einen einem einer eins zwei drei vier fünf sechs sieben "
    "acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig "
    "siebzig achtzig neunzig hundert tausend million milliarde halb halbe "
    "einmal zweimal doppelt",
    "fr": "zéro un une deux trois quatre cinq six sept huit neuf dix onze douze "
    "treize quatorze quinze seize vingt trente quarante cinquante soixante "
    "cent mille million milliard demi demie double",
    "es": "cero un una uno dos tres cuatro cinco seis siete ocho nueve diez once "
    "doce trece catorce quince veinte treinta cuarenta cincuenta sesenta "
    "setenta ochenta noventa cien ciento mil millón medio media doble",
    "it": "zero un una uno due tre quattro cinque sei sette otto nove dieci "
    "undici dodici venti trenta quaranta cinquanta cento mille milione "
    "mezzo doppio",
    "pt": "zero um uma dois duas três quatro cinco seis sete oito nove dez onze "
    "doze vinte trinta quarenta cinquenta cem cento mil milhão meio dobro",
    "nl": "nul een één twee drie vier vijf zes zeven acht negen tien elf twaalf "
    "twintig dertig veertig vijftig honderd duizend miljoen half dubbel",
    "ru": "ноль один одна одно два две три четыре пять шесть семь восемь девять "
    "десять двадцать тридцать сорок пятьдесят сто тысяча миллион половина",
    "zh": "零 一 二 两 兩 三 四 五 六 七 八 九 十 百 千 万 萬 亿 億 半 双 倍",
    "ja": "零 一 二 三 四 五 六 七 八 九 十 百 千 万 億 半 倍",
}

_WITHOUT_BORDERS = frozenset({"zh", "ja", "ko"})
"""Languages in which numbers and negations may be parts of longer words."""


def numbers_of(text: str, code: str) -> list[str]:
    """Return the numbers in a text, written in digits or words, sorted."""
    text = _plain(text)
    found = ["".join(_digit(c) for c in number) for number in _DIGITS.findall(text)]
    if pattern := _pattern(code, "numbers"):
        found += pattern.findall(text)
    return sorted(found)


def number_words(code: str) -> list[str]:
    """Return the numerals (words for numbers) of a language."""
    return _NUMBERS.get(_base(code), "").split()


def negations_of(text: str, code: str) -> list[str] | None:
    """Return the word that follows each negation in a text, in order.

    In languages without blanks between words, only its first character is returned;
    after the last word, "". The result is `None` if no negations are listed for *code*.
    """
    pattern = _pattern(code, "negations")
    if pattern is None:
        return None
    text = _plain(text)
    found = []
    for match in pattern.finditer(text):
        after = _WORD.search(text, match.end())
        if after is None:
            found.append("")
        else:
            word = after[0]
            found.append(word[0] if _base(code) in _WITHOUT_BORDERS else word)
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_APOSTROPHES).lower()


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _base(code: str) -> str:
    return code.replace("-", "_").partition("_")[0].lower()


@cache
def _pattern(code: str, kind: str) -> re.Pattern[str] | None:
    table = _NUMBERS if kind == "numbers" else _NEGATIONS
    words = table.get(_base(code))
    if words is None:
        return None
    alternatives = "|".join(
        re.escape(word) for word in sorted(words.split(), key=len, reverse=True)
    )
    if _base(code) in _WITHOUT_BORDERS:
        return re.compile(alternatives)
    whole = rf"(?<![^\W_])(?:{alternatives})(?![^\W_])"
    if kind == "negations" and _base(code) == "en":
        whole += r"|(?<=[a-z])n't(?![^\W_])"
    if kind == "negations" and _base(code) == "fr":
        whole += r"|(?<![^\W_])n'"
    return re.compile(whole)
