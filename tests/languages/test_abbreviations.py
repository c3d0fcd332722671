"""Abbreviations in running text, and sentences that end in what looks like one."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from sphinx_amts.languages.full_stops import OPAQUE
from sphinx_amts.languages.sentences import splitter

# one line a case: language, then the text with a bar at each boundary; O is opaque
INSIDE = """\
en Use a list, e.g. Python's, or a tuple, i.e. One that stays.| It works.
en Ask Dr. Smith, Prof. Jones or Mr. Lee Jr. Brown.| They know.
en See Fig. 3, Sec. 4, Eq. (5) and Ch. O of vol. 2.| It is on p. 7.
en It takes approx. 5 minutes vs. Ten on other machines.| Wait.
en Made by Acme Corp. Europe and Foo Inc. Japan on Jan. 5 in St. Louis.| Good.
en Mail Gen. Grant, Capt. Hook, Lt. Dan, Col. Mustard, Gov. Brown and Sen. Cruz.| Done.
en As of Sept. 1 and Dec. 24, the U.S. Army uses a Ph.D. Thesis.| See ref. 4.
en The Dept. Of Physics of the Univ. Of Ulm, cf. Table 4, al. and Bros. Grimm.| End.
zh 参见 Fig. 3 和 Dr. Smith 的论文。|他在 Acme Inc. 工作。
zh 这是 J. Smith et al. 2020 年的结果。|见No. 5 和vol. 2。
zh 使用 e.g. Python 或 approx. 5 分钟。|见 Sec. 4、Eq. 5、pp. 3。
zh_TW 請看 Prof. Wang 與 Mr. Lee 的書（ed. Chen）。|完。
ja これは Dr. Tanaka の論文です。|Fig. 3 と Eq. 5 を見てください。
ja 例えば e.g. Python や vs. Ruby です。|No. 5 と vol. 2 を読む。
ja Acme Inc. が作った。|Sec. 4 と Prof. Abe に聞く。
ko 그림은 Fig. 3 과 Eq. 5 를 보세요.| Dr. Kim 이 썼습니다.
ko 2024. 5. 1. 기준으로 작성했습니다.| Acme Inc. 에서 만들었습니다.
ko No. 5 와 vol. 2, Prof. Lee 의 책입니다.| 끝입니다.
ko 기간은 2023. 12. 24. ~ 2024. 1. 5. 입니다.| 확인하세요.
hi डॉ. मेहता और प्रो. सिंह आए।| श्री. राव पृ. 5 पर हैं।
hi दूरी 5 कि.मी. थी और रु. 500 लगे।| उदा. के लिए सं. 7 देखें।
hi ए. पी. जे. अब्दुल कलाम ने लिखा।| पं. नेहरू ई.पू. की बात करते हैं।
hi स्व. राजेश और कु. सीता ने बी.ए. किया।| वे खुश हैं।
hi डॉ. शर्मा यहाँ हैं.| वे पढ़ते हैं.| सब ठीक है.| काम हो गया.
bn ডা. সেন ও ড. রহমান এলেন।| মো. করিম পৃ. ৫ দেখলেন।
bn দূরত্ব ৫ কি.মি. ছিল।| প্রফে. আলী ও মি. দাস বি.এ. পাস।
bn ইঞ্জি. হক ও মোছা. রহিমা এলেন।| খ্রি. ১৯৭১ সালে।| রেভা. দাস বসলেন।
mr डॉ. जोशी आणि प्रा. पाटील आले.| श्री. राव व सौ. राव बसले.
mr उदा. पृ. 5 व क्र. 7 पाहा.| अंतर 5 कि.मी. आहे.
mr इ.स. 1950 मध्ये रु. 500 होते.| कु. सीता व मा. मंत्री आले.
te డా. రావు మరియు శ్రీ. రెడ్డి వచ్చారు.| ప్రొ. శర్మ కూర్చున్నారు.
te క్రీ.శ. 1950 లో రూ. 500 ఉండేది.| దూరం 5 కి.మీ. ఉంది.
te ఉదా. పు. 5 చూడండి.| నం. 7 కూడా.
ta திரு. ராஜா மற்றும் டாக்டர். குமார் வந்தனர்.| பேரா. மணி அமர்ந்தார்.
ta எ.கா. பக். 5 ஐப் பார்க்கவும்.| எண். 7 உள்ளது.
ta கி.மு. 300 இல் ரூ. 500 இருந்தது.| தூரம் 5 கி.மீ. ஆகும்.
ta மு. கருணாநிதி எழுதினார்.| அவர் திருமதி. லதாவைப் பார்த்தார்.
es Vive en la Avda. Libertad con la Sra. Pons y el Dr. Ruiz.| Ud. Puede ir.
es Véase la pág. 5, el cap. 3, el art. 7, la fig. O y el núm. 8.| Es fácil.
es Use, p. ej. Python, en EE. UU. Desde hoy.| Llame al tel. 555.
es La Gral. Motors, S.A. Central, la Cía. Real y el Excmo. Sr. Gil.| Fin.
es Nació en el año 50 a. C. Según dice el Prof. Sanz, aprox. En mayo.| Murió.
fr M. Dupont, MM. Durand et Mme. Petit, cf. Fig. 3.| Il part.
fr Voir chap. 3, art. 5, p. 7, vol. 2, éd. Gallimard.| C'est tout.
fr Prenez, p. ex. Python, c.-à-d. Un langage, env. O minutes.| Voilà.
fr En av. J.-C. Rome, le Dr. Martin et le Pr. Blanc, bd. Voltaire.| Fini.
fr Le 3 janv. 2020 et le 5 févr. 2021, tél. 555, réf. O.| Merci.
ar جاء د. محمد مع أ. علي وم. سعيد.| جلسوا.
ar انظر ص. 5 وج. 3 وط. 2.| هذا كل شيء.
ar سنة 300 ق.م. كانت مهمة.| صندوق ص.ب. 123 هنا.
ar حضر أ.د. حسن وش. الملك.| انتهى.
ur ڈاکٹر. خان اور پروفیسر. علی آئے۔| وہ بیٹھ گئے۔
ur دیکھیں ص. 5 اور ج. 3 اور م. علی۔| ختم۔
ur اس نے بی.اے. اور پی۔ ایچ۔ ڈی۔ کیا۔| وہ خوش ہے۔
ur یہ ایم۔ اے۔ پاس ہے۔| وہ ق.م. کی بات کرتا ہے۔
fa به ص. 5 و ج. 3 نگاه کنید.| تمام شد.
fa ر.ک. به م. رضایی و د. احمدی.| خوب است.
fa سال 300 ق.م. بود.| سال 1400 ه.ش. آمد.| رک. به کتاب.
pt O Sr. Silva e a Sra. Dias moram na Av. Central.| O Dr. Paz também.
pt Veja a pág. 5, o cap. 3, o art. 7, a fig. O e o n.º 8.| É fácil.
pt Use, p. ex. Python, com a Profa. Lima e o Eng. Reis da Cia. Sol Ltda. Brasil.| Fim.
pt No séc. XX, o Exmo. Sr. Gil, tel. 555, ed. Globo, aprox. Em maio.| Sim.
ru См. рис. 5, табл. 3, стр. 7 и гл. O.| Это всё.
ru Это т. е. Тест, напр. Питон, для проф. Иванова и акад. Павлова.| Конец.
ru Живёт на ул. Ленина в г. Москве с 1950 г. Цена 5 тыс. Рублей.| Дорого.
ru Ред. Петров, пер. Сидорова, изд. Наука, им. Кирова, св. Павел.| Ясно.
uk Див. рис. 5, табл. 3, стор. 7 та розд. O.| Це все.
uk Це, напр. Пітон, для проф. Шевченка й акад. Павлова.| Кінець.
uk Живе на вул. Франка в м. Києві, ім. Лесі, буд. O.| Ціна 5 тис. Гривень.
uk Ред. Коваль, вип. O, обл. Київська, св. Павло, доц. Мельник.| Ясно.
id Kantor di Jl. Merdeka No. 5, Kec. Tebet, Kab. Bogor.| Temui Drs. Budi.
id Lihat hlm. 5, gbr. 3, tgl. 7 dan hal. O.| Itu saja.
id Yth. Bpk. Budi, Sdr. Ali, Ir. Sukarno dan Prof. Dr. Habibie.| Terima kasih.
id Surat a.n. Budi, d.a. Kantor PT. Telkom Tbk. Jakarta, harga Rp. 500.| Selesai.
de Das ist z. B. Ein Test, d. h. Etwas, bzw. Anderes, ca. Zehn.| Gut.
de Siehe Abb. 3, Tab. 5, Kap. 7, Nr. 8, Bd. 2, S. 9, Gl. 4 und Art. 5 dazu.| Fertig.
de Vgl. Müller, ggf. Meier, evtl. Schulze, inkl. Steuer, zzgl. Versand.| Ende.
de Herr Dr. Klein, Prof. Groß und Dipl.-Ing. Kurz, Bonner Str. 5, St. Ingbert.| Ja.
de Es kostet 5 Mio. Euro, 3 Mrd. Dollar, 2 Tsd. Kronen, max. Zehn, bspw. Das.| Viel.
sw Muone Dkt. Juma, Bw. Ali, Bi. Asha na Mhe. Rais.| Karibu.
sw Tazama uk. 5, Na. 7, jz. 2 na S.L.P. 123.| Mwisho.
sw Prof. Issa na Mwl. Nyerere walilipa Sh. 500, k.m. Jana.| Sawa.
tr Dr. Yılmaz, Prof. Kaya, Doç. Demir ve Av. Çelik geldi.| Oturdular.
tr Bkz. Şek. 3, s. 5, Böl. 7, No. 8 ve örn. Python.| Bitti.
tr Atatürk Cad. Gül Sok. Merkez Mah. Ankara adresi, Sn. Kaya.| Tamam.
tr M.Ö. 300 yılında, T.C. Bakanlığı, ABC Ltd. Şti. Genel Müdürü ve Hz. Ali.| Son.
vi Ông ở TP. Huế, gặp GS. Lan, TS. Minh và ThS. Hoa.| Tốt.
vi Xem tr. 5, NXB. Trẻ, PGS. Nam và BS. Hà.| Hết.
vi Bà ở Q. 1, P. 5, ĐT. 555 với KS. Tuấn.| Xong.
it Il dott. Rossi, la dott.ssa Verdi, il sig. Bianchi e l'ing. Neri.| Bene.
it Vedi pag. 5, cap. 3, art. 7, fig. O, tab. 2 e n. 8.| Fine.
it Usa, ad es. Python, p. es. Questo, cfr. Tabella, con l'avv. Gallo.| Ecco.
it Nel 50 a.C. Roma, la FIAT S.p.A. Torino, l'arch. Piano, il geom. Fantozzi.| Sì.
pl To jest np. Test, tzn. Próba, tj. Coś, tzw. Nic, ok. Stu osób.| Koniec.
pl Zob. rys. 5, tab. 3, str. 7, rozdz. O, pkt. 2, ust. 4, art. 8 kodeksu.| Tyle.
pl Przy ul. Długiej im. Jana, św. Anna, gen. Maczek, ks. Tischner, inż. Nowak.| Tak.
pl Wg prof. Kota, red. Lisa, hab. Wilk, woj. Śląskie, os. Leśne, m.in. To.| Dobrze.
nl Dat is bijv. Python, d.w.z. Een taal, incl. Alles, evt. Meer.| Goed.
nl Zie afb. 3, tab. 5, blz. 7, hfdst. 2, nr. 8, art. 4 en vol. O.| Klaar.
nl Dhr. Jansen, mevr. De Vries, drs. Bakker, ir. Smit en prof. Visser.| Ja.
nl Ca. Tien stuks, m.b.t. Alles, o.a. Dit, i.p.v. Dat, zgn. Snel.| Mooi.
"""

AT_THE_END = """\
en The answer is no.| Then it stops.
en This is state of the art.| We use it.
en Open the app.| Then look at the last col.| It is new.
en Press OK.| Then press Tab.| Wait a sec.| Go to Sec. 3.
en We bought pens, paper, etc.| The rest was free.
en It weighs 5 kg.| It is 3 cm.| Nothing else.
de Das ist eine neue Art.| Sie ist gut.| Die Art. 5 und 6 gelten.
de Drücken Sie OK.| Dann ist es gut.
es Pulse OK.| Luego cierre.
es Compramos lápices, papel, etc.| El resto era gratis.
es La respuesta es no.| Luego para.
fr C'est un vol.| Il part.
fr Il mesure 5 mm.| Il est petit.
fr On a des stylos, du papier, etc.| Le reste est gratuit.
it È pura arte, anzi art.| Si vede all'art. 5.
it Premi OK.| Poi chiudi.| La risposta è no.| Bene.
it Abbiamo penne, carta, ecc.| Il resto era gratis.
pt Prima OK.| Depois feche.| A resposta é não.| Bom.
pt Temos canetas, papel, etc.| O resto era grátis.
nl De schijf is vol.| Maak ruimte.
nl Dat weten we al.| Ga verder.
nl We hebben pennen, papier, enz.| De rest was gratis.
pl Kliknij OK.| Następnie zamknij.
pl Zainstaluj OS.| Następnie uruchom.
pl Mamy pióra, papier itd.| Reszta była darmowa.
ru Длина 5 см.| Затем режем.| См. рис. 5.
ru Есть ручки, бумага и т. д.| Остальное бесплатно.
ru Ответ да.| Потом он ушёл.
uk Є ручки, папір і т. д.| Решта безкоштовна.
vi Làm việc theo ca.| Sau đó nghỉ.
vi Có bút, giấy, v.v.| Phần còn lại miễn phí.
id Ada pena, kertas, dll.| Sisanya gratis.
id Itu banyak hal.| Kami tahu.
tr Kalem, kâğıt vb.| Gerisi bedava.
tr Bunu al.| Sonra git.
sw Kalamu, karatasi n.k.| Vingine ni bure.
hi वह घर गया है.| वह खुश है.
mr तो आला.| तो गेला.| तू जा.| मी येतो.
ko 버전은 3.14입니다.| 값은 5.| 다음.
ar انتهى العمل.| بدأ آخر.
fa کار تمام شد.| بعد رفت.
ur کام ختم ہوا۔| وہ گیا۔
"""


def pieces(text, language):
    starts = [0, *splitter(language).split(text), len(text)]
    return [text[a:b].strip() for a, b in pairwise(starts)]


@pytest.mark.parametrize(
    "case", [*INSIDE.split("\n")[1:-1], *AT_THE_END.split("\n")[1:-1]]
)
def test_sentences(case):
    language, _, marked = case.partition(" ")
    marked = re.sub(r"\bO\b", OPAQUE, marked)
    text = marked.replace("|", "")
    assert pieces(text, language) == [piece.strip() for piece in marked.split("|")]
