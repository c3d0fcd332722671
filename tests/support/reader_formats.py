# ruff: noqa: E501 - specimens
"""Every format that is read: a specimen by our own writers, and its readers."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from types import SimpleNamespace
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from backports import zstd

from sphinx_amts.catalogs.digests import FileDigests
from sphinx_amts.catalogs.entries import MachineEntry, read_human, read_machine
from sphinx_amts.catalogs.human_editor import HumanCatalog
from sphinx_amts.catalogs.human_writer import NewEntry, add_entries
from sphinx_amts.catalogs.lenient_reader import read_leniently
from sphinx_amts.catalogs.machine_writer import write_machine
from sphinx_amts.catalogs.merge_conflicts import resolve_catalog, resolve_memory
from sphinx_amts.catalogs.mo_reader import read_compiled
from sphinx_amts.catalogs.po_reader import read_entries, read_obsolete
from sphinx_amts.changes import data as changes_data
from sphinx_amts.changes.comment import LIMIT, as_markdown
from sphinx_amts.cli.align import _read as read_text
from sphinx_amts.corpus.model import CorpusFindings
from sphinx_amts.corpus.reading import read_all
from sphinx_amts.corpus_collection.addresses import parse_address
from sphinx_amts.corpus_collection.fetching import FolderPages
from sphinx_amts.corpus_collection.language_parts import LanguageParts
from sphinx_amts.corpus_collection.main_text import blocks_of
from sphinx_amts.corpus_collection.page_cache import KeptAnswer, PageCache
from sphinx_amts.corpus_collection.page_reading import read_facts
from sphinx_amts.corpus_collection.reservations import parse_reservations
from sphinx_amts.corpus_collection.sitemaps import kind_of, sitemap_entries, unpacked
from sphinx_amts.corpus_collection.sources import read_sources
from sphinx_amts.editions.model import Pair
from sphinx_amts.editions.staging import Side, stage
from sphinx_amts.emulator import server as emulator
from sphinx_amts.emulator.refusal import Refused
from sphinx_amts.emulator.store import Store
from sphinx_amts.emulator.tables import Unreadable, read_table
from sphinx_amts.engines.amazon.documents import pack, unpack
from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.engines.amazon.import_rules import EXAMPLE_BYTES
from sphinx_amts.engines.amazon.job_notes import JobNotes, Note
from sphinx_amts.engines.amazon.jobs import details_of
from sphinx_amts.engines.amazon.options import AmazonOptions
from sphinx_amts.engines.amazon.parallel_data import fault_lines
from sphinx_amts.engines.base import Item
from sphinx_amts.errors import AmtsError, CatalogError, CorpusError
from sphinx_amts.evaluation import blind, results
from sphinx_amts.evaluation.account import _DATA, Account
from sphinx_amts.evaluation.page import write_page
from sphinx_amts.evaluation.systems import read_configuration
from sphinx_amts.extension.compat.notebooks import _load_outputs
from sphinx_amts.extension.messages.page_source import page_text
from sphinx_amts.files import json_text
from sphinx_amts.files.json_text import DamagedJson
from sphinx_amts.importers.d2l.conversion import convert
from sphinx_amts.importers.d2l.output import LEDGER, write_book
from sphinx_amts.lexicons.reading import read_lexicon
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.memory.human_memory import HumanMemory, HumanRecord
from sphinx_amts.memory.kept_sentences import KeptSentences
from sphinx_amts.memory.stored_unit import StoredUnit, unit_key
from sphinx_amts.memory.tmx import export_tmx, import_tmx
from sphinx_amts.memory.translation_memory import TranslationMemory
from sphinx_amts.model import (
    Dialect,
    LanguagePair,
    MessageKind,
    Origin,
    Provenance,
    State,
)
from sphinx_amts.onboarding.proposing import propose
from sphinx_amts.onboarding.survey import survey
from sphinx_amts.parallel_data.files import read_pairs
from sphinx_amts.parallel_data.output import write_pairs
from sphinx_amts.report import history, overview
from sphinx_amts.report.charts import trend
from sphinx_amts.review.items import CatalogPlace, ReviewItem
from sphinx_amts.review.po_files import po_text
from sphinx_amts.review.returned import read_returned
from sphinx_amts.review.sheet import review_sheet
from sphinx_amts.scores import draft_scores, post_editing_results
from sphinx_amts.scores.lines import View
from sphinx_amts.scores.metrics import Metric, Score
from sphinx_amts.scores.significance import Interval
from sphinx_amts.scores.written import WrittenHypotheses
from sphinx_amts.site import page_lists
from sphinx_amts.term_mining.term_table import read_term_table
from sphinx_amts.terminology.files import read_terms
from sphinx_amts.translation import run_state
from sphinx_amts.translation.outcome import Outcome, Usage
from sphinx_amts.translation.used_answers import UsedAnswers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAIR = LanguagePair(source="en", target="es")
TEXTS = {
    "Pour the water slowly.": "Vierte el agua despacio.",
    "Boil *it* twice.": "Hiérvela *dos* veces.",
    'A "filter" of 12 g,\nand 3 cups.': "Un «filtro» de 12 g,\ny 3 tazas; 中文.",
    "Grind; then wait.": "Muele; luego espera.",
}


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        name: of the format.
        file: name of the file that is damaged.
        kind: what its structure is, for `mutations`.
        make: writes it, and what belongs to it, into a folder.
        read: reads all of it with every reader there is.
        refuses: errors that a reader may raise, documented where it is defined.
    """

    name: str
    file: str
    kind: str
    make: Callable[[Path], None]
    read: Callable[[Path], None]
    refuses: tuple[type[Exception], ...] = field(default=(AmtsError,))


