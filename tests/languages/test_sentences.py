"""Where sentences begin, by language."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pysbd.languages
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_amts.languages import sentences as module
from sphinx_amts.languages.full_stops import OPAQUE
from sphinx_amts.languages.sentences import NOTE_MARK, splitter


def pieces(text, language="en"):
    starts = [0, *splitter(language).split(text), len(text)]
    return [text[a:b] for a, b in pairwise(starts)]


# one line a case: language, then the text with a bar at each boundary
CASES = """
en Plain sentence.| Another one!| Really?| Yes.
en No terminator at all
en Dots... and more.| Then...| The end
en Wait…| What?!| Oh.
en Use e.g. Python, i.e. Version 3.| See Fig. 3 and Dr. Smith.
en It takes approx. 5 minutes vs. Ten before.
en At p. 12, pp. Thirty, vol. 2, No. 7 and sec. 9 it says no.| The rest is silence.
en Pi is 3.14 and the version is 1.2.3.| Next.
en See https://example.org/a.b?c=D.e and www.example.org.| Then go.
en The page https://example.org/3/.| PDF too.
en In 2019.| The year.
en 1. First item.| Second.
en J. R. R. Tolkien wrote it.| Mr. Bean read it.
en The U.S. Army et al. Agreed.
en He said "It works. Well."| Then he left.
en He said “It works. Well.”| Then he left.
en (It works. Well.)| Then he left.
en The file foo.py.| The .pyc file.
en It ends. with a lower case word.| It ends. (or so) here.
en pip is lower.| Pip is not.
en Open ( one.| Two.| Three.
en Call O.| O is called.| See fig. O.
en A note.M| Next. M| Last.
de Das ist z. B. Ein Test.| Am 3. Oktober war es.| Die Nr. 5 lebt, d. h. Hier.
de Er sagte: „Gut. Ja.“| Dann ging er.| Es kostet ca. Zehn Euro bzw. Elf.
es Esto es, p. ej. Una prueba.| ¿Qué tal?| ¡Bien!| EE. UU. es grande.| Sra. Pons.
fr Il dit : « Oui ! »| Puis il part.| M. Dupont, p. ex. Ceci, cf. Cela.
es El Sr. Ruiz y la Srta. Paz llegaron.| Vive en la Avda. Libertad con los Sres. Gil.
pt A Av. Central fica longe.| O Ilmo. Sr. Dias mora lá.
hi डॉ. मेहता आए।| वे बैठ गए।
bn ডা. সেন এলেন।| তিনি বসলেন।
id Kantor itu di Jl. Merdeka.| Temui Drs. Budi di sana.
vi Ông ở TP. Huế.| Bà gặp PGS. Lan.
pt Olá.| Isto é o Sr. Silva.| Tudo bem?| Sim, p. ex. Este.
it Vedi pag. 3 e ad es. Questo.| Fine.
ru Это т. е. Тест.| См. рис. 5.| Конец.
pl To jest np. Test.| Koniec.
ko 안녕하세요.| 반갑습니다.| 버전 3.14입니다.
zh 你好。|请看“图1。”|然后！？|走吧。|版本3.14发布。|见 https://a.cn/b。|完
zh （注。）|好的。|他说：“好！”然后走了。|『完。』|对
zh_TW 你好。|「請看。」|完。 |真的
ja これはペンです。|「はい。」と言った。|次へ！|完
zh 她走了。|"等一下！"我喊。|他说："水好了。"|大家都来了。
zh 甲说'对。'|乙说'don't停。走吧。'|丙笑了。|"真的？"她问。
zh 版本是＂新。＂|（见"图。"）|完
ja 母は"もう寝なさい。"と言った。|'わかった。'|夜になった。
ar مرحبا بك.| كيف حالك؟| أنا بخير.
ur یہ ایک جملہ ہے۔| یہ دوسرا ہے۔
hi यह एक वाक्य है।| यह दूसरा है।
hy Սա նախադասություն է։| Սա էլ։
am ይህ ነው።| ያ ነው።
el Τι είναι αυτό;| Είναι τεστ.| Τέλος.
my ဒါက စာကြောင်းပါ။| ဒါလည်း ပါ။
th สวัสดีครับ นี่คือการทดสอบ
xx Unknown language.| Works too.
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_boundaries(case):
    language, _, marked = case.partition(" ")
    marked = marked.replace("O", OPAQUE) if " O" in marked else marked
    marked = marked.replace("M", NOTE_MARK) if "note.M" in marked else marked
    expected = [piece.strip() for piece in marked.split("|")]
    found = pieces(marked.replace("|", ""), language)
    assert [piece.strip() for piece in found] == expected


def test_white_space_goes_to_the_sentence_before():
    assert pieces(" One.  \n Two. ") == [" One.  \n ", "Two. "]


def test_a_doubt_is_left_to_pysbd(monkeypatch):
    text = "Ask Gov. Smith.  We saw Univx. Then left."
    asked = []

    def starts(text, language):
        asked.append(language)
        return frozenset({text.index("We")})

    monkeypatch.setattr(module, "_pysbd_starts", starts)
    assert pieces(text) == ["Ask Gov. Smith.  ", "We saw Univx. Then left."]
    assert pieces(text, "pt")[-2:] == ["We saw Univx. ", "Then left."]
    assert asked == ["en"]


def test_without_doubt_pysbd_is_not_loaded():
    code = (
        "import sys; from sphinx_amts.languages.sentences import splitter;"
        "assert len(splitter('en').split('One sentence. Another sentence.')) == 1;"
        "assert 'pysbd' not in sys.modules;"
        "assert splitter('en').split('We met Bob. He left.') == [12];"
        "assert 'pysbd' in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_pysbd_that_fails_or_changes_the_text_is_not_believed(monkeypatch):
    class Broken:
        def __init__(self, answer):
            self.answer = answer

        def processor(self, text):
            return self

        def process(self):
            if self.answer is None:
                raise IndexError
            return self.answer

    for answer in (None, ["We met Bob."], ["We met bob.", "He left."]):
        monkeypatch.setattr(module, "_pysbd_segmenter", lambda _, a=answer: Broken(a))
        assert pieces("We met Bob. He left.") == ["We met Bob. ", "He left."]


def test_the_languages_of_pysbd():
    assert set(pysbd.languages.LANGUAGE_CODES) == module._PYSBD_LANGUAGES


def test_long_texts_without_blanks_take_no_time():
    for text in ("a." * 100_000 + " B", "»" * 100_000, '"(' * 50_000 + ". B"):
        assert "".join(pieces(text)) == text


@given(
    st.text(alphabet='aB1.!?。」”»«“"(）) \n' + OPAQUE + NOTE_MARK, max_size=60),
    st.sampled_from(["en", "de", "es", "fr", "zh", "ja", "ko", "el", "ru"]),
)
@example("a. ” B", "en")
@example("? ”1", "en")
def test_what_always_holds(text, language):
    found = pieces(text, language)
    assert "".join(found) == text
    if text:
        assert all(found)
    for piece in found[1:]:
        assert piece[0] not in "。!?.）)」" + NOTE_MARK
        # right before a word this one opens, in Swedish and Finnish
        assert piece[0] != "”" or piece[1:2].isalnum()
        assert not piece[0].isspace()
    if language not in ("zh", "ja"):
        assert not any(p[0] == "a" for p in found[1:] if "。" not in text)
