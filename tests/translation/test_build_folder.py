"""Files of a build folder that are not what was written there."""

from __future__ import annotations

import json

import pytest

from sphinx_amts.model import Dialect, MessageKind, State
from sphinx_amts.translation import run_state
from sphinx_amts.translation.outcome import Outcome, Usage
from sphinx_amts.translation.used_answers import UsedAnswers

ANSWERS = UsedAnswers("s", "e", "sentence", {"Boil it.": "0a"})
KEY = (Dialect.RST, MessageKind.BLOCK, "Boil it.")
OUTCOME = Outcome(problems={KEY: (State.REJECTED, "why")}, usage=Usage(price_missing=2))
RUN = run_state.PipelineState(runs={"stamp": OUTCOME})


def _more(data):
    return json.dumps({**json.loads(data), "Boil it.": "0b"})


def _half_pair(data):
    return data.replace("Boil it.", r"Boil \ud800 it.")


@pytest.mark.parametrize("change", [_more, _half_pair])
def test_other_files_than_were_written_are_made_anew(tmp_path, change):
    answers, run = tmp_path / "answers.json", tmp_path / "state.json"
    ANSWERS.save(answers)
    run_state.save(run, RUN)
    assert (UsedAnswers.load(answers), run_state.load(run)) == (ANSWERS, RUN)
    for path in (answers, run):
        path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    assert UsedAnswers.load(answers) in (None, ANSWERS)
    assert run_state.load(run) in (run_state.PipelineState(), RUN)


def test_results_of_runs_are_kept_side_by_side():
    state = run_state.PipelineState()
    for number in range(9):
        state = state.with_run(f"run {number}", OUTCOME)
    assert list(state.runs) == ["run 5", "run 6", "run 7", "run 8"]
    again = state.with_run("run 5", Outcome())
    assert list(again.runs) == ["run 6", "run 7", "run 8", "run 5"]
    assert again.runs["run 5"] == Outcome()
    assert again.with_run("", OUTCOME).runs == again.runs
