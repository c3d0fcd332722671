"""Scores, checks, the trend and the pages of messages, in the report of a build."""

from __future__ import annotations

import json
import os
from zipfile import ZipFile

import pytest
from sacrebleu.metrics import BLEU, CHRF

INDEX = """
Bread
=====

The oven is hot before the bread is baked in it, and it stays closed.

Knead the dough with ``two`` hands for ten minutes, then let it rest.

Bake it.

.. toctree::

   oven
"""
OVEN = """
.. _place:

Oven
====

The oven is slow.

It takes 250 degrees for the crust, and the steam has to stay inside of it.
"""
TITLE, HOT, KNEAD, BAKE = (
    "Bread",
    "The oven is hot before the bread is baked in it, and it stays closed.",
    "Knead the dough with ``two`` hands for ten minutes, then let it rest.",
    "Bake it.",
)
HUMAN = {
    HOT: "El horno está caliente antes de hornear el pan, y permanece cerrado.",
    KNEAD: "Amase la masa con ``dos`` manos diez minutos y déjela reposar.",
}
DRAFTS = {
    HOT: "El horno es caliente antes del pan, y queda cerrado.",
    KNEAD: "Amase la masa con ``dos`` manos para diez minutos, entonces descanse.",
    BAKE: "Hornéelo.",
}
SLOW, HEAT = (
    "The oven is slow.",
    "It takes 250 degrees for the crust, and the steam has to stay inside of it.",
)


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.write("index.rst", INDEX)
    book.write("oven.rst", OVEN)
    book.conf(amts_scores=True)
    book.human("index", HUMAN)
    book.committed("index", DRAFTS)
    return book


def document(built, docname):
    return next(d for d in built.report["documents"] if d["docname"] == docname)


def messages(book, docname):
    path = book.out / "_amts" / "documents" / f"{docname}.json"
    return {m["text"]: m for m in json.loads(path.read_text("utf-8"))["messages"]}


def test_scores_are_those_of_sacrebleu(book):
    built = book.build()
    hypotheses = [DRAFTS[text].replace("``dos``", "ⓐ") for text in HUMAN]
    references = [HUMAN[text].replace("``dos``", "ⓐ") for text in HUMAN]
    bleu = BLEU(force=True).corpus_score(hypotheses, [references]).score
    chrf = CHRF(word_order=2)
    index = document(built, "index")
    assert index["references"] == 2
    assert index["bleu"] == built.totals["bleu"] == round(bleu, 2)
    assert index["chrf"] == round(chrf.corpus_score(hypotheses, [references]).score, 2)
    assert (document(built, "oven")["bleu"], document(built, "oven")["references"]) == (
        None,
        0,
    )
    assert "tok:13a" in built.report["signatures"]["bleu"]
    shown = messages(book, "index")[HOT]
    assert shown["human"] == HUMAN[HOT]
    assert shown["draft"] == DRAFTS[HOT]
    alone = chrf.corpus_score(hypotheses[:1], [references[:1]]).score
    assert shown["score"] == round(alone, 2)


def test_a_draft_of_the_memory_is_scored_once_a_person_has_translated(book):
    book.engine()
    first = book.build()
    assert document(first, "oven")["references"] == 0
    for path in (book.root / "doctrees" / "amts").rglob("*.po"):
        path.unlink()  # as on another machine
    book.human("oven", {SLOW: "El horno es lento."})
    built = book.build()
    assert built.sent == []
    assert document(built, "oven")["references"] == 1
    assert document(built, "oven")["bleu"] is not None
    assert messages(book, "oven")[SLOW]["draft"]


def test_hypotheses_of_an_evaluation_are_drafts(book):
    lines = {
        "hypotheses/ours": "El horno del pan está cerrado.",
        "references": HUMAN[HOT],
    }
    for folder, line in lines.items():
        book.write(f"scores/everything/{folder}/en-es/index.txt", f"{line}\n")
    (book.src / "scores/hypotheses/ours").mkdir(parents=True)
    book.conf(amts_hypotheses="scores/hypotheses/ours")
    book.build()
    shown = messages(book, "index")
    assert shown[HOT]["draft"] == lines["hypotheses/ours"]
    assert shown[KNEAD]["draft"] == DRAFTS[KNEAD]
    book.write("scores/everything/hypotheses/ours/en-es/index.txt", "Uno.\nDos.\n")
    built = book.build()
    assert built.code == 2
    assert "index.txt: 2 lines, but 1 references" in built.output
    built = book.build("-Damts_hypotheses=scores/theirs")
    assert built.code == 2
    assert "amts_hypotheses" in built.output


