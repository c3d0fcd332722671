"""Faults of the service, in random mixes: a sample of `benchmarks/amazon_faults.py`."""

from __future__ import annotations

import re

import fault_mix
import pytest
from emulated import AMAZON

SEEDS = range(3)


@pytest.fixture
def whole_environment(amazon, monkeypatch):
    for name, value in amazon.environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("seed", range(1000, 1006))
def test_mixes(amazon, whole_environment, tmp_path, monkeypatch, seed):
    amazon.store.durations.job = 0
    options = {
        "amazon": AMAZON,
        "book": f"Mix {seed}",
        "state_dir": tmp_path,
        "wait": 5.0,
    }
    _, problems, _ = fault_mix.run(amazon, options, seed)
    assert problems == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_mixes_through_builds(book, build, amazon, seed):
    faults = fault_mix.mix(seed)
    amazon.store.faults.random.seed(seed)
    for name, value in faults.items():
        amazon.store.faults.set(name, value)
    for _ in range(2):
        build()
    amazon.store.faults.clear()
    built = build()
    built = build()
    messages = built.totals["messages"]
    assert messages["pending"] == 0
    assert messages["machine"] + len(built.findings) == sum(messages.values())
    assert all(reason for _, reason in built.findings.values())
    page = book.html("one")
    assert re.search(r'<a class="reference internal" href="two.html">', page)
    assert page.count('<span class="pre">code</span>') == 1
    assert page.count("<em>") == 1
    assert max(amazon.billed.values(), default=1) == 1
