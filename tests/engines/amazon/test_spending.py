"""What was perhaps billed counts against the limit before it is sent again."""

from __future__ import annotations

import json

import pytest
from emulated import AMAZON

from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.engines.base import (
    EngineOptions,
    Item,
    Pending,
    Request,
    create_engine,
)
from sphinx_amts.errors import EngineThrottled
from sphinx_amts.model import LanguagePair

PAIR = LanguagePair(source="en", target="es")
ITEMS = tuple(Item(key=f"{n:040x}", html=f"Sentence {n} of ten.") for n in range(10))
PRICE = sum(len(item.html) for item in ITEMS) * 15 / 1_000_000


@pytest.fixture
def whole_environment(amazon, monkeypatch):
    for name, value in amazon.environment.items():
        monkeypatch.setenv(name, value)


def dollars(amazon):
    return float(amazon.store.meter.data()["dollars"])


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["reset-after", "half-closed"])
@pytest.mark.parametrize("times", ["", "0.5"], ids=["always", "often"])
def test_single_calls_that_break_never_cost_more_than_the_limit(
    book, build, amazon, fault, times
):
    book.conf(amts_amazon={"region": AMAZON["region"], "route": "realtime"})
    text = "".join(f"Sentence {n} of a page.\n\n" for n in range(8))
    book.write("two.rst", f"Page two\n========\n\n{text}")
    amazon.store.faults.random.seed(7)
    amazon.store.faults.set(fault, times)
    limit = 0.007  # the whole book costs about two thirds of it
    built = build(spend=str(limit))
    assert 0 < dollars(amazon) <= limit
    (receipt,) = (book.root / "memory" / "receipts").iterdir()
    assert json.loads(receipt.read_text("utf-8"))["price"] >= dollars(amazon)
    assert (
        "may have been billed" in built.output
        or "Connection was closed" in built.output
    )
    assert built.totals["messages"]["untranslated"] > 0


def started(tmp_path, pay_again):
    engine = create_engine(
        "amazon", EngineOptions(amazon=AMAZON, book="Start", state_dir=tmp_path)
    )
    return list(
        engine.translate(Request(items=ITEMS, languages=PAIR, pay_again=pay_again))
    )


@pytest.mark.parametrize("lag", ["", "list-lag"])
def test_a_start_without_an_answer_is_found_and_not_made_again(
    amazon, whole_environment, tmp_path, lag
):
    for fault in ("reset-after", "token-expired", lag):
        if fault:
            amazon.store.faults.set(fault, "1")
    asked = []
    answers = started(tmp_path, lambda price: bool(asked.append(price)))
    assert asked == []
    assert {type(answer) for answer in answers} == {Pending}
    (job,) = amazon.store.jobs
    assert all(answer.job == f"job {job[:12]}" for answer in answers)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_start_that_nobody_knows_of_counts_once_more(
    amazon, whole_environment, tmp_path, allowed
):
    amazon.store.faults.set("reset", "1")
    asked = []

    def pay_again(price):
        asked.append(price)
        return allowed

    if allowed:
        assert len(started(tmp_path, pay_again)) == len(ITEMS)
    else:
        with pytest.raises(EngineThrottled, match="may have been billed"):
            started(tmp_path, pay_again)
    assert asked == [pytest.approx(PRICE)]
    assert len(amazon.store.jobs) == allowed


def test_a_call_that_was_never_sent_costs_nothing(whole_environment, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_TRANSLATE", "http://127.0.0.1:9")
    service = Service("translate", "us-east-1", pauses=(0.0, 0.0))
    lost = []
    with pytest.raises(EngineThrottled, match="Could not connect"):
        service.call(
            "translate_text",
            recover=lost.append,
            Text="A cup.",
            SourceLanguageCode="en",
            TargetLanguageCode="es",
        )
    assert lost == []