FORMATS: list[Format] = []


def reader(name, file, kind, make, *refuses):
    """Enter the function below as what reads a format."""

    def enter(read):
        FORMATS.append(Format(name, file, kind, make, read, (AmtsError, *refuses)))
        return read

    return enter


def each(*calls):
    """Make all of *calls*, whatever some refuse; raise what the last one did."""
    refusal = None
    for call in calls:
        try:
            call()
        except AmtsError as exc:
            refusal = exc
    if refusal is not None:
        raise refusal


# --- what people wrote


def make_human_memory(folder):
    memory = HumanMemory()
    memory.add(
        HumanRecord(source=source, target=target, dialect=Dialect.RST)
        for source, target in TEXTS.items()
    )
    memory.save(folder / "es.jsonl")


@reader("human memory", "es.jsonl", "jsonl", make_human_memory)
def read_human_memory(path):
    before = path.read_bytes()
    try:
        if resolve_memory(path) is None:
            assert path.read_bytes() == before
        memory = HumanMemory.load(path)
    except CatalogError:
        assert path.read_bytes() == before
        raise
    memory.current()
    again = path.with_name("again.jsonl")
    memory.save(again)
    if again.exists():
        assert HumanMemory.load(again).records == memory.records


def make_human_catalog(folder):
    entries = [
        NewEntry(msgid=a, msgstr=b, locations=("../index.md:4",))
        for a, b in TEXTS.items()
    ]
    add_entries(folder / "index.po", entries, language="es", project="Coffee")
    with (folder / "index.po").open("a", encoding="utf-8") as stream:
        stream.write('\n#, fuzzy\n#| msgid "Old."\nmsgid "New."\nmsgstr "Viejo."\n')
        stream.write('\n#~ msgid "Gone."\n#~ msgstr "Ido."\n')


@reader("human catalog", "index.po", "po", make_human_catalog)
def read_human_catalog(path):
    before = path.read_bytes()
    entry = NewEntry(msgid="Added.", msgstr="Añadido.")
    each(
        lambda: read_obsolete(path),
        lambda: FileDigests().of_files([path]),
        lambda: read_returned(path, TEXTS),
        lambda: list(HumanCatalog(path).comments()),
        lambda: read_human(path),
        lambda: read_entries(path),
        lambda: read_leniently(path),
    )
    add_entries(path, [entry], language="es", project="Coffee")
    assert b"Added." in path.read_bytes() or path.read_bytes() == before
    assert read_human(path).get("Added.", "Añadido.")


def make_used_answers(folder):
    kept = UsedAnswers(stamp="1", engine="apertium", segment="sentence", answers=TEXTS)
    kept.save(folder / "answers.json")


@reader("answers of a build folder", "answers.json", "json", make_used_answers)
def read_used_answers(path):
    kept = UsedAnswers.load(path)
    if kept is None:
        raise CatalogError("it is made anew")
    again = path.with_name("again.json")
    kept.save(again)
    assert UsedAnswers.load(again) == kept


def make_compiled(folder):
    catalog = Catalog(locale="es")
    for source, target in TEXTS.items():
        catalog.add(source, target)
    catalog.add(("One", "Many"), ("Uno", "Muchos"))
    catalog.add("Here", "Aquí", context="place")
    with (folder / "index.mo").open("wb") as stream:
        write_mo(stream, catalog)


@reader("compiled catalog", "index.mo", "bytes", make_compiled)
def read_mo(path):
    assert all(isinstance(t, str) for pair in read_compiled(path).items() for t in pair)


def item(msgid, msgstr):
    return ReviewItem(
        msgid=msgid,
        state=State.MACHINE,
        places=[
            CatalogPlace(document="index", file="index.md", domain="index", line=4)
        ],
        draft=machine_entry(msgid, msgstr),
        previous="Pour water.",
        earlier="Vierte agua.",
    )


def machine_entry(msgid, msgstr):
    return MachineEntry(
        msgid=msgid,
        msgstr=msgstr,
        origin=Origin.MACHINE,
        provenance=Provenance(engine="x"),
    )


def make_review_po(folder):
    items = [item(*pair) for pair in TEXTS.items()]
    (folder / "review.po").write_bytes(po_text(items, language="es", project="Coffee"))


