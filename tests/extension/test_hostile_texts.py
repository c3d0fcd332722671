"""Texts from strangers stay texts: a sample of `benchmarks/hostile_texts.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("myst_nb")
pytest.importorskip("sphinx_design")

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_texts_from_strangers_run_nothing_and_add_nothing(tmp_path):
    # in a process of its own, whose every step is watched by a hook that stays
    command = [
        *(sys.executable, str(ROOT / "benchmarks" / "hostile_texts.py")),
        *("--seed", "1", "--runs", "450", "--pages", "2", "--size", "150"),
    ]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, env=env, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
