"""List abbreviations that do not end a sentence, by language, without final full stop.

The lists have only abbreviations that technical books use and that can hardly be a word
at the end of a sentence: a missing abbreviation leaves the decision to pysbd, a wrong
one joins two sentences. Abbreviations of single letters (z. B., т. е., e.g., U.S.,
ق.م.) need no list. Words in capitals in a list (MM., TP.) are abbreviations in capitals
only.
"""

from __future__ import annotations

import re
from functools import cache

_EVERYWHERE = (
    "al approx ca cf cfr dr ed eds fig figs mr mrs ms nr pp prof st vol vols vs"
)
_ORDINARY = {
    "de": "Art",
    "en": "app col",
    "fr": "vol",
    "id": "al ed",
    "it": "art ed",
    "nl": "al app vol",
    "pl": "ca",
    "sw": "al",
    "tl": "al",
    "tr": "al ed vs",
    "vi": "ca",
}
"""Words that are abbreviations in other languages, or before numbers."""

_BY_LANGUAGE = {
    "en": """
        adm appx assn ave blvd bros capt chap chaps cmdr corp dept e.g eg eq eqn
        eqns eqs esp est excl gen gov hon i.e ibid ie inc incl jr lt ltd maj messrs
        misc mt para paras rd ref refs resp rev secs sen sgt sr supt tel univ viz
    """,
    "es": """
        AA CC EE FF OO RR UU a.c admva admón apdo aprox av avda bco c.ía cap caps
        cnel cod coord cía d.c dcha dept depto dir dpto dptos dra dras dres dña ej
        excmo fdo gral hnos ib ibíd ilmo ing izq izqda mons máx mín ntra núm núms
        obs pdta prov pto pza pág págs párr ref rev rte sig sr sra sras sres srta ss
        sta sto tel tfno trad tte ud uds univ vd vds vid
    """,
    "pt": """
        aprox arq av cap caps cia dra dras eng est ex exma exmo gen ilmo lic ltda
        máx mín núm obs pda pe profa pág págs pça ref sr sra sras srs srta sta sto
        séc sécs tb tel trav
    """,
    "fr": """
        MM adj adv app av bd boul c.-à-d chap coll dir déc env ex fasc fém févr hab
        ibid ill inv j.-c janv juil loc masc max mgr mlle mme mmes nov oct p.ex pl
        pr réf sing sq sqq sup suppl trad tél éd éq
    """,
    "it": """
        app arch avv cap capp cit dott dott.ssa dr.ssa ecc egr eq es fraz gent geom
        ing mass on op pag pagg prof.ssa rag rev rif s.p.a s.r.l sen sig sig.ra sigg
        spett tab
    """,
    "ca": "aprox art cap dra ex màx mín núm pàg pàgs sr sra",
    "gl": "aprox art cap dra ex máx mín núm páx sr sra",
    "ro": "aprox cap dl dna ex etc nr pag",
    "de": """
        abb abs abschn allg anm aufl bd bem bes bsp bspw bzgl bzw def dgl dipl
        dipl.-inf dipl.-ing ebd entspr evtl exkl fa frl geb gem gest ggf ggfs gl hl
        hr hrn hrsg ing inkl insb jew jh jhd kap kath lfd lt max min mind mio mrd
        nachf o.ä phil prov rd red s.o sek sog staatl std stellv str stud tab tel
        tsd u.ä univ usf verf verl vgl zit zus zzgl österr
    """,
    "nl": """
        afb afd alg bijv bijz blz bv d.w.z dhr drs enkv ev evt excl fam hfdst hfst
        incl ing ir jl m.b.t mevr mr mw nl ong ref resp t.a.v tel zg zgn
    """,
    "da": """
        afs bl.a bla ca dvs ekskl el evt f.eks feks fx hr inkl jf kap maks nr pga tlf
    """,
    "nb": "bl.a bla ca dvs eks ekskl evt f.eks feks fig hr inkl jf kap maks nr pga tlf",
    "sv": """
        bl.a bla bl ca dvs ekv etc ev ex exkl fig fr.o.m hr inkl kap max nr resp tel
    """,
    "fi": "eim esim huom ks luku mm mrd nk ns os puh s.o vrt ym yms",
    "pl": """
        adw al art dot dyr ew gen gm godz hab hr im inż itd itp jw k.p.a kard kl ks
        lek lic lp m.in mgr min mjr nast nb np nt ob ok os pkt por pow prof prok ps
        pt ptk płk red rozdz rtm rys sp str tab tel tj tzn tzw ul ur ust wg wlkp woj
        ww wyd zm zob śp św
    """,
    "cs": """
        apod atd atp cca čes f.m inž kap kupř mj např obr odd odst pozn resp str tab tel
        tj tzn tzv ul vyd zvl
    """,
    "sk": """
        a.i apod atď atp cca inž kap napr obr odd odst ods pozn resp str tab tel tj tzn
        tzv ul vyd
    """,
    "sl": "dipl ipd itd itn npr oz pribl sl str t.i tj zv",
    "hr": "br dr itd itsl npr odn sl str tj tzv usp",
    "sr": "br dr itd itsl npr odn sl str tj tzv usp бр др итд нпр сл стр тј тзв",
    "bg": "вж гл др инж напр пр проф св стр табл фиг чл",
    "ru": """
        акад англ арх вв вып гг гл доц др зав зам изд илл им инж канд кв корп лат
        наб напр нач обл оз пер пл пос пп пр прим просп проф ред рец рис руб сб св
        см соч ср стр табл тел тыс ул фам франц част чл экв экз юр
    """,
    "uk": """
        акад англ буд вип вул гл див доц зб кан канд кв напр обл оз пер пл пор пос
        прим просп проф ред рец рис розд руб св скор стор табл тел тис укр хв ім ін
        інж
    """,
    "el": "αρ βλ εικ κεφ κ.λπ κλπ κτλ π.χ πίν πχ σελ σχ τ.μ",
    "hu": "áb cca dr évf id ill kb kft ld m.a max min old pl pr sz szerk tel ti ún vö",
    "et": "jms jne jt lk nn nt nr s.t st tel u vm vt",
    "lv": "att dr lpp nod piem sk tab u.c utt utml",
    "lt": "dr etc kt lent mln mlrd nr pan pav psl pvz š.m tel žr",
    "ar": "أ ت ج د ش ص ص.ب ط ق.م م هـ",
    "bn": """
        অধ্যা ইঞ্জি এড কি.মি খ্রি জি ড ডঃ ডা পৃ প্রফে প্রফেসর প্রো মি মিসেস মু মো
        মোঃ মোছা মোসা মোসাঃ রেভা লি সা সে.মি হা
    """,
    "fa": "ت ج د ر.ک رک ش ص صص ق.م م نک ه.ش پ.ن",
    "gu": "ડૉ શ્રી પ્રો",
    "hi": """
        इ.स ई उदा ए एच एड एन एफ एम एल एस ओ कि.मी कु के चि ज जि जे टी डा डी डॉ ता पं
        पी पृ प्रा प्रो बी भा मि यू रु वि वी श्री श्रीमती सं सी सुश्री सौ स्व
    """,
    "id": """
        CV PT UD a.n bp bpk brigjen cet d.a d/a dkk dll dra drs dsb dst gbr gg h hlm
        ir jend jl jln kab kec kel ket kol kpt letjen mayjen mis ny pgs pr prov red
        rp s.d sdr sdri tbk tel telp tgl tlp tn tsb ttd u.b u.p yg yth
    """,
    "kn": "ಡಾ ಶ್ರೀ ಪ್ರೊ",
    "ml": "ഡോ ശ്രീ പ്രൊഫ",
    "mr": """
        अॅड अ‍ॅड इ.स ई उदा ए एच एन एफ एम एल एस ओ कु के क्र चि जे टी डी डॉ न्या पं पी
        पृ प्रा प्रो बी मा यू रु व्ही श्री श्रीमती सं सी सौ स्व
    """,
    "ms": "dll dsb hlm jln no pn spt tel tn",
    "pa": "ਡਾ ਸ੍ਰੀ ਪ੍ਰੋ",
    "ta": """
        எ.கா எண் கி.பி கி.மீ கி.மு செல்வி டாக் டாக்டர் திரு திருமதி தொ பக் பேரா ரூ
        வழ
    """,
    "te": """
        ఉదా కి.మీ కు క్రీ.శ డా డాక్టర్ నం పు పే ప్రొ ప్రొఫె మి రూ లి శ్రీ శ్రీమతి సం
    """,
    "tl": "atty bb blg engr g gng hal pls",
    "ur": "انجینئر ج ش ص م مس مسٹر پروفیسر ڈاکٹر",
    "vi": """
        BCH BS BTV CN DS GS HCM HĐQT KS KTS LS NCS NSND NSƯT NXB PGS TP TS TTg TX
        ThS UBND bs cn gs hcm ks kts ncs nxb pgs th.s ths tp tr ts tx vd vv ĐH ĐT đt
    """,
    "tr": """
        a.ş alb alm apt arş asb av bkn bkz blv bul böl bşk cad dk doç dr ecz gn gör
        haz hz kaym kd koor ltd mah müh onb prof s.a sb sf sn sok tbp tel tic uzm
        vet yard yay yrd yy yzb zf çev örn öğr şb şek şti
    """,
    "sw": """
        bi bw bww dk dkt gen inj jz k.m kap kis mh mhe mst mt mwl prof s.l.p sh taz
        uk
    """,
}