@reader("returned catalog", "review.po", "po", make_review_po)
def read_review_po(path):
    read_returned(path, TEXTS)


def make_review_sheet(folder):
    items = [item(*pair) for pair in TEXTS.items()]
    (folder / "review.csv").write_bytes(review_sheet(items))


@reader("review sheet", "review.csv", "csv", make_review_sheet)
def read_review_sheet(path):
    read_returned(path, TEXTS)


def make_blind(folder):
    items = [
        blind.BlindItem(source=a, reference=b, first=b, second=a)
        for a, b in TEXTS.items()
    ]
    blind.write_sheet(
        folder, items, systems=("x", "y"), languages=("en", "es"), count=4
    )
    sheet = folder / blind.SHEET
    sheet.write_bytes(sheet.read_bytes().replace(b",,\r\n", b",A,same\r\n"))


@reader("blind sheet", blind.SHEET, "csv", make_blind)
def read_blind(path):
    blind.read_ratings(path.parent, [path])


@reader("key of a blind sheet", blind.KEY, "json", make_blind)
def read_key(path):
    blind.read_ratings(path.parent, [path.with_name(blind.SHEET)])


# --- terms, pairs and memories


def pairs():
    for a, b in TEXTS.items():
        source = (
            Text(a),
            Span("strong", "**", "**", (Text("now"),)),
            Placeable("ref", ":ref:`x`", "x"),
        )
        yield Pair(
            source=source,
            target=(Text(b),),
            document="index",
            line=3,
            changed="2024-01-02",
        )


def make_terms(suffix):
    def make(folder):
        lines = [
            "en,es,zh",
            "water,agua,水",
            "filter,filtro,过滤器",
            '"cup, small",taza,杯',
        ]
        text = "\n".join(lines) + "\n"
        if suffix == "tsv":
            text = text.replace(",", "\t")
        (folder / f"terms.{suffix}").write_text(text, "utf-8")

    return make


def make_term_table(folder):
    text = "# Terms\n\n| en | es |\n|---|---|\n| water | agua |\n\n- cup: taza\n"
    (folder / "terms.md").write_text(text, "utf-8")


@reader("terms in Markdown", "terms.md", "text", make_term_table)
def read_as_term_table(path):
    read_term_table(path, PAIR, list(TEXTS), list(TEXTS.values()))


def make_pairs(suffix):
    return lambda folder: write_pairs(folder / f"pairs.{suffix}", list(pairs()), PAIR)


def read_as_terms(path):
    read_terms(path, source="en", target="es")


def read_as_pairs(path):
    each(
        lambda: read_terms(path, source="en", target="es"),
        lambda: read_example_file(path, max_bytes=EXAMPLE_BYTES),
        lambda: read_pairs(path, PAIR),
    )


def read_in_emulator(path):
    read_table(path.read_bytes(), path.suffix[1:].upper(), max_bytes=1000)


for _suffix in ("csv", "tsv"):
    reader(
        f"terms in {_suffix.upper()}", f"terms.{_suffix}", "csv", make_terms(_suffix)
    )(read_as_terms)
for _suffix, _kind in (("csv", "csv"), ("tsv", "csv"), ("tmx", "xml")):
    _file = f"pairs.{_suffix}"
    reader(f"pairs in {_suffix.upper()}", _file, _kind, make_pairs(_suffix))(
        read_as_pairs
    )
    reader(
        f"{_suffix.upper()} in the emulator",
        _file,
        _kind,
        make_pairs(_suffix),
        Unreadable,
    )(read_in_emulator)


def read_as_collection(path):
    """Whatever is wrong is a message of one line, and nothing is raised."""
    findings = CorpusFindings()
    for pair in read_all([path], PAIR, findings):
        assert pair.source.strip()
        assert pair.target.strip()
    for line in findings.left_out:
        assert path.parent.name in line
    if findings.faults:
        raise CorpusError(findings.faults[0])


def make_lines(packed, suffix):
    def make(folder):
        for code, texts in (("en", TEXTS), ("es", TEXTS.values())):
            text = "".join(f"{' '.join(text.split())}\n" for text in texts)
            (folder / f"talks.{code}{suffix}").write_bytes(packed(text.encode()))

    return make


def make_tabs(folder):
    rows = ("\t".join(" ".join(t.split()) for t in pair) for pair in TEXTS.items())
    (folder / "talks.tab").write_text("".join(f"{row}\n" for row in rows), "utf-8")


def make_opus(folder):
    make_lines(bytes, "")(folder)
    with zipfile.ZipFile(folder / "en-es.zip", "w") as archive:
        for code in ("en", "es"):
            archive.write(folder / f"talks.{code}", f"talks.{code}")


def make_packed_tmx(folder):
    write_pairs(folder / "pairs.tmx", list(pairs()), PAIR)
    data = gzip.compress((folder / "pairs.tmx").read_bytes(), mtime=0)
    (folder / "packed.tmx.gz").write_bytes(data)


