"""Edits and commands in any order: a sample of `benchmarks/edit_sequences.py`."""

from __future__ import annotations

import shutil

import pytest
from at_once import AtOnce
from edit_sequences import Sequence


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("msgmerge") is None, reason="the programs of gettext are not installed"
)
@pytest.mark.parametrize("seed", [2, 34])
def test_nothing_is_lost(seed, tmp_path):
    Sequence(seed, tmp_path).run(5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [105])
def test_nothing_is_lost_by_commands_at_once(seed, tmp_path):
    AtOnce(seed, tmp_path).run(2)