# text in these has English names and words amid it
_WITH_ENGLISH = frozenset({"ja", "ko", "zh"})

# A sentence may end with these, but not where a number or something opaque follows.
_BEFORE_NUMBERS = """
al art arts bd bl böl ch chs cap col cols ex fn hal jz kol max min n na no nos nº núm op
p par pt pts sec sect stk tab tabs vers ver vol jan jän feb febr févr mar apr jun jul
aug sep sept oct okt nov dec dez déc abb č čl čís obr br sz şek гл п пп рис с см ст т
табл
"""

# These close a list, and with it the sentence, where a capital follows.
_AND_SO_ON = "dkk dll dsb dst ecc enz etc itd itp n.k v.v vb vd"
_AND_SO_ON_BEHIND = {"tr": "vs"}
_AND_SO_ON_IN_WORDS = re.compile(
    r"\b(?:и т\. ?[дп]|(?:і|та) т\. ?[дпі]|та ін|și a\. ?m\. ?d|i t\. ?[dp])"
)

# Not all of Latin letters in Urdu, which sets the sign for the end of a sentence behind
# those of an abbreviation: some are words as well.
_LETTERS_IN_URDU = """
اے بی سی ڈی ای ایف ایچ جے کے ایل ایم این او پی کیو آر ایس ٹی یو وی ڈبلیو ایکس
"""