for _name, _file, _kind, _make in (
    ("aligned lines", "talks.es", "lines", make_lines(bytes, "")),
    ("aligned lines, gzip", "talks.es.gz", "bytes", make_lines(gzip.compress, ".gz")),
    ("aligned lines, zstd", "talks.es.zst", "bytes", make_lines(zstd.compress, ".zst")),
    ("pairs between tabs", "talks.tab", "lines", make_tabs),
    ("archive of OPUS", "en-es.zip", "bytes", make_opus),
    ("collection in TMX", "pairs.tmx", "xml", make_pairs("tmx")),
    ("collection in TMX, gzip", "packed.tmx.gz", "bytes", make_packed_tmx),
    ("collection in CSV", "pairs.csv", "csv", make_pairs("csv")),
):
    reader(_name, _file, _kind, _make)(read_as_collection)


def make_xliff(folder):
    (folder / "pairs.xlf").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        '<file original="a.md" source-language="en" target-language="es" datatype="x">\n'
        '<header><phase-group><phase phase-name="p" process-name="t" date="2024-01-02"/>'
        "</phase-group></header>\n<body><group>\n"
        + "".join(
            f'<trans-unit id="{n}" approved="yes"><source>Pour <g id="1">water</g> {n}'
            f'<x id="2"/></source><seg-source><mrk mtype="seg" mid="1">Pour {n}</mrk>'
            f'</seg-source><target state="final" phase-name="p">Vierte <g id="1">agua</g>'
            f' {n}<x id="2"/></target><alt-trans><source>a</source></alt-trans>'
            "</trans-unit>\n"
            for n in range(4)
        )
        + "</group></body></file></xliff>\n",
        "utf-8",
    )


@reader("XLIFF", "pairs.xlf", "xml", make_xliff)
def read_xliff(path):
    read_pairs(path, PAIR)


def units():
    for source, target in TEXTS.items():
        yield StoredUnit(
            key=unit_key(source, PAIR, "command x"),
            source=source + ' <em id="x1">a</em><code id="x2" translate="no">b</code>',
            target=target + "&nbsp;",
            languages=PAIR,
            engine="command x",
            provenance=Provenance(engine="x", route="batch", details={"job": "1"}),
            stored="2024-01-02",
        )


def make_memory_tmx(folder):
    with (folder / "memory.tmx").open("wb") as stream:
        export_tmx(list(units()), stream)


@reader("memory in TMX", "memory.tmx", "xml", make_memory_tmx)
def read_memory_tmx(path):
    with path.open("rb") as stream:
        for unit in import_tmx(stream, lambda *_: None):
            unit.to_json()


def make_stored_unit(folder):
    unit = next(units())
    (folder / "unit.json").write_text(unit.to_json(), "utf-8")


@reader("row of the memory", "unit.json", "json", make_stored_unit)
def read_stored_unit(path):
    unit = StoredUnit.from_json(path.read_bytes(), key=next(units()).key)
    assert unit is None or unit.to_json()


# --- catalogs and notes of our own


def make_machine_catalog(folder):
    write_machine(
        folder / "index.po", "es", [machine_entry(*pair) for pair in TEXTS.items()]
    )


@reader("machine catalog", "index.po", "po", make_machine_catalog)
def read_machine_catalog(path):
    before = path.read_bytes()
    try:
        if resolve_catalog(path, "es") is None:
            assert path.read_bytes() == before
        read_machine(path)
    except CatalogError:
        assert path.read_bytes() == before
        raise


def make_history(folder):
    builds = [
        history.HistoryEntry(
            date=f"2024-01-0{n}T10:00:00Z",
            words={"human": n, "machine": 9},
            bleu=n / 3,
            chrf=None,
        )
        for n in range(1, 5)
    ]
    history.save(folder / "es.json", builds)


@reader("history", "es.json", "json", make_history)
def read_history(path):
    known = history.load(path)
    if known:
        trend(known)
    now = datetime(2024, 1, 9, tzinfo=UTC)
    history.save(
        path.with_name("next.json"),
        history.with_build(known, now=now, words={"human": 5}, bleu=None, chrf=1.0),
    )


def report_of(*documents: dict) -> str:
    """Return the parts of a language's report that the one over all languages reads."""
    document = {
        "docname": "guide/usage",
        "title": TEXTS["Boil *it* twice."],
        "words": {"human": 3, "machine": 4, "untranslated": 5},
        "findings": [{"text": "Pour."}],
        "checks": [],
    }
    rows = [document | own for own in documents or [{}]]
    data = {"project": "Tea", "source_language": "en", "documents": rows}
    return json.dumps(data, ensure_ascii=False)


def make_report(folder):
    (folder / "report.json").write_text(report_of(), encoding="utf-8")


@reader("report of a language", "report.json", "json", make_report)
def read_report(path):
    other = path.with_name("other")
    other.mkdir(exist_ok=True)
    make_report(other)
    said = []
    written = overview.write_overview(
        path.with_name("overview.html"),
        [
            overview.ReportPlace(language="es", folder=path.parent, relative="es"),
            overview.ReportPlace(language="fr", folder=other, relative="fr"),
        ],
        project="Tea",
        names=("report.json", "index.html"),
        warn=said.append,
    )
    if said:
        raise AmtsError("\n".join(said))
    assert written


