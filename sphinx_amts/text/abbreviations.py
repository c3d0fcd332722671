"""Abbreviations that do not end a sentence, by language, without their last point.

Only what technical books use and what can hardly be a word at the end of a sentence:
a missing abbreviation leaves the question to pysbd, a wrong one joins two sentences.
Abbreviations of single letters (z. B., т. е., e.g., U.S.) need no list.
"""

from __future__ import annotations

from functools import cache

_EVERYWHERE = (
    "al approx ca cf cfr dr ed eds fig figs mr mrs ms nr pp prof st vol vols vs"
)
_BY_LANGUAGE = {
    "en": """
        app appx capt chap chaps corp dept e.g eg eqn eqns eq eqs esp est excl gen gov
        hon i.e ie incl inc jr lt ltd messrs misc mt para paras ref refs resp rev secs
        sen sgt sr tel univ viz
    """,
    "es": """
        admón admva apdo aprox art arts av avda bco cap caps cía cod coord d dcha
        dept depto dir dña dpto dptos dra dras dres ed ee ej excmo ext fdo gral hnos
        ilmo imp ing izq izqda lic máx mín ntra núm núms pág págs párr pdta pl prov
        pto pza ref rev rte sr sra sras sres srta sta sto tel tfno trad ud uds univ
        uu vd vds vid
    """,
    "pt": """
        aprox art arts av cap caps cia dra dras eng est ex ilmo ltda máx mín núm obs
        pág págs pça ref sr sra sras srs srta tel trav vide
    """,
    "fr": """
        app av c.-à-d chap coll dir éd éq env ex fasc ill mlle mme mmes mm p.ex réf tél
        trad
    """,
    "it": """
        app avv cap dott dr.ssa ecc eq es ing nn pag pagg par rif sig sig.ra sigg ss tab
    """,
    "ca": "aprox art cap dra ex màx mín núm pàg pàgs sr sra",
    "gl": "aprox art cap dra ex máx mín núm páx sr sra",
    "ro": "aprox cap dl dna ex etc nr pag",
    "de": """
        abb abs allg anm art aufl bd bzgl bzw dgl dipl evtl frl gem ggf ggfs hl hr hrn
        hrsg ing inkl insb jh jhd kap lfd max min mio mrd mind nachf österr phil rd red
        s.o sog staatl str stud tab tel usf verf vgl zit zus zzgl
    """,
    "nl": "afb bijv blz bv dhr drs evt excl hfst incl ing max mevr mr min nl resp tel",
    "da": """
        afs bl.a bla ca dvs ekskl el evt f.eks feks fx hr inkl jf kap maks nr pga tlf
    """,
    "nb": "bl.a bla ca dvs eks ekskl evt f.eks feks fig hr inkl jf kap maks nr pga tlf",
    "sv": """
        bl.a bla bl ca dvs ekv etc ev ex exkl fig fr.o.m hr inkl kap max nr resp tel
    """,
    "fi": "eim esim huom ks luku mm mrd nk ns os puh s.o vrt ym yms",
    "pl": """
        dot ew godz im inż itd itp jw kl k.p.a lic m.in mgr min nast np nt ok pkt por
        prof ps pt ptk red rozdz rys str św tab tel tj tzn tzw ul ur wg wyd zob
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
        вв гл гг др илл им напр нач пл пп пр прим проф рис руб св см ср стр табл тел тыс
        ул част экз
    """,
    "uk": "вул гл див ін ім напр пл пор прим проф рис розд руб св стор табл тис",
    "el": "αρ βλ εικ κεφ κ.λπ κλπ κτλ π.χ πίν πχ σελ σχ τ.μ",
    "hu": "áb cca dr évf id ill kb kft ld m.a max min old pl pr sz szerk tel ti ún vö",
    "et": "jms jne jt lk nn nt nr s.t st tel u vm vt",
    "lv": "att dr lpp nod piem sk tab u.c utt utml",
    "lt": "dr etc kt lent mln mlrd nr pan pav psl pvz š.m tel žr",
    "ar": "أ د ص م هـ ط ج ق.م",
    "bn": "ড ডা ডঃ প্রফেসর মি মিসেস মো মোছা মোঃ রেভা",
    "fa": "ص ج ق.م",
    "gu": "ડૉ શ્રી પ્રો",
    "hi": "डॉ प्रो श्री श्रीमती सुश्री पृ सं कु",
    "id": "a.n d.a dll drs dsb dst gg hlm ir jl kab kec mis no tgl tlp tsb u.p yg",
    "kn": "ಡಾ ಶ್ರೀ ಪ್ರೊ",
    "ml": "ഡോ ശ്രീ പ്രൊഫ",
    "mr": "डॉ प्रा श्री श्रीमती पृ क्र",
    "ms": "dll dsb hlm jln no pn spt tel tn",
    "pa": "ਡਾ ਸ੍ਰੀ ਪ੍ਰੋ",
    "ta": "டாக்டர் திரு திருமதி பேரா எண் பக்",
    "te": "డా శ్రీ ప్రొ",
    "tl": "atty bb blg engr g gng hal pls",
    "ur": "ڈاکٹر پروفیسر ص ج",
    "vi": "bs cn gs hcm kts ks ncs nxb pgs ths tp tr ts tx vd vv",
    "tr": "bkz bkn böl dk doç dr çev ör örn prof s.a sf şek tel vb vd yy",
}

# A sentence may end with these, but not where a number or something opaque follows.
_BEFORE_NUMBERS = """
art arts bd bl ch chs cap col cols ex fn max min n no nos nº núm op par pt pts sec sect
tab tabs vers ver jan feb febr mar apr jun jul aug sep sept oct okt nov dec dez abb č čl
čís obr br sz şek гл п пп рис с см ст т табл
"""


@cache
def abbreviations(language: str) -> frozenset[str]:
    """Return the abbreviations of *language* (without territory), lower case."""
    words = f"{_EVERYWHERE} {_BY_LANGUAGE.get(language, '')}".split()
    return frozenset(words)


@cache
def abbreviations_before_numbers() -> frozenset[str]:
    """Return words that are abbreviations if a number follows, lower case."""
    return frozenset(_BEFORE_NUMBERS.split())