@cache
def abbreviations(language: str) -> frozenset[str]:
    """Return the abbreviations of *language* (a code without territory).

    The abbreviations are in lower case, except those that are written in capitals.
    """
    words = f"{_EVERYWHERE} {_BY_LANGUAGE.get(language, '')}".split()
    if language in _WITH_ENGLISH:
        words += _BY_LANGUAGE["en"].split()
    return frozenset(words) - {word.lower() for word in ordinary_words(language)}


@cache
def abbreviations_before_numbers() -> frozenset[str]:
    """Return words that are abbreviations if a number follows, in lower case."""
    return frozenset(_BEFORE_NUMBERS.split())


@cache
def ordinary_words(language: str) -> frozenset[str]:
    """Return words of *language* that are abbreviations only before a number."""
    return frozenset(_ORDINARY.get(language, "").split())


@cache
def letters_in_urdu() -> frozenset[str]:
    """Return the Urdu names of Latin letters, which Urdu abbreviations consist of."""
    return frozenset(_LETTERS_IN_URDU.split())


def means_and_so_on(language: str, text: str, start: int, end: int) -> bool:
    """Return whether a word means "and so on", and so often ends a sentence.

    Args:
        language: code without territory.
        text: the text that contains the word.
        start: index where the word begins.
        end: index where the word ends, before its final full stop.
    """
    if text[start:end].lower() in _and_so_on(language):
        return True
    return any(
        found.end() == end
        for found in _AND_SO_ON_IN_WORDS.finditer(text, max(start - 12, 0), end)
    )


@cache
def _and_so_on(language: str) -> frozenset[str]:
    return frozenset(f"{_AND_SO_ON} {_AND_SO_ON_BEHIND.get(language, '')}".split())