def make_pages(folder):
    pages = page_lists.PageList(
        language="es",
        start="index.html",
        documents={"index": "index.html", "a b": "a%20b.html"},
        generated={"search": "search.html"},
        site="0f",
        elsewhere={"zh": page_lists.Elsewhere("index.html", {"a b": None})},
    )
    page_lists.write_page_list(folder / "pages.json", pages)


@reader("pages of a site", "pages.json", "json", make_pages, OSError, DamagedJson)
def read_pages(path):
    pages = page_lists.read_page_list(path)
    assert not any(pages.address(name) is None for name in pages.names())
    pages.is_outdated({"zh": pages})


def make_state(folder):
    key = (Dialect.RST, MessageKind.BLOCK, "Pour.")
    outcome = Outcome(
        problems={key: (State.UNTRANSLATED, "no engine")},
        usage=Usage(price_missing=0.5),
    )
    known = run_state.PipelineState().with_run("s", outcome)
    run_state.save(folder / "state.json", known)


@reader("state of the pipeline", "state.json", "json", make_state)
def read_state(path):
    run_state.save(path.with_name("again.json"), run_state.load(path))


def make_sentences(folder):
    known = {a: (a, b) for a, b in TEXTS.items()}
    KeptSentences(folder / "human.kept", "digest", lambda _: known).find(TEXTS)


@reader("sentences of human text", "human.kept", "bytes", make_sentences)
def read_sentences(path):
    KeptSentences(path, "digest", lambda _: {}).find(TEXTS)


def make_scores(folder):
    one = draft_scores.DocumentDraftScores(
        "r1",
        bleu=12.5,
        chrf=40.0,
        counts=[[1.0, 2.0], [3.0]],
        edits={draft_scores.HTER: [1, 2, 3]},
        messages={a: (b, 50.0) for a, b in TEXTS.items()},
    )
    draft_scores.save(
        folder / "scores.json",
        draft_scores.BookDraftScores(12.5, 40.0, {"bleu": "s"}, {"index": one}),
    )


@reader("scores of drafts", "scores.json", "json", make_scores)
def read_scores(path):
    scores = draft_scores.load(path)
    scores.count(draft_scores.HTER)
    assert scores.hter is None or isinstance(scores.hter, float)


def make_note(folder):
    JobNotes(folder).write(Note(name="job", documents={"1.html": ("a", "b")}, id="7"))
    (found,) = folder.glob("*.json")
    found.rename(folder / "note.json")


@reader("note about a job", "note.json", "json", make_note)
def read_note(path):
    JobNotes(path.parent).notes()


def make_account(folder):
    account = Account(folder, "Coffee", print)
    account._note(
        _DATA, "name", AmazonOptions(region="us-east-1", bucket="b", book="c")
    )


@reader("note about an account", "account.json", "json", make_account)
def read_account(path):
    Account(path.parent, "Coffee", print)


def make_record(folder):
    write_book(folder / "book", {"index.md": b"# A\n", "a/b.md": b"# B\n"})


@reader("record of a conversion", f"book/{LEDGER}", "json", make_record)
def read_record(path):
    before = path.read_bytes()
    mine = path.with_name("mine.md")
    mine.write_text("a person's", "utf-8")
    try:
        write_book(path.parent, {"index.md": b"# New\n"})
    except AmtsError:
        assert path.read_bytes() == before
        raise
    finally:
        assert mine.exists()


# --- evaluations


def score(value=40.0):
    return Score(value, "nrefs:1|case:mixed")


def make_changes(folder):
    place = {"file": "docs/index.md", "line": 4, "text": "New."}
    fault = {
        "file": "es.po",
        "line": 7,
        "rule": "literal",
        "severity": "warning",
        "message": "Lost.",
    }
    language = {
        "language": "es", "human_before": 3, "human_kept": 2, "outdated": [place],
        "missing": 1, "missing_new": [place], "segments": 1, "characters": 4,
        "engine": "amazon", "price": 0.01, "faults": [fault], "notices": ["None."],
    }  # fmt: skip
    found = changes_data.ChangesData(
        format=changes_data.FORMAT, base="main", commit="0" * 40,
        sentences={"added": 1, "edited": 0, "removed": 0}, languages=[language],
        passages=[{"file": "docs/index.md", "line": 4, "before": "", "after": "New."}],
    )  # fmt: skip
    (folder / "changes.json").write_text(changes_data.as_json(found), "utf-8")


@reader("changes of a book", "changes.json", "json", make_changes)
def read_changes(path):
    data = changes_data.read_changes(path)
    assert len(as_markdown(data).encode()) <= LIMIT
    changes_data.reasons(data, changes_data.GATES)


