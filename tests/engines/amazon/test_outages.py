"""Builds while Amazon's services are out of order."""

from __future__ import annotations

import pytest
from emulated import AMAZON

from sphinx_amts.engines.amazon import service
from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.errors import EngineNotSetUp, EngineThrottled

OFTEN = len(service.PAUSES) + 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "route", "attempts"),
    [
        ("throttle", "batch", "2"),
        ("throttle-400", "realtime", "2"),
        ("error-500", "batch", "2"),
        ("error-503", "realtime", "2"),
        ("reset", "batch", ""),  # as often as it is tried where nothing is set
        ("reset", "realtime", "2"),
        ("half-closed", "batch", "3"),
        ("half-closed", "realtime", "3"),
    ],
)
def test_a_service_out_of_order_leaves_the_source_for_now(
    book, build, amazon, fault, route, attempts
):
    book.conf(amts_amazon={**AMAZON, "route": route})
    amazon.store.faults.set(fault)
    setting = {"AWS_MAX_ATTEMPTS": attempts} if attempts else {}
    built = build(wait=1, **setting)
    assert "The first loaf." in book.body("index")
    notices = [x for x in built.output.splitlines() if "without success" in x]
    assert len(notices) == 1
    amazon.store.faults.clear()
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    if fault != "half-closed":
        assert set(amazon.billed.values()) == {1}


@pytest.fixture
def attempts(amazon, monkeypatch):
    """What counts the attempts of a call that always fails."""
    for name, value in amazon.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(service, "PAUSES", (0.0,) * len(service.PAUSES))
    amazon.store.faults.set("throttle")

    def count(**given):
        before = len(amazon.store.requests)
        with pytest.raises(EngineThrottled):
            Service("translate", "us-east-1", **given).call("list_languages")
        return len(amazon.store.requests) - before

    return count


@pytest.mark.parametrize(
    ("setting", "made", "with_own_pauses"),
    [(None, OFTEN, 3), ("1", 1, 1), ("2", 2, 2), ("3", 3, 3), ("9", 9, 3)],
)
def test_boto3s_own_setting_says_how_often_a_call_is_tried(
    attempts, monkeypatch, setting, made, with_own_pauses
):
    if setting is not None:
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", setting)
    assert attempts() == made
    assert attempts(pauses=(0.0, 0.0)) == with_own_pauses


def test_a_profile_says_it_as_well(attempts, monkeypatch, tmp_path):
    (tmp_path / "config").write_text("[profile books]\nmax_attempts = 4\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "books")
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # it has read its own
    assert attempts() == 4


@pytest.mark.parametrize("setting", ["0", "-1", "many", "1.5"])
def test_what_is_no_number_of_attempts_is_told(amazon, monkeypatch, setting):
    for name, value in amazon.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", setting)
    with pytest.raises(EngineNotSetUp, match="AWS_MAX_ATTEMPTS"):
        Service("translate", "us-east-1").call("list_languages")


def test_a_build_tells_what_is_no_number_of_attempts(build, amazon):
    built = build(AWS_MAX_ATTEMPTS="many")
    (line,) = [x for x in built.output.splitlines() if "AWS_MAX_ATTEMPTS" in x]
    assert "from 1 on" in line
    assert amazon.paid_calls == []


def test_a_rehearsal_of_sending_says_what_it_could_not_know(book, amts, amazon):
    here = (book.src, "-l", "es")
    started = amts(book, "translate", *here, "--spend", "5", **amazon.environment)
    assert started.code == 0
    for path in (book.root / "memory").glob("cache.db*"):
        path.unlink()
    amazon.store.jobs.clear()  # which may just not be listed yet
    ran = amts(book, "translate", *here, "--dry-run", **amazon.environment)
    assert ran.code == 1
    assert "nothing to send now; not known: 9 segments of jobs" in ran.out
    dead = {
        **amazon.environment,
        "AWS_ENDPOINT_URL_TRANSLATE": "http://127.0.0.1:9",
        "AWS_MAX_ATTEMPTS": "2",
    }
    for spend in ((), ("--spend", "5")):
        ran = amts(book, "translate", *here, "--dry-run", *spend, **dead)
        assert ran.code == 1
        assert "nothing to send" not in ran.out
        assert "would send 9 segments" in ran.out
        assert "less if earlier jobs have some of it, which are out of reach" in ran.out
        assert "earlier jobs were not looked for: ListText" in ran.err
