"""The report of a synthetic book, which is large if nothing else is said, on disk."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from whole_report import make_report

from sphinx_amts.checks.by_document import CheckData
from sphinx_amts.document_records.coverage import Size, measure
from sphinx_amts.document_records.documents import DocumentRecord, Finding, MessageState
from sphinx_amts.model import State
from sphinx_amts.report import assembly, document_pages, pages
from sphinx_amts.scores.draft_scores import BookDraftScores, DocumentDraftScores
from sphinx_amts.translation.outcome import Usage

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS, MESSAGES = 500, 100
WORDS = "oven bread water flour salt heat time dough rises before after slowly".split()
STATES = [State.HUMAN, State.MACHINE, State.HUMAN, State.REJECTED, State.UNTRANSLATED]


@dataclass
class Report:
    """A report on disk, and what it was made from."""

    folder: Path
    data: assembly.ReportData

    @property
    def index(self) -> Path:
        return self.folder / "index.html"

    def page(self, docname: str) -> Path:
        return self.folder / "documents" / f"{docname}.html"


def make_large_report(
    folder: Path, count: int = DOCUMENTS, size: int = MESSAGES
) -> Report:
    """*count* documents of *size* messages; pages of messages for two of them."""
    chance = random.Random(1)

    def words() -> str:
        return " ".join(chance.choices(WORDS, k=12))

    records, checks, scores = {}, {}, BookDraftScores(bleu=31.0, chrf=55.5)
    scores.signatures = {"bleu": "tok:13a", "chrf": "nw:2"}
    for place in range(count):
        name = f"part{place // 50}/chapter{place:03}"
        messages, findings, coverage = [], [], {}
        scored = DocumentDraftScores("", bleu=10 + place / 10, chrf=80 - place / 10)
        for line in range(1, size + 1):
            state = STATES[line % len(STATES)]
            text = f"{words()} {place}-{line}."
            shown = words() if state in (State.HUMAN, State.MACHINE) else ""
            draft = words() if state in (State.HUMAN, State.REJECTED) else ""
            if line == 1:
                checks[name] = [
                    CheckData(
                        file=f"{name}.rst", line=1, rule="length", severity="warning",
                        message="9 characters for 90 of the source", text=text,
                        translated_by="machine",
                    )
                ]  # fmt: skip
            messages.append(
                MessageState(
                    text=text, line=line, state=state, shown=shown, draft=draft,
                    place="s", opening=shown,
                )
            )  # fmt: skip
            if state is State.HUMAN:
                scored.messages[text] = (draft, float(line % 90))
            if state is State.REJECTED:
                why = f"a link is lost, number {line}"
                findings.append(Finding(text=text, line=line, state=state, reason=why))
            coverage[state] = coverage.get(state, Size()) + measure(text)
        records[name] = DocumentRecord(
            profile="", digest="", coverage=coverage, messages=tuple(messages),
            findings=tuple(findings),
        )  # fmt: skip
        scores.documents[name] = scored
    head = assembly.Head(
        project="A Large Book", language="es", source_language="en", engine="command",
    )  # fmt: skip
    data = make_report(
        head, titles={name: name.title() for name in records},
        records=records, problems={},
        run=assembly.BuildFacts(documents_read=0, documents_reread=0, usage=Usage()),
        quality=assembly.Quality(checks=checks, scores=scores),
    )  # fmt: skip
    for month, count in ((1, 1000), (2, 3000)):
        data["history"].append(
            {
                "date": f"2026-0{month}-01T00:00:00Z",
                "words": {"human": count, "untranslated": 5000},
                "bleu": 30.0 + month,
                "chrf": 50.0,
            }
        )
    pages.write_page(folder / "index.html", data, "mark")
    document_pages.write_documents(
        folder,
        data,
        [
            document_pages.DocumentSource(
                data=document,
                record=partial(records.get, document["docname"]),
                states=partial(document.get, "states"),
                scores=scores.documents[document["docname"]],
                address=f"{document['docname']}.html",
            )
            for document in data["documents"][:2]
        ],
    )
    return Report(folder, data)