def test_without_the_setting_nothing_is_scored(book):
    book.conf(amts_scores=False)
    built = book.build()
    assert built.totals["bleu"] is None
    assert built.report["signatures"] == {}
    assert built.totals["references"] == 2


def test_a_tokeniser_that_is_missing_is_named(book):
    hidden = book.root / "hidden"
    hidden.mkdir()
    (hidden / "mecab_ko.py").write_text("raise ImportError('not installed')")
    book.human("index", HUMAN, "ko")
    path = os.pathsep.join([str(hidden), book.environment()["PYTHONPATH"]])
    built = book.build("-Dlanguage=ko", PYTHONPATH=path)
    assert built.code == 2
    assert "sacrebleu[ko]" in built.output
    assert "Traceback" not in built.output


def test_a_message_leads_to_its_place_on_the_page(book):
    book.build()
    link = messages(book, "index")[HOT]["link"]
    page, _, text = link.partition(":~:text=")
    assert page == "../../index.html#bread"
    assert text.startswith("El%20horno%20est%C3%A1")
    assert 'id="bread"' in book.html("index")
    assert messages(book, "oven")["Oven"]["link"].startswith("../../oven.html#")


def test_pages_of_messages_come_and_go_with_their_documents(book):
    book.write("guide/deep.rst", "Deep\n====\n\nText.\n")
    book.build()
    pages = book.out / "_amts" / "documents"
    assert (
        "../../../guide/deep.html#deep" in messages(book, "guide/deep")["Deep"]["link"]
    )
    kept = (pages / "oven.html").stat()
    (book.src / "guide/deep.rst").unlink()
    book.human("index", HUMAN | {BAKE: "Hornéelo bien."})
    book.build()
    assert not (pages / "guide" / "deep.html").exists()
    assert not (pages / "guide" / "deep.json").exists()
    now = (pages / "oven.html").stat()
    assert (kept.st_mtime_ns, kept.st_ino) == (now.st_mtime_ns, now.st_ino)
    assert messages(book, "index")[BAKE]["human"] == "Hornéelo bien."


def test_a_refused_draft_is_shown_with_its_reason(book):
    book.committed("index", DRAFTS | {KNEAD: "Sin código."})
    book.human("index", {HOT: HUMAN[HOT]})
    book.build()
    refused = messages(book, "index")[KNEAD]
    assert refused["state"] == "rejected"
    assert refused["draft"] == "Sin código."
    assert "literal" in refused["reason"]
    assert refused["shown"] == ""


BAD = {
    SLOW: "El horno horno horno horno es lento.",
    HEAT: "Toma grados para la costra, and the steam has to stay inside of it.",
}


def test_checks_of_drafts_are_in_the_report_and_can_be_switched_off(book, amts):
    book.committed("oven", BAD)
    built = book.build()
    found = [
        (c["line"], c["rule"], c["severity"]) for c in document(built, "oven")["checks"]
    ]
    assert found == [
        (7, "repetition", "error"),
        (9, "number", "warning"),
        (9, "untranslated", "warning"),
    ]
    assert built.totals["checks"] == 3
    assert [c["rule"] for c in messages(book, "oven")[HEAT]["checks"]] == [
        "number",
        "untranslated",
    ]
    ran = amts(book, "check", book.src, "-l", "es", "--machine")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == (
        "3 findings: number 1, untranslated 1, repetition 1"
    )
    assert (
        "amts/catalogs/es/oven.po:5: repetition: 4 times in a row: 'horno'" in ran.out
    )
    book.conf(amts_check_ignore=["number", "untranslated", "repetition"])
    assert amts(book, "check", book.src, "-l", "es", "--machine").code == 0
    built = book.build()
    assert built.totals["documents_read"] == 0
    assert document(built, "oven")["checks"] == []
    assert messages(book, "oven")[HEAT]["checks"] == []


def test_the_trend_has_a_point_for_each_build_that_changed_a_figure(book):
    folder = book.src / "trend"
    book.conf(amts_history="trend")
    assert book.build(SOURCE_DATE_EPOCH="1000000000").report["history"] == []
    book.human("oven", {SLOW: "El horno es lento."})
    book.build(SOURCE_DATE_EPOCH="1200000000")
    before = (folder / "es.json").stat()
    built = book.build(SOURCE_DATE_EPOCH="1300000000")
    after = (folder / "es.json").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert [build["date"][:4] for build in built.report["history"]] == ["2001", "2008"]
    assert 'id="trend-title">2 builds from 2001-09-09 to 2008-01-10' in (
        (book.out / "_amts" / "index.html").read_text("utf-8")
    )
    summary = (book.out / "_amts" / "summary.gfm").read_text("utf-8")
    assert "since 2001-09-09" in summary


