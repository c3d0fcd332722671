"""Random mixes of the emulator's faults, by seed, and what must hold under each."""

from __future__ import annotations

import json
import os
import random
from collections import Counter

from sphinx_amts.document_records.documents import Miss
from sphinx_amts.engines.amazon import job_results, service, waiting
from sphinx_amts.engines.base import EngineOptions, create_engine
from sphinx_amts.errors import EngineError
from sphinx_amts.markup.model import Placeable, Span, Text, elements
from sphinx_amts.memory.human_index import HumanIndex
from sphinx_amts.memory.translation_memory import InMemoryTranslationMemory
from sphinx_amts.model import Dialect, LanguagePair, MessageKind
from sphinx_amts.translation.budget import Permission
from sphinx_amts.translation.engine_client import EngineClient
from sphinx_amts.translation.lookup import lookup_for
from sphinx_amts.translation.pipeline import HumanLookup, Rendering, TranslationPipeline

REFUSING = ("access-denied", "not-authorized", "role-not-ready")
"""Faults that stand for a wrong set-up and so may fail a build."""

TRANSLATIONS = (
    "reorder", "unquoted", "blanks", "no-blanks", "entities", "stray-lt", "sentinel",
    "tag-lost", "tag-doubled", "sentence-dropped", "blank-text",
)  # fmt: skip
JOBS = (
    "document-missing", "document-truncated", "not-utf8", "document-error",
    "job-failed", "details-missing", "list-lag", "describe-lag", "no-rewrite",
    "token-expired", "input-unreadable",
)  # fmt: skip
WIRE = (
    "throttle", "throttle-400", "conflict", "error-500", "error-503", "reset",
    "reset-after", "half-closed",
)  # fmt: skip
PAIR = LanguagePair(source="en", target="zh")


def mix(seed):
    """Return the faults of a run: name -> value of the switch."""
    chosen = random.Random(seed)
    names = chosen.sample(TRANSLATIONS + JOBS + WIRE + REFUSING, chosen.randint(1, 4))
    return {
        name: chosen.choice(["1", "2", "5", "0.3", "0.7"])
        if name in TRANSLATIONS
        else chosen.choice(["1", "1", "2", "3"])
        for name in names
    }


def misses(seed):
    """Return messages with all kinds of inline elements."""
    chosen = random.Random(seed)
    words = "bread oven flour water salt time heat crust crumb loaf".split()

    def text():
        return " ".join(chosen.choices(words, k=chosen.randint(1, 6)))

    found = []
    for number in range(8):
        inlines = [Text(f"{text().capitalize()} {number} ")]
        for _ in range(chosen.randint(0, 3)):
            inlines.append(
                chosen.choice(
                    [
                        Placeable("literal", f"``{text()}``", text()),
                        Span("strong", "**", "**", (Text(text()),)),
                        Span(
                            "emphasis",
                            "*",
                            "*",
                            (Text(text()), Placeable("math", "$x$", "x")),
                        ),
                    ]
                )
            )
            inlines.append(Text(f" {text()} "))
        inlines.append(Text("."))
        inlines = tuple(inlines)
        source = decode(inlines, Dialect.RST, MessageKind.BLOCK)
        found.append(
            Miss(
                text=source,
                kind=MessageKind.BLOCK,
                dialect=Dialect.RST,
                line=number,
                inlines=inlines,
            )
        )
    return found


def decode(inlines, dialect, kind):
    """Write the elements so that they can be counted again."""
    parts = []
    for inline in inlines:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, Placeable):
            parts.append(f"⟦{inline.source}⟧")
        else:
            parts.append(f"⟨{inline.kind}|{decode(inline.children, dialect, kind)}⟩")
    return "".join(parts)


def kept(miss, text):
    """Whether a translation holds every element of its message once."""
    expected = Counter(
        f"⟦{e.source}⟧" if isinstance(e, Placeable) else f"⟨{e.kind}|"
        for e in elements(miss.inlines)
    )
    return all(text.count(mark) == count for mark, count in expected.items())


def run(amazon, options, seed, *, rounds=3):
    """Translate under the faults of *seed*, then without; return what went wrong."""
    service.PAUSES = (0.0,) * 5
    waiting.PAUSE = 0.0
    job_results.POLLS = (0.03,)
    amazon.store.reset()
    amazon.store.faults.random.seed(seed)
    faults = mix(seed)
    for name, value in faults.items():
        amazon.store.faults.set(name, value)
    memory = InMemoryTranslationMemory()
    wanted = misses(seed)
    problems = []
    outcome = None
    for number in range(rounds + 2):
        if number == rounds:
            amazon.store.faults.clear()
        try:
            outcome = once(options, memory, wanted)
        except EngineError as exc:
            refusing = not set(REFUSING).isdisjoint(faults)
            if number >= rounds or not (exc.transient or refusing):
                problems.append(f"round {number}: {type(exc).__name__}: {exc}")
        if number < rounds:
            damage_notes(options["state_dir"], random.Random(f"{seed} {number}"))
    for miss in wanted:
        if outcome is None:
            break
        done = outcome.translations.get(miss.key)
        if done is None and miss.key not in outcome.problems:
            problems.append(f"neither translation nor reason: {miss.text}")
        if done is not None and not kept(miss, done.msgstr):
            problems.append(f"broken: {miss.text} -> {done.msgstr}")
    twice = [text for text, count in amazon.billed.items() if count > 1]
    if twice:
        problems.append(f"billed twice: {twice}")
    translated = len(outcome.translations) if outcome else 0
    return faults, problems, translated


DAMAGES = (
    lambda note: {**note, "documents": {}},
    lambda note: {**note, "documents": {n: ["0" * 40] for n in note["documents"]}},
    lambda note: {**note, "id": "f" * 32},
    lambda note: {key: note[key] for key in ("format", "name")},
    lambda note: str(note)[:50],
)


def damage_notes(folder, chosen):
    """Change some of the notes about jobs, as whoever can write beside a memory could.

    A note of a start that was never answered is left alone: it is all that is known.
    """
    for path in sorted(folder.rglob("*.json")):
        note = json.loads(path.read_text("utf-8"))
        sound = isinstance(note, dict) and note.get("id")
        if sound and "documents" in note and chosen.random() < 0.4:
            path.write_text(json.dumps(chosen.choice(DAMAGES)(note)), "utf-8")


def once(options, memory, wanted):
    """Run the pipeline as a new process would."""
    engine = create_engine("amazon", EngineOptions(**options))
    return translate(engine, memory, Permission(100.0), wanted)


def translate(engine, memory, permission, wanted):
    """Translate whole messages, of which people have written none."""
    lookup = lookup_for(engine, memory, PAIR)
    return TranslationPipeline(
        lookup,
        EngineClient(engine, lookup, permission=permission),
        segment="message",
        human=HumanLookup(index=HumanIndex),
        rendering=Rendering(decode=decode),
    ).translate(wanted)


def use(amazon):
    """Let boto3 in this process find the emulated account."""
    os.environ.update(amazon.environment)