def make_results(folder):
    headline = {metric: score() for metric in Metric}
    two = {metric: score() for metric in (Metric.BLEU, Metric.CHRF)}
    views = {View.PLACEABLES: headline, View.PROSE: two, View.EVERYTHING: two}
    summary = results.Summary(messages=4, translated=4, corpus=views, mean=views)
    intervals = {metric: Interval(1.0, 2.0) for metric in Metric}
    document = results.DocumentScores(
        name="index", messages=4, translated=4, scores=views
    )
    system = results.SystemResult(
        name="memory", engine="memory", route="", parallel_data=(), granularity="", terms=0,
        pairs=0, removed=0, summary=summary, intervals=intervals, mean_intervals=intervals,
        documents=[document], control=headline,
    )  # fmt: skip
    example = results.Example(
        document="index", line=3, source="a", reference="b", hypotheses={"memory": "b"}
    )
    direction = results.Direction(
        source="en", target="es", label="", tokenizer="13a", systems=[system],
        comparisons={}, examples=[example],
    )  # fmt: skip
    found = results.EvaluationResults(
        project="Coffee", source="en", target="es", documents=["index"], label="",
        uncertain=0, directions=[direction], files=["references/en-es/index.txt"],
    )  # fmt: skip
    results.write_results(folder, json_text.as_json(found))


@reader("results of an evaluation", results.FILE, "json", make_results)
def read_results(path):
    results.files_before(path.parent)
    write_page(path.parent, results.load_results(path.parent))


def make_editing(folder):
    none = post_editing_results.DraftDistance(
        score=None, interval=None, messages=0, documents=0, signature=""
    )
    system = post_editing_results.SystemEditing(
        name="memory", engine="memory", characters=9, saved=50.0, interval=None,
        saved_earlier=None, saved_new=None, saved_from_scratch=1.0, control=None,
    )  # fmt: skip
    document = post_editing_results.DocumentEditing(
        name="index", messages=3, scratch=9, base=9, characters={"memory": 9},
        saved={"memory": 50.0}, hter=None, hter_messages=0, distance=None,
        distance_messages=0,
    )  # fmt: skip
    post_editing_results.write_editing(
        folder,
        post_editing_results.Editing(
            project="Coffee", source="en", target="es", releases=[], label="", messages=3,
            scratch=9, base=9, base_new=0, base_saved=None, systems=[system], hter=none,
            distance=none, documents=[document], machine=0, faults=[],
        ),
    )  # fmt: skip


@reader("figures of editing", post_editing_results.FILE, "json", make_editing)
def read_editing(path):
    post_editing_results.load_saved(path, "es")


def make_systems(folder):
    (folder / "systems.toml").write_text(
        '[settings]\nkeep = ["API"]\nsegment = "sentence"\n\n[evaluation]\n'
        'near_duplicates = "near"\nmemorisation = false\n\n[evaluation.tokenizers]\n'
        'es = "13a"\n\n[systems.mine]\nengine = "amazon"\nroute = "batch"\n'
        'parallel_data = ["book", "pairs.tmx"]\ngranularity = "sentence"\n'
        'terminology = "terms.csv"\n'.replace('"near"\n', '"0.5"\n'),
        "utf-8",
    )


@reader("systems in TOML", "systems.toml", "text", make_systems)
def read_systems(path):
    read_configuration(path)


def make_conf(folder):
    (folder / "conf.py").write_text(
        "# ours\nproject = 'Té'\nextensions = [\n    'myst_parser',  # pages\n]\n"
        "language = 'es'\nif project:\n    extensions.append('sphinx.ext.todo')\n",
        "utf-8",
    )
    (folder / "requirements.txt").write_text("sphinx\n")


def make_jupyter_book(folder):
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (folder / "_config.yml").write_text(
        "title: Té  # ours\nsphinx:\n  extra_extensions:\n  - sphinx.ext.todo\n"
        "  config: {a: [1, 2]}\nhtml:\n    favicon: x.png\n",
        "utf-8",
    )


@reader("configuration to set up", "conf.py", "text", make_conf)
@reader("configuration of Jupyter Book", "_config.yml", "text", make_jupyter_book)
def read_configuration_to_set_up(path):
    for change in propose(survey(path.parent, path.parent), ["zh"]).changes:
        kept = iter(change.after)
        assert all(byte in kept for byte in change.before or b"")


def make_hypotheses(folder):
    for side in ("references", "hypotheses/memory"):
        file = folder / f"everything/{side}/en-es/index.txt"
        file.parent.mkdir(parents=True)
        file.write_text("Vierte.\nHierve.\n", "utf-8")


@reader(
    "lines of an evaluation",
    "everything/hypotheses/memory/en-es/index.txt",
    "lines",
    make_hypotheses,
)
def read_hypotheses(path):
    folder = path.parents[4] / "hypotheses" / "memory"
    WrittenHypotheses(folder=folder, languages=PAIR).read("index")


# --- documents, answers and requests


def make_text(folder):
    text = (
        " ".join(TEXTS) + "\n\nA second paragraph, of 12 words. It has two sentences.\n"
    )
    (folder / "text.txt").write_text(text, "utf-8")


