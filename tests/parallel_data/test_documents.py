"""Blocks of two editions that have drifted apart."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from samples import catalog_folder

from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.editions.model import Block, BlockKind, Edition
from sphinx_amts.markup.model import Text
from sphinx_amts.model import Dialect, LanguagePair, MessageKind
from sphinx_amts.parallel_data.cleaning import clean
from sphinx_amts.parallel_data.document_alignment import align_editions
from sphinx_amts.parallel_data.pairs import pair_of

SECTION = 7
"""Blocks of a section, its title included."""


def block(text, kind=BlockKind.TEXT):
    return Block(
        kind=kind,
        text=text,
        depth=1,
        inlines=(Text(text),),
        message_kind=MessageKind.BLOCK,
        dialect=Dialect.PLAIN,
    )


def editions(folder, language):
    """Return a book and its translation, block by block, from catalogs."""
    source, target = Edition(language="en"), Edition(language=language)
    for path in sorted(folder.rglob("*.po")):
        pairs = [
            (entry.msgid, entry.msgstr)
            for entry in read_entries(path)
            if entry.msgid and entry.msgstr and not entry.fuzzy and not entry.plural
        ]
        for number, edition in enumerate((source, target)):
            edition.documents[path.stem] = [
                block(
                    pair[number],
                    BlockKind.TEXT if at % SECTION else BlockKind.TITLE,
                )
                for at, pair in enumerate(pairs)
            ]
    return source, target


def gold(source, target):
    """Return which source text has which translation."""
    return {
        (one.text, other.text)
        for name, blocks in source.documents.items()
        for one, other in zip(blocks, target.documents[name], strict=True)
    }


def drifted(target, seed):
    """Return an edition with sections dropped, moved and merged, and text rewritten."""
    rng = random.Random(seed)
    texts = [b for blocks in target.documents.values() for b in blocks]
    documents = {}
    for name, blocks in target.documents.items():
        sections = [blocks[at : at + SECTION] for at in range(0, len(blocks), SECTION)]
        sections = [section for section in sections if rng.random() > 0.1]
        for _ in range(len(sections) // 6):
            section = sections.pop(rng.randrange(len(sections)))
            sections.insert(rng.randrange(len(sections) + 1), section)
        merged = [
            section[1:] if number and rng.random() < 0.1 else section
            for number, section in enumerate(sections)
        ]
        documents[name] = [
            replace(rng.choice(texts), kind=BlockKind.TEXT)
            if one.kind is BlockKind.TEXT and rng.random() < 0.2
            else one
            for section in merged
            for one in section
        ]
    return Edition(language=target.language, documents=documents)


def plain(pairs):
    return {(" ".join(a.split()), " ".join(b.split())) for a, b in pairs}


@pytest.mark.parametrize(
    ("name", "right", "found"),
    # many messages of the smaller one are cells of tables that differ in a digit
    [("example book", 0.95, 0.85), ("Python documentation", 0.97, 0.85)],
)
def test_an_edition_that_has_drifted(name, right, found):
    language = "es"
    folder = catalog_folder(name, language)
    if (folder / "tutorial").is_dir():
        folder /= "tutorial"
    source, target = editions(folder, language)
    true = plain(gold(source, target))
    other = drifted(target, seed=1)
    languages = LanguagePair(source="en", target=language)
    aligned = align_editions(source, other)
    kept, _ = clean([pair_of(pair, languages) for pair in aligned.pairs], languages)
    got = {(pair.source_text, pair.target_text) for pair in kept}
    there = {" ".join(b.text.split()) for bs in other.documents.values() for b in bs}
    wanted = {(a, b) for a, b in true if b in there and a != b}
    assert len(got & true) >= right * len(got)
    assert len(got & wanted) >= found * len(wanted)


def test_confidence_tells_how_many_pairs_are_wrong():
    """No pair confirms itself: rare words of a wrong pair are no evidence for it."""
    expected = surest = 0.0
    wrong = kept = 0
    for seed in (4, 5):
        source, target = editions(catalog_folder("example book", "es"), "es")
        true = plain(gold(source, target))
        for pair in align_editions(source, drifted(target, seed)).pairs:
            texts = [" ".join(b.text.split()) for b in (*pair.source, *pair.target)]
            if len(texts) == 2 and texts[0] != texts[1] and pair.confidence >= 0.7:
                kept += 1
                expected += 1 - pair.confidence
                if tuple(texts) not in true:
                    wrong += 1
                    surest = max(surest, pair.confidence)
    assert kept > 400
    assert wrong <= 1.5 * expected
    assert expected <= 0.06 * kept
    assert surest < 0.99


SOURCE = (
    "The mill of 1874 stands by the river.",
    "Its owner, Anna Berg, sells flour to twelve bakers.",
    "A sack weighs 25 kilograms and costs 40 crowns.",
    "In winter, at 15 degrees below zero, the river freezes.",
    "Visitors from Oslo come by train on Sundays.",
    "They may grind a bag of 500 grams themselves.",
)
TARGET = (
    "El molino de 1874 está junto al río.",
    "Su dueña, Anna Berg, vende harina a doce panaderos.",
    "Un saco pesa 25 kilogramos y cuesta 40 coronas.",
    "En invierno, a 15 grados bajo cero, el río se hiela.",
    "Los visitantes de Oslo vienen en tren los domingos.",
    "Pueden moler ellos mismos una bolsa de 500 gramos.",
)


def book(*documents, language="en"):
    return Edition(
        language=language,
        documents={f"d{n}": list(map(block, d)) for n, d in enumerate(documents)},
    )


def aligned_texts(source, target):
    return {
        (
            tuple(SOURCE.index(b.text) for b in pair.source),
            tuple(TARGET.index(b.text) for b in pair.target),
        )
        for pair in align_editions(source, target).pairs
    }


def test_an_unchanged_edition():
    pairs = aligned_texts(book(SOURCE), book(TARGET, language="es"))
    assert pairs == {((n,), (n,)) for n in range(6)}


@pytest.mark.parametrize("dropped", range(6))
def test_added_and_dropped_paragraphs_stay_alone(dropped):
    def without(texts):
        return texts[:dropped] + texts[dropped + 1 :]

    result = align_editions(book(SOURCE), book(without(TARGET), language="es"))
    assert [b.text for _, b in result.unpaired_source] == [SOURCE[dropped]]
    assert result.unpaired_target == []
    result = align_editions(book(without(SOURCE)), book(TARGET, language="es"))
    assert [b.text for _, b in result.unpaired_target] == [TARGET[dropped]]
    assert result.unpaired_source == []


def test_a_document_of_another_name_is_found_by_its_words():
    source = book(SOURCE[:3], SOURCE[3:])
    target = book(TARGET[3:], TARGET[:3], language="es")
    target.documents = {"uno": target.documents["d0"], "dos": target.documents["d1"]}
    assert aligned_texts(source, target) == {((n,), (n,)) for n in range(6)}


def test_kinds_of_blocks_are_not_mixed():
    source, target = book(SOURCE), book(TARGET, language="es")
    code = [block(f"print({n})", BlockKind.CODE) for n in range(2)]
    source.documents["d0"].insert(2, code[0])
    target.documents["d0"][2:2] = code
    pairs = align_editions(source, target).pairs
    assert all(b.kind is BlockKind.TEXT for p in pairs for b in (*p.source, *p.target))
    assert len(pairs) == 6


def test_anchors_tell_where_a_paragraph_is_missing():
    """Without a word in common, code says what stands beside what."""
    source, target = book(), book(language="es")
    source.documents["d"] = [
        block("First words here."),
        block("alpha()", BlockKind.CODE),
        block("Second words there."),
        block("omega()", BlockKind.CODE),
    ]
    target.documents["d"] = [
        block("alpha()", BlockKind.CODE),
        block("Lo segundo va ahora."),
        block("omega()", BlockKind.CODE),
    ]
    pairs = align_editions(source, target).pairs
    assert [(p.source[0].text, p.target[0].text) for p in pairs] == [
        ("Second words there.", "Lo segundo va ahora.")
    ]


CHAPTERS = (SOURCE[:2], SOURCE[2:4], SOURCE[4:])
TRANSLATED = (TARGET[:2], TARGET[2:4], TARGET[4:])


@pytest.mark.parametrize(
    "order",
    [(1, 2), (0, 2), (2, 0, 1), (1, 0, 2), ((0, 1), 2), (2, (1, 0)), ((1, 2),)],
)
def test_chapters_that_an_edition_reorders_merges_and_drops(order):
    """A document of the same name may hold another chapter."""
    parts = [(part,) if isinstance(part, int) else part for part in order]
    target = book(
        *([t for chapter in part for t in TRANSLATED[chapter]] for part in parts),
        language="es",
    )
    kept = {chapter for part in parts for chapter in part}
    expected = {((2 * c + n,), (2 * c + n,)) for c in kept for n in (0, 1)}
    assert aligned_texts(book(*CHAPTERS), target) == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_no_pair_goes_across_chapters_of_a_real_book(seed):
    source, target = editions(catalog_folder("example book", "es"), "es")
    rng = random.Random(seed)
    names = list(source.documents)
    chapter_of = {b.text: n for n in names for b in target.documents[n]}
    chapters = [target.documents[name] for name in names]
    del chapters[rng.randrange(len(chapters))]
    rng.shuffle(chapters)
    chapters[:2] = [chapters[0] + chapters[1]]
    other = Edition(language="es", documents=dict(zip(names, chapters, strict=False)))
    pairs = align_editions(source, other).pairs
    true = gold(source, target)
    across = [
        (a.text, b.text)
        for pair in pairs
        for a, b in zip(pair.source, pair.target, strict=False)
        if chapter_of[b.text] != pair.document and (a.text, b.text) not in true
    ]
    assert across == []
    assert len(pairs) > 100
