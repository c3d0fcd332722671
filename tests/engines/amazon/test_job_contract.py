"""Jobs as a client sees them, by the questions that are asked of ministack, too."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "benchmarks"))

import emulator_on_ministack  # noqa: E402
from ministack_differences import DIFFERENCES  # noqa: E402

REFUSED = {
    "the top of a bucket": "InvalidRequestException",
    "an unknown terminology": "ResourceNotFoundException",
    "unknown parallel data": "ResourceNotFoundException",
    "an unknown language": "UnsupportedLanguagePairException",
    "eleven languages": "InvalidParameterValueException",
    "no content type of the service": "InvalidParameterValueException",
    "brevity": "InvalidRequestException",
    "describe of no job": "ResourceNotFoundException",
    "stop of no job": "ResourceNotFoundException",
    "two filters": "InvalidFilterException",
    "another token": "InvalidRequestException",
    "501 results": "InvalidRequestException",
}


@pytest.fixture(scope="module")
def ours():
    return emulator_on_ministack.ours()


def test_what_makes_no_sense_is_refused(ours):
    assert {question: ours[question] for question in REFUSED} == REFUSED


def test_a_stop_is_requested_before_it_is_done(ours):
    states = [
        ours[question]
        for question in (
            "a job that runs",
            "stopping it",
            "at once after that",
            "in the end",
            "stopping what has ended",
        )
    ]
    requested = "STOP_REQUESTED"
    assert states == ["IN_PROGRESS", requested, requested, "STOPPED", "COMPLETED"]


def test_documents_are_counted_once_whatever_the_languages(ours):
    assert ours["documents of two languages"] == {
        "TranslatedDocumentsCount": 2,
        "DocumentsWithErrorsCount": 0,
        "InputDocumentsCount": 2,
    }


def test_times_of_submission_are_one_filter(ours):
    assert ours["between two times"] is True
    assert ours["before now, oldest first"] == ["two", "two-b"]


def test_known_differences_are_of_questions_and_in_the_docs(ours):
    page = (ROOT / "docs/reference/emulator.md").read_text(encoding="utf-8")
    for question, address in DIFFERENCES.items():
        assert question in ours
        assert address in page


@pytest.mark.skipif(
    "MINISTACK" not in os.environ,
    reason="MINISTACK names no program of ministack; "
    "benchmarks/emulator_on_ministack.py installs one",
)
def test_ministack_answers_alike(ours):
    other = emulator_on_ministack.theirs(Path(os.environ["MINISTACK"]))
    differing = {q for q, answer in ours.items() if answer != other.get(q)}
    assert differing == set(DIFFERENCES)
