"""Looking up, asking, and putting messages together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from sphinx_amts.document_records.documents import Miss
from sphinx_amts.engines.base import Failure, Pending, Result
from sphinx_amts.errors import EngineAuthError, EngineThrottled
from sphinx_amts.files.sqlite_guard import MAX_ROW
from sphinx_amts.markup.model import Placeable, Text
from sphinx_amts.memory.build_memory import BuildMemory
from sphinx_amts.memory.human_index import HumanIndex
from sphinx_amts.memory.translation_memory import InMemoryTranslationMemory
from sphinx_amts.model import (
    Dialect,
    LanguagePair,
    MessageKind,
    Origin,
    Provenance,
    State,
)
from sphinx_amts.translation.budget import Permission
from sphinx_amts.translation.engine_client import EngineClient
from sphinx_amts.translation.lookup import lookup_for
from sphinx_amts.translation.pipeline import HumanLookup, Rendering, TranslationPipeline

PAIR = LanguagePair(source="en", target="es")


@dataclass
class Engine:
    """Upper case, in front of it a mark; answers can be spoiled."""

    name: str = "test"
    label: str = "test"
    identity: str = "test"
    metered: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, item):
        html = re.sub(r">[^<]*<|^[^<]+|[^>]+$", lambda m: m[0].upper(), item.html)
        return Result(item.key, html, Provenance(engine="test"))

    def translate(self, request):
        self.asked += [item.html for item in request.items]
        for item in request.items:
            yield self.answer(item)


def miss(*inlines, text=None):
    shown = "".join(getattr(i, "source", "") or i.text for i in inlines)
    return Miss(
        text=text or shown,
        kind=MessageKind.BLOCK,
        dialect=Dialect.RST,
        line=1,
        inlines=inlines,
    )


def decode(inlines, dialect, kind):
    return "".join(getattr(i, "source", "") or i.text for i in inlines)


STORED = ("book", "renew", "renewed_keys")
RENDERED = ("typeset", "keep")


def translate(engine, *misses, memory=None, index=None, **options):
    stored = {name: options.pop(name) for name in STORED if name in options}
    rendering = {name: options.pop(name) for name in RENDERED if name in options}
    human = {name: options.pop(name) for name in ("leverage",) if name in options}
    segment = options.pop("segment", "sentence")
    lookup = lookup_for(engine, memory or InMemoryTranslationMemory(), PAIR, **stored)
    asking = {"permission": Permission(), "price_per_million": 20.0} | options
    client = EngineClient(engine, lookup, **asking) if engine else None
    return TranslationPipeline(
        lookup,
        client,
        segment=segment,
        human=HumanLookup(index=lambda: index or HumanIndex(), **human),
        rendering=Rendering(decode=decode, **rendering),
    ).translate(misses)


def texts(outcome):
    return [translation.msgstr for translation in outcome.translations.values()]


def test_each_sentence_is_asked_for_once():
    engine = Engine()
    outcome = translate(
        engine, miss(Text("Stop. Go on.")), miss(Text("Go on. Stop. Wait here."))
    )
    assert engine.asked == ["Stop.", "Go on.", "Wait here."]
    assert texts(outcome) == ["STOP. GO ON.", "GO ON. STOP. WAIT HERE."]
    assert outcome.usage.engine_calls == 1
    assert outcome.usage.segments_sent == 3


def test_the_memory_is_asked_first_and_keeps_every_answer():
    memory, engine = InMemoryTranslationMemory(), Engine()
    translate(engine, miss(Text("Stop. Go on.")), memory=memory)
    again = Engine()
    outcome = translate(again, miss(Text("Stop. Wait here.")), memory=memory)
    assert again.asked == ["Wait here."]
    assert outcome.usage.memory_hits == 1
    alone = translate(None, miss(Text("Go on.")), memory=memory)
    assert texts(alone) == ["GO ON."]


def test_human_sentences_come_before_engines_and_the_weakest_part_counts():
    human = {"Stop.": ("Stop.", "Alto.")}
    index = HumanIndex(find=lambda forms: {f: human[f] for f in forms if f in human})
    outcome = translate(Engine(), miss(Text("Stop. Go on.")), index=index)
    (translation,) = outcome.translations.values()
    assert translation.msgstr == "Alto. GO ON."
    assert translation.origin is Origin.MACHINE
    alone = translate(Engine(), miss(Text("Stop.")), index=index)
    (translation,) = alone.translations.values()
    assert (translation.msgstr, translation.origin) == ("Alto.", Origin.MEMORY)


def test_a_stored_answer_serves_other_placeables_of_its_kind():
    memory = InMemoryTranslationMemory()
    first, second = (
        Placeable("literal", "``a``", "a"),
        Placeable("literal", "``b``", "b"),
    )
    translate(Engine(), miss(Text("Use "), first, Text(" or "), second), memory=memory)
    engine = Engine()
    swapped = miss(Text("Use "), second, Text(" or "), first)
    assert texts(translate(engine, swapped, memory=memory)) == ["USE ``b`` OR ``a``"]
    assert engine.asked == []


class Losing(Engine):
    def answer(self, item):
        html = re.sub(r"<[^>]+>", "", item.html).upper()
        return Result(item.key, html, Provenance(engine="test"))


def test_lost_markup_is_asked_for_in_runs_and_never_again():
    memory, engine = InMemoryTranslationMemory(), Losing()
    message = miss(Text("Call "), Placeable("literal", "``a``", "a"), Text(" now."))
    assert texts(translate(engine, message, memory=memory)) == ["CALL ``a`` NOW."]
    assert engine.asked[1:] == ["Call", "now."]
    again = Losing()
    assert texts(translate(again, message, memory=memory)) == ["CALL ``a`` NOW."]
    assert again.asked == []


class Answering(Engine):
    def __init__(self, answer):
        super().__init__()
        self._answer = answer

    def answer(self, item):
        return self._answer(item)


@pytest.mark.parametrize(
    ("answer", "state", "complete"),
    [
        (lambda item: Pending(item.key, "job-1"), State.PENDING, False),
        (lambda item: Failure(item.key, "busy"), State.UNTRANSLATED, False),
        (
            lambda item: Failure(item.key, "never", transient=False),
            State.REJECTED,
            True,
        ),
        (
            lambda item: Result(item.key, "", Provenance(engine="test")),
            State.REJECTED,
            True,
        ),
    ],
    ids=["pending", "transient", "final", "empty"],
)
def test_no_translation_has_a_reason(answer, state, complete):
    outcome = translate(Answering(answer), miss(Text("Stop.")))
    ((found, reason),) = outcome.problems.values()
    assert found is state
    assert reason
    assert outcome.complete is complete


def test_a_key_in_a_reason_is_left_out():
    answer = Answering(lambda item: Failure(item.key, "refused api_key=k3yk3y"))
    outcome = translate(answer, miss(Text("Stop.")))
    ((_, reason),) = outcome.problems.values()
    assert "k3y" not in " ".join([reason, *outcome.notices])
    assert "refused api_key=…" in reason


def test_what_came_before_a_fault_is_kept():
    class Breaking(Engine):
        error: type[Exception] = EngineThrottled

        def translate(self, request):
            yield self.answer(request.items[0])
            raise self.error("out of order")

    memory = InMemoryTranslationMemory()
    outcome = translate(Breaking(), miss(Text("Stop. Go on.")), memory=memory)
    assert (outcome.complete, outcome.notices) == (False, ["out of order"])
    broken = Breaking()
    broken.error = EngineAuthError
    outcome = translate(broken, miss(Text("Wait here. Stop.")), memory=memory)
    assert (outcome.complete, outcome.notices) == (False, ["out of order"])
    assert outcome.failed
    engine = Engine()
    translate(engine, miss(Text("Stop. Wait here. Go on.")), memory=memory)
    assert engine.asked == ["Go on."]


@pytest.mark.parametrize(
    ("limit", "asked"), [(0.0, 0), (0.0001, 0), (1.0, 1)], ids=["no", "low", "enough"]
)
def test_nothing_is_spent_without_permission(limit, asked):
    engine = Engine(metered=True)
    outcome = translate(engine, miss(Text("Stop." * 9)), permission=Permission(limit))
    assert len(engine.asked) == asked
    assert bool(outcome.notices) is not bool(asked)
    assert bool(outcome.usage.characters_missing) is not bool(asked)


def test_a_dry_run_counts_once_and_sends_nothing():
    engine = Engine()
    outcome = translate(engine, miss(Text("Stop. Go on.")), ask=False)
    assert engine.asked == []
    assert (outcome.usage.segments_missing, outcome.usage.characters_missing) == (2, 11)


# --- what is paid for is kept


def opened(folder):
    lines = []
    return BuildMemory(folder, lines.append)


def paid(engine, *misses, memory):
    return translate(engine, *misses, memory=memory, permission=Permission(limit=5.0))


def test_half_a_character_of_an_engine_reaches_no_page(tmp_path):
    engine = Answering(
        lambda item: Result(item.key, "A \ud800 b", Provenance(engine="test"))
    )
    for memory in (InMemoryTranslationMemory(), opened(tmp_path)):
        for asked in (engine, Engine()):
            outcome = translate(asked, miss(Text("Stop.")), memory=memory)
            assert texts(outcome) == ["A \ufffd b"]
        memory.close()


def test_an_engine_whose_answers_are_not_read_again_is_not_paid(tmp_path):
    engine = Engine(metered=True, identity="test\x1b")
    memory = opened(tmp_path)
    outcome = paid(engine, miss(Text("Stop.")), memory=memory)
    memory.close()
    assert engine.asked == []
    assert outcome.failed
    assert not outcome.complete
    assert "does not keep" in outcome.notices[0]


def test_an_answer_that_cannot_be_kept_ends_asking_and_loses_nothing(tmp_path):
    def answer(item):
        html = item.html.upper() * (MAX_ROW if "Wait" in item.html else 1)
        return Result(item.key, html, Provenance(engine="test"))

    engine = Answering(answer)
    engine.metered = True
    memory = opened(tmp_path)
    outcome = paid(
        engine,
        miss(Text("Stop.")),
        miss(Text("Wait.")),
        miss(Text("Go.")),
        memory=memory,
    )
    assert "STOP." in texts(outcome)
    assert outcome.failed
    assert not outcome.complete
    assert "not kept" in outcome.notices[0]
    again = Engine(metered=True)
    assert texts(paid(again, miss(Text("Stop.")), memory=memory)) == ["STOP."]
    assert again.asked == []
    memory.close()