def test_a_history_that_cannot_be_written_is_told_and_stops_no_build(book):
    book.write("file", "")
    book.conf(amts_history="file")
    built = book.build()
    assert built.code == 0
    (line,) = [line for line in built.output.splitlines() if "amts_history" in line]
    assert line.startswith(f"WARNING: {book.src / 'file/es.json'}: ")
    assert "Traceback" not in built.output


@pytest.mark.parametrize("content", ["[" * 9000, '{"format": 1, "builds": [{}]}', "{"])
def test_a_damaged_history_stops_no_build_and_is_left_to_its_mender(book, content):
    book.write("trend/es.json", content)
    book.conf(amts_history="trend")
    built = book.build()
    assert built.code == 0
    path = book.src / "trend/es.json"
    (line,) = [line for line in built.output.splitlines() if "amts_history" in line]
    assert line.startswith(f"WARNING: {path}: the history of builds cannot be read (")
    assert built.report["history"] == []
    assert path.read_text("utf-8") == content


def test_status_gates_on_bleu(book, amts):
    low = amts(book, "status", book.src, "-l", "es", "--fail-under", "bleu=5")
    assert (low.code, low.err) == (0, "")
    assert "BLEU" in low.out
    out = book.root / "report"
    high = amts(
        book, "status", book.src, "-l", "es",
        "--fail-under", "bleu=90", "--fail-under", "99", "--output", out,
    )  # fmt: skip
    assert high.code == 1
    bleu, coverage = high.err.splitlines()
    assert bleu.startswith("sphinx-amts: es: BLEU ")
    assert bleu.endswith(", less than 90")
    assert coverage.endswith("% translated, less than 99 %")
    names = "index.html report.json report.csv summary.gfm badge.svg documents"
    assert {path.name for path in (out / "es").iterdir()} == {*names.split()}
    assert "BLEU" in (out / "es" / "badge.svg").read_text("utf-8")


def test_a_gate_on_bleu_without_references_is_not_passed(book, amts):
    book.human("index", {})
    ran = amts(book, "status", book.src, "-l", "es", "--fail-under", "bleu=0")
    assert ran.code == 1
    assert ran.err == (
        "sphinx-amts: es: no BLEU, as no message has both a human translation and a "
        "draft of a machine\n"
    )


@pytest.mark.parametrize("gate", ["blue=3", "bleu=x", "bleu=101", "-1"])
def test_a_wrong_gate_is_refused(book, amts, gate):
    ran = amts(book, "status", book.src, f"--fail-under={gate}")
    assert ran.code == 2
    assert "--fail-under" in ran.err


def test_the_report_is_no_part_of_an_e_book(book):
    """`keep_out_of_epub`: nor of one that is packed beside the report of a build."""
    book.conf(amts_scores=False, version="1", copyright="2026")
    for again in ((), ("-a",)):  # Sphinx 7.4 packs nothing where no page is written
        built = book.build("-W", *again, builder="epub")
        assert built.code == 0, built.output
        assert built.totals["documents_read"] in (0, 2)
        (packed,) = (book.root / "out" / "epub").glob("*.epub")
        with ZipFile(packed) as archive:
            assert not [name for name in archive.namelist() if "_amts" in name]
        packed.unlink()


def test_three_figures_of_editing_are_kept_apart(book):
    near = HUMAN[KNEAD].replace("diez", "doce")
    book.committed("index", {HOT: "Z", KNEAD: near, BAKE: "Hornéelo."})
    figures = {
        "format": 1, "target": "es", "systems": [{"name": "memory", "saved": 81.5}],
        "documents": [{"name": "index", "saved": {"memory": -3.25}}],
    }  # fmt: skip
    book.write("editing.json", json.dumps(figures))
    book.conf(amts_editing="editing.json")
    built = book.build()
    assert built.warnings == []
    index, totals = document(built, "index"), built.totals
    # one of eleven words; and each character of the text, besides the one of the draft
    assert (index["hter"], index["hter_messages"]) == (round(100 / 11, 2), 1)
    assert (index["distance"], index["distance_messages"]) == (
        round(100 * (len(HUMAN[HOT]) + 1) / len(HUMAN[HOT]), 2),
        1,
    )
    assert (totals["hter"], totals["distance"]) == (index["hter"], index["distance"])
    assert (index["editing_saved"], totals["editing_saved"]) == (-3.25, 81.5)
    assert document(built, "oven")["editing_saved"] is None
    assert document(built, "oven")["hter"] is None
    page = (book.out / "_amts" / "index.html").read_text("utf-8")
    assert "81.5 % of the characters" in page
    assert "upper bound" in page
    (book.src / "editing.json").write_text("{}")
    failed = book.build()
    assert failed.code != 0
    assert "editing.json" in failed.output
    assert "Traceback" not in failed.output