WORDS = LanguagePair(source="zh", target="en")


def make_cedict(folder):
    text = "# CC-CEDICT\n機器 机器 [ji1 qi4] /machine/engine/\n吃 吃 [chi1] /to eat/\n"
    (folder / "cedict.txt").write_text(text, "utf-8")


@reader("word list of CC-CEDICT", "cedict.txt", "text", make_cedict)
def read_cedict_words(path):
    read_lexicon(path, WORDS)


def make_tei(folder):
    text = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><entry><form>'
        "<orth>机器</orth></form><sense><cit type="
        '"trans"><quote>machine</quote></cit></sense></entry></body></text></TEI>'
    )
    (folder / "words.tei").write_text(text, "utf-8")


@reader("word list in TEI", "words.tei", "xml", make_tei)
def read_tei_words(path):
    read_lexicon(path, WORDS)


@reader("text to align", "text.txt", "text", make_text)
def read_aligned(path):
    read_text(path, "en", lines=False)
    read_text(path, "en", lines=True)


def notebook():
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "Pour [it][a].\n"]},
        {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": "print(1)",
         "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]},
    ]  # fmt: skip
    return {"cells": cells, "metadata": {"x": 1.5}, "nbformat": 4, "nbformat_minor": 5}


def make_notebook(folder):
    (folder / "book").mkdir()
    (folder / "book/page.ipynb").write_text(json.dumps(notebook(), indent=1), "utf-8")


@reader("notebook", "book/page.ipynb", "notebook", make_notebook)
def read_notebook(path):
    env = SimpleNamespace(doc2path=lambda name: path)
    page_text(env, "page")
    work = path.parents[1] / "work"
    shutil.rmtree(work, ignore_errors=True)
    stage(path.parent, work, Side.SOURCE)


def make_outputs(folder):
    kept = {
        "cells": [{}, {"outputs": [], "execution_count": 1}],
        "metadata": {}, "exec_metadata": None, "glue": {}, "variables": {"x": []},
    }  # fmt: skip
    (folder / "kept.json").write_text(json.dumps(kept), "utf-8")


@reader("outputs of a notebook", "kept.json", "notebook", make_outputs)
def read_outputs(path):
    _load_outputs(path, SimpleNamespace(cells=[1, 2]))


D2L = """# Coffee
:label:`sec_coffee`

Pour the *water* slowly, see :numref:`sec_coffee` and :cite:`Key.2020`.

![A cup.](img/cup.png)
:width:`100px`
:label:`fig_cup`

| a | b |
|---|---|
| 1 | 2 |
:The table. :label:`tab_a`

:begin_tab:`mxnet`
Only here.
:end_tab:

$$y = x$$
:eqlabel:`eq_a`

```{.python .input}
print(1)
```

```toc
chapter_one/index
```

* One
* Two

## Exercises
1. Do :eqref:`eq_a`.
"""


def make_d2l(folder):
    root = folder / "d2l"
    (root / "chapter_one").mkdir(parents=True)
    (root / "img").mkdir()
    (root / "img/cup.png").write_bytes(b"\x89PNG")
    (root / "index.md").write_text(
        "# Book\n\n```toc\nchapter_one/index\n```\n", "utf-8"
    )
    (root / "chapter_one/index.md").write_text(D2L.replace("water", "agua"), "utf-8")
    (root / "chapter_one/index_origin.md").write_text(D2L, "utf-8")
    (root / "d2l.bib").write_text("@article{Key.2020,\n title={A}\n}\n", "utf-8")
    (root / "config.ini").write_text("[project]\ntitle = Coffee\n", "utf-8")


def read_d2l(path):
    root = next(parent for parent in path.parents if parent.name == "d2l")
    for text in convert(root, source="en", target="es").files.values():
        assert isinstance(text, bytes)


for _name, _file in (
    ("chapter of D2L", "d2l/chapter_one/index_origin.md"),
    ("translated chapter of D2L", "d2l/chapter_one/index.md"),
    ("index of D2L", "d2l/index.md"),
    ("bibliography of D2L", "d2l/d2l.bib"),
    ("configuration of D2L", "d2l/config.ini"),
):
    reader(_name, _file, "text", make_d2l)(read_d2l)


def make_document(folder):
    items = [
        Item(key=f"k{n}", html=f"{b} <b>x</b>") for n, b in enumerate(TEXTS.values())
    ]
    (document,) = pack(items, language="es")
    (folder / "1.html").write_text(document.text, "utf-8")


@reader("document of a job", "1.html", "html", make_document)
def read_document(path):
    unpack(path.read_bytes())


PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><base href="/en/">'
    '<link rel="alternate" hreflang="es" href="../es/a.html"><meta name="robots" '
    'content="all"><script type="application/ld+json">{"license": "x"}</script></head>'
    "<body><nav><a href=b.html>B</a></nav><main><h1>Té</h1><p>Pour the water "
    "<code>slowly</code>, and wait.</p><ul><li>One<li>Two</ul></main></body></html>"
)


