"""What becomes of human text when its source has changed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sphinx_amts.document_records.documents import Miss
from sphinx_amts.leverage.fitting import fit
from sphinx_amts.leverage.leveraging import Leverage, SourceWords
from sphinx_amts.leverage.previous_text import PreviousText
from sphinx_amts.markup.model import Placeable, Span, Text, visible_text
from sphinx_amts.memory.human_memory import HumanRecord, RecordPlace, message_digest
from sphinx_amts.model import Dialect, Evidence, LanguagePair, MessageKind

PAIR = LanguagePair(source="en", target="es")

BREW = "Grind the beans finely. Pour the hot water slowly. Wait for four minutes."
BREW_ES = "Muele los granos. Vierte el agua caliente. Espera cuatro minutos."
CLEAN = "Rinse the filter with care. Leave the parts to dry."
CLEAN_ES = "Enjuaga el filtro. Deja secar las piezas."

TOKEN = re.compile(r"``(?P<code>[^`]+)``|:ref:`(?P<text>[^<`]+) <(?P<target>[^>]+)>`")


def encode(text, dialect):
    """Read literals and references with a text, which is all these tests need."""
    if dialect is Dialect.MYST:
        text = text.replace("{ref}", ":ref:")
    inlines, position = [], 0
    for found in TOKEN.finditer(text):
        if before := text[position : found.start()]:
            inlines.append(Text(before))
        if found["code"]:
            inlines.append(Placeable("literal", found[0], found["code"]))
        else:
            end = f" <{found['target']}>`"
            inlines.append(Span("xref", ":ref:`", end, (Text(found["text"]),)))
        position = found.end()
    if text[position:]:
        inlines.append(Text(text[position:]))
    return tuple(inlines)


def decode(inlines, dialect, kind):
    parts = []
    for inline in inlines:
        if isinstance(inline, Span):
            parts.append(
                inline.opening + visible_text(inline.children) + inline.closing
            )
        else:
            parts.append(inline.text if isinstance(inline, Text) else inline.source)
    return "".join(parts)


def record(source, target, dialect=Dialect.RST):
    return HumanRecord(source=source, target=target, dialect=dialect)


def read(source, target, dialect):
    return encode(source, dialect), encode(target, dialect)


def miss(text, dialect=Dialect.RST):
    return Miss(
        text=text,
        kind=MessageKind.BLOCK,
        dialect=dialect,
        line=1,
        inlines=encode(text, dialect),
    )


def placed(records, domain="page"):
    """Return records as if a document had held their messages one after the other."""
    digests = [message_digest(r.source) for r in records]
    return [
        replace(r, places=(RecordPlace(domain, before, after),))
        for r, before, after in zip(
            records, ["", *digests], [*digests[1:], ""], strict=False
        )
    ]


def leverage(*records, book=None, present=(), stated=None, **options):
    """Return a `Leverage`; *book* is a document that held the records, or documents."""
    pages = book if isinstance(book, dict) else {"page": [*(book or ())]}
    text = PreviousText(
        present=list(present), earlier=placed(records), stated=stated or {}
    )
    return Leverage(text, PAIR, read=read, decode=decode, book=pages, **options)


def outdated(records, new, **options):
    """Return what is found for *new*, which stands where the records stood."""
    return leverage(*records, book=[new], **options).outdated(miss(new))


def elsewhere(old, new, **options):
    """Return what is found for *new* where *old* stood in another document."""
    book = {"page": [], "other": [new]}
    return leverage(*old, book=book, **options).outdated(miss(new))


OLD = (record(BREW, BREW_ES), record(CLEAN, CLEAN_ES))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Pour  the\twater on.", "Pour the water on.", "Vierte el agua."),
        (
            "See :ref:`the part <old>` on water.",
            "See :ref:`the part <new>` on water.",
            "Mira :ref:`la parte <new>` del agua.",
        ),
    ],
)
def test_other_blanks_and_targets_change_nothing(old, new, shown):
    target = shown.replace("<new>", "<old>")
    text, identity = leverage(record(old, target)).exact_match(miss(new))
    assert text == shown
    assert identity == record(old, target).identity


def test_the_dialect_changes_nothing():
    old = record("See :ref:`the part <a>` on it.", "Mira :ref:`la parte <a>`.")
    text, _ = leverage(old).exact_match(
        miss("See {ref}`the part <a>` on it.", Dialect.MYST)
    )
    assert text == "Mira :ref:`la parte <a>`."


def test_other_words_are_not_carried():
    assert leverage(*OLD).exact_match(miss(BREW.replace("hot", "boiling"))) is None


def test_an_edited_sentence_makes_the_old_text_outdated():
    found = outdated(OLD, BREW.replace("hot", "boiling"))
    assert (found.text, found.previous) == (BREW_ES, BREW)
    assert found.human == OLD[0].identity


@pytest.mark.parametrize(
    "new",
    [
        BREW + " Then enjoy it.",
        "First of all, find a cup. " + BREW,
    ],
)
def test_sentences_may_be_added(new):
    found = outdated(OLD, new)
    assert (found.text, found.previous) == (BREW_ES, BREW)


@pytest.mark.parametrize(
    "new",
    [
        BREW.replace(" Pour the hot water slowly.", "") + " Then enjoy it.",
        BREW.replace("Wait for four minutes.", "Never stir."),
        "Wait for five minutes.",
    ],
)
def test_nothing_is_shown_that_the_source_does_not_say_any_more(new):
    assert outdated(OLD, new) is None
    stated = {new: [OLD[0]]}
    assert leverage(*OLD, book=[new], stated=stated).outdated(miss(new)) is None


def test_merged_paragraphs_show_both_old_texts():
    new = f"{CLEAN} {BREW.replace('finely', 'coarsely')}"
    found = outdated(OLD, new)
    assert found.text == f"{CLEAN_ES} {BREW_ES}"
    assert found.previous == f"{CLEAN} {BREW}"
    assert found.human == f"{OLD[1].identity},{OLD[0].identity}"


@pytest.mark.parametrize(
    "new",
    [
        "Something else that nobody has translated before.",
        "Pour milk. It is good. There is nothing like it. Nobody knows why it is so.",
        "Water.",
    ],
)
def test_other_text_is_not_outdated(new):
    assert outdated(OLD, new) is None


def test_a_text_that_is_still_in_the_book_is_no_earlier_wording():
    new = BREW.replace("hot", "boiling")
    book = [BREW, new]
    assert leverage(*OLD, book=book).outdated(miss(new)) is None
    stated = {new: [OLD[0]]}
    assert leverage(*OLD, book=book, stated=stated).outdated(miss(new)) is None


def test_what_the_new_source_does_not_point_to_becomes_text():
    old = record(
        "Read :ref:`the part <gone>` and set ``x`` to one at first.",
        "Lee :ref:`la parte <gone>` y pon ``x`` a uno.",
    )
    found = outdated([old], "Read the manual and set ``x`` to two at first.")
    assert found.text == "Lee la parte y pon ``x`` a uno."


def test_a_renamed_target_goes_with_an_edit():
    old = record(
        "Read :ref:`the part <a>` and set ``x`` to one at first.",
        "Pon ``x`` a uno y lee :ref:`la parte <a>`.",
    )
    new = "Read :ref:`the part <b>` and set ``y`` to two at first."
    assert outdated([old], new).text == ("Pon ``y`` a uno y lee :ref:`la parte <b>`.")


def test_one_shared_sentence_is_no_evidence():
    """Not even where the earlier wording has no other, if it stood elsewhere."""
    lid = record("Switch the power off. Open the lid.", "Apaga. Abre la tapa.")
    off = record("Switch the power off.", "Apaga.")
    wire = "Switch the power off. Do not touch the red wire."
    assert elsewhere([lid], wire) is None
    assert outdated([lid], wire) is None
    assert elsewhere([off], wire) is None
    assert outdated([off], wire).evidence is Evidence.PLACE


def test_an_earlier_wording_is_that_of_the_message_that_is_most_like_it():
    off = record("Switch the power off.", "Apaga.")
    new = "Switch the main power off."
    other = "Switch the power off. Do not touch the red wire."
    found = leverage(off, book=[new, other])
    assert found.outdated(miss(new)).text == "Apaga."
    assert found.outdated(miss(other)) is None


def test_of_two_that_are_as_like_the_one_that_came_first_is_taken():
    old = [
        record("Subclassing the Reader - an example.", "Lector."),
        record("Subclassing the Writer - an example.", "Escritor."),
    ]
    new = "Subclassing the Reader and the Writer - an example."
    assert outdated(old, new).text == "Lector."


def test_a_term_is_not_another_one_that_has_one_of_its_words():
    found = leverage(record("roasting", "tueste"), book=["light roasting"])
    term = replace(miss("light roasting"), kind=MessageKind.TERM)
    assert found.outdated(term) is None
    moved = leverage(
        record("the very light roasting", "tueste"),
        book={"page": [], "other": ["the very light roasting here"]},
    )
    new = miss("the very light roasting here")
    assert moved.outdated(new) is not None
    assert moved.outdated(replace(new, kind=MessageKind.TERM)) is None


KEPT = [record(f"Text {n} stays as it is.", f"Texto {n}.") for n in range(8)]


@pytest.mark.parametrize(("at", "shown"), [(0, False), (4, True), (8, False)])
def test_the_neighbours_of_a_wording_say_where_it_is_looked_for(at, shown):
    """It stood behind the fourth of eight texts that stay."""
    records = [*KEPT[:4], record("Wait for four minutes.", "Espera."), *KEPT[4:]]
    new = "Wait for ten more minutes."
    book = [r.source for r in KEPT]
    book.insert(at, new)
    found = leverage(*records, book=book, present=KEPT).outdated(miss(new))
    assert (found is not None) is shown


def test_neighbours_that_are_gone_have_neighbours_themselves():
    records = [*KEPT[:4], record("Wait for four minutes.", "Espera."), *KEPT[4:]]
    new = "Wait for ten more minutes."
    book = [KEPT[0].source, "Nothing of it.", new, "Nor of that.", KEPT[7].source]
    assert leverage(*records, book=book).outdated(miss(new)).text == "Espera."


MOVED = "Clean the machine once a week with vinegar."


@pytest.mark.parametrize(
    ("new", "shown"),
    [
        ("Clean the machine once a week with vinegar, and rinse it then.", True),
        ("Clean the machine once a week with vinegar. Then rinse it.", False),
        ("Clean the machine once a week without vinegar.", False),
        ("Never clean the machine once a week with vinegar.", False),
        ("Don't clean the machine once a week with vinegar.", False),
        ("Clean the machine two times a week with vinegar.", False),
        ("Clean the ``machine`` once a week with vinegar.", False),
        ("Clean the machine once a week with white vinegar or with citric acid, "
         "with lukewarm water and a soft brush, and so on.", False),
        ("Clean the house and the garden.", False),
    ],
)  # fmt: skip
def test_elsewhere_both_texts_must_be_alike_and_say_the_same(new, shown):
    found = elsewhere([record(MOVED, "Limpia la máquina.")], new)
    assert (found is not None) is shown
    if shown:
        assert found.evidence is Evidence.SIMILARITY


def test_elsewhere_terms_must_agree():
    new = "Clean the boiler once a week with vinegar."
    old = [record(MOVED, "Limpia la máquina.")]

    def terms(text):
        return [word for word in ("machine", "boiler") if word in text]

    assert elsewhere(old, new) is not None
    assert elsewhere(old, new, words=SourceWords(terms=terms)) is None


def test_likeness_is_no_evidence_where_nobody_knows_how_a_language_says_no():
    new = "Clean the machine once a week with vinegar and rinse it."
    text = PreviousText(earlier=[record(MOVED, "Limpia la máquina.")])

    def found(source):
        languages = LanguagePair(source=source, target="es")
        return Leverage(
            text, languages, read=read, decode=decode, book={"other": [new]}
        ).outdated(miss(new))

    assert found("en") is not None
    assert found("tlh") is None


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (":rfc:`2324`", "RFC 2324"),
        (":pep:`8#naming`", "PEP 8"),
        (":func:`os.remove`", "os.remove"),
        (":ref:`some-label`", None),
        (":doc:`more`", None),
        (":numref:`fig`", None),
        (":issue:`12`", None),
        ("{doc}`more`", None),
    ],
)
def test_a_reference_that_is_gone_is_as_readers_know_it(source, shown):
    gone = Placeable("xref", source, source.partition("`")[2].rstrip("`"))
    fitted = fit((Text("Mira "), gone), (Text("See "), gone), (Text("Look."),))
    assert fitted == (None if shown is None else (Text("Mira "), Text(shown)))


def test_elements_of_a_kind_are_not_confused():
    a, b, c = (Placeable("literal", f"``{x}``", x) for x in "abc")
    assert fit((b, a), (a, b), (a, c)) == (c, a)
    assert fit((a, b), (a, b), (c,)) == (a, b)
    note = Placeable("footnote", "[1]_", "1")
    assert fit((Text("Ya"), note), (Text("Now"), note), (Text("Then"),)) == (
        Text("Ya"),
    )


def test_unchanged_sentences_are_known_where_people_joined_others():
    target = "Muele los granos. Vierte el agua caliente y espera cuatro minutos."
    known = leverage(record(BREW, target)).sentences(
        [miss("Grind the beans finely. Pour the cold water slowly. Wait for a day.")]
    )
    assert known == {
        "Grind the beans finely.": ("Grind the beans finely.", "Muele los granos.")
    }


def test_unchanged_sentences_are_known_without_the_markup_that_people_added():
    target = BREW_ES.replace("granos", "``granos``")
    known = leverage(record(BREW, target)).sentences(
        [miss(BREW.replace("hot", "cold"))]
    )
    assert known["Grind the beans finely."][1] == "Muele los granos."