def make_page(folder):
    (folder / "site").mkdir()
    (folder / "site/a.html").write_text(PAGE, "utf-8")


@reader("web page", "site/a.html", "html", make_page)
def read_web_page(path):
    parts = LanguageParts(PAIR)
    pages = FolderPages([path.parent], parts, 1_000_000)
    page = pages.fetch(pages.addresses[0])
    read_facts(page)
    blocks_of(page)


def make_addresses(folder):
    (folder / "list.txt").write_text(
        "# pages\nhttp://h.example/en/\thttp://h.example/es/\n\nhttp://h.example/x\n"
    )


@reader("list of addresses", "list.txt", "text", make_addresses)
def read_addresses(path):
    read_sources([str(path)])


def make_sitemap(folder):
    (folder / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset '
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml"><url><loc>http://h.example/</loc>'
        '<xhtml:link rel="alternate" hreflang="es" href="http://h.example/es/"/></url>'
        "</urlset>\n"
    )


@reader("sitemap", "sitemap.xml", "xml", make_sitemap)
def read_sitemap(path):
    data = unpacked(path.read_bytes(), 1_000_000)
    if kind_of(data):
        list(sitemap_entries(data))


def make_reservations(folder):
    rules = [{"location": "/a*", "tdm-reservation": 1, "tdm-policy": "http://h/"}]
    (folder / "tdmrep.json").write_text(json.dumps(rules), "utf-8")


@reader("reservations of a site", "tdmrep.json", "json", make_reservations)
def read_reservations(path):
    parse_reservations(path.read_bytes())


_KEPT_PAGE = parse_address("http://h.example/")


def make_kept_page(folder):
    PageCache(folder).put(
        _KEPT_PAGE,
        KeptAnswer(
            status=200, headers={"etag": "1"}, body=PAGE.encode(), fault="",
            day="2026-01-31", checked=1, terms="",
        ),
    )  # fmt: skip
    next(folder.rglob("*.page")).rename(folder / "kept.page")


@reader("page that is kept", "kept.page", "bytes", make_kept_page)
def read_kept_page(path):
    cache = PageCache(path.parent)
    place = cache._path(_KEPT_PAGE)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(path.read_bytes())
    cache.get(_KEPT_PAGE)


def make_details(folder):
    entry = {
        "sourceFile": "1.html",
        "targetFile": "es.1.html",
        "auxiliaryData": {"error": {"errorCode": "x", "errorMessage": "y"}},
    }
    (folder / "details.json").write_text(json.dumps({"details": [entry]}), "utf-8")


@reader("details of a job", "details.json", "json", make_details)
def read_details(path):
    details_of(path.read_bytes())


def make_faults(folder):
    messages = [{"content": "Line 3", "message": "2 fields instead of 3"}]
    (folder / "faults.json").write_text(json.dumps({"messages": messages}), "utf-8")


@reader("faults of an import", "faults.json", "json", make_faults)
def read_faults(path):
    fault_lines(path.read_bytes())


def make_store(folder):
    store = Store(buckets=None, folder=folder)
    store.tags["arn"] = {"a": "b"}
    store.jobs["1"] = {"JobStatus": "COMPLETED"}
    store.save()


@reader("state of the emulator", "emulator.json", "json", make_store)
def read_store(path):
    Store(buckets=None, folder=path.parent).load()


def make_request(folder):
    request = {
        "Text": "Pour the water.", "SourceLanguageCode": "en", "TargetLanguageCode": "es",
        "Settings": {"Formality": "FORMAL"}, "TerminologyNames": [],
    }  # fmt: skip
    (folder / "request.json").write_text(json.dumps(request), "utf-8")


_EMULATOR = []


@reader("request to the emulator", "request.json", "json", make_request, Refused)
def read_request(path):
    if not _EMULATOR:
        _EMULATOR.append(emulator.Emulator.__new__(emulator.Emulator))
        _EMULATOR[0].store = Store(buckets=None)
    headers = Message()
    headers["Authorization"] = "x"
    headers["Content-Type"] = "application/x-amz-json-1.1"
    headers["X-Amz-Target"] = f"{emulator.TARGET}TranslateText"
    asked = SimpleNamespace(path="/", headers=headers)
    operation, parameters = emulator._Handler._request(asked, path.read_bytes())
    _EMULATOR[0].answer(operation, parameters)
    _EMULATOR[0].store.requests.clear()
    _EMULATOR[0].store.meter.lines.clear()


def make_database(folder):
    memory = TranslationMemory.open(folder / "memory")
    try:
        memory.put_many(units())
    finally:
        memory.close()


@reader("translation memory", "memory/cache.db", "bytes", make_database)
def read_database(path):
    memory = TranslationMemory.open(path.parent)
    try:
        list(memory.units())
        memory.get_many([unit.key for unit in units()])
        memory.stats()
        if memory.writable:
            memory.put_many(units())
    finally:
        memory.close()
