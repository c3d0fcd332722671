"""Builds that are killed while a job is under way: nothing is paid for twice."""

from __future__ import annotations

import shutil
import signal

import pytest

pytestmark = pytest.mark.slow

KILLING = """
import os, signal
from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.memory.translation_memory import TranslationMemory

when, _, operation = os.environ.get("KILL_AT", "").partition(" ")
left = int(os.environ.get("KILL_AFTER", "0"))


def die():
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1


def call(self, name, **parameters):
    if (when, operation) == ("before", name):
        die()
    answer = real_call(self, name, **parameters)
    if (when, operation) == ("after", name):
        die()
    return answer


def put(self, *unit):
    if when == "put":
        die()
    real_put(self, *unit)


real_call, Service.call = Service.call, call
real_put, TranslationMemory.put = TranslationMemory.put, put
"""

POINTS = {
    "before upload": {"KILL_AT": "before put_object"},
    "after upload": {"KILL_AT": "before start_text_translation_job"},
    "after start": {"KILL_AT": "after start_text_translation_job"},
    "while polling": {"KILL_AT": "after describe_text_translation_job"},
    "while downloading": {"KILL_AT": "after get_object"},
    "before the first write": {"KILL_AT": "put"},
    "before the fourth write": {"KILL_AT": "put", "KILL_AFTER": "3"},
}


@pytest.fixture
def mortal(book):
    book.write("conf.py", (book.src / "conf.py").read_text("utf-8") + KILLING)
    return book


def assert_paid_once(amazon):
    assert amazon.billed
    assert set(amazon.billed.values()) == {1}


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "elsewhere"])
@pytest.mark.parametrize("point", POINTS)
def test_killed(mortal, build, amazon, point, elsewhere):
    build(expect=-signal.SIGKILL, **POINTS[point])
    if elsewhere:
        shutil.rmtree(mortal.root / "memory", ignore_errors=True)
        shutil.rmtree(mortal.root / "doctrees", ignore_errors=True)
    built = build()
    messages = built.totals["messages"]
    assert messages["machine"] == sum(messages.values())
    assert_paid_once(amazon)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "elsewhere"])
@pytest.mark.parametrize("point", ["after start", "while polling"])
def test_killed_and_edited(mortal, build, amazon, point, elsewhere):
    build(expect=-signal.SIGKILL, **POINTS[point])
    if elsewhere:
        shutil.rmtree(mortal.root / "memory", ignore_errors=True)
    mortal.edit("two.rst", "A short walk.", "A long walk.")
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    assert_paid_once(amazon)
    assert ("es", "A short walk.") in amazon.billed
    assert ("es", "A long walk.") in amazon.billed


def test_a_list_that_lags_starts_no_second_job(mortal, build, amazon):
    amazon.store.faults.set("list-lag", "1")
    build(expect=-signal.SIGKILL, **POINTS["after start"])
    mortal.edit("two.rst", "A short walk.", "A long walk.")
    build()
    assert_paid_once(amazon)


def test_an_answer_to_the_start_that_never_came(mortal, build, amazon):
    amazon.store.faults.set("reset-after", "3")
    build()
    amazon.store.faults.clear()
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    assert_paid_once(amazon)


def test_an_emulator_that_restarts_knows_its_jobs(s3_url, tmp_path):
    from emulated import AMAZON, emulated_amazon

    folder = tmp_path / "state"
    with emulated_amazon(s3_url, folder=folder, seconds=3600) as amazon:
        uri = amazon.put("in/a.html", b"<html><p id='k'>Bread</p></html>")
        job = amazon.client().start_text_translation_job(
            InputDataConfig={
                "S3Uri": uri.rpartition("/")[0],
                "ContentType": "text/html",
            },
            OutputDataConfig={"S3Uri": uri.rpartition("/")[0] + "-out/"},
            DataAccessRoleArn=AMAZON["role_arn"],
            SourceLanguageCode="en",
            TargetLanguageCodes=["es"],
        )
        amazon.emulator.__exit__()
        with emulated_amazon(s3_url, folder=folder) as again:
            again.skip(7200)
            found = again.client().describe_text_translation_job(JobId=job["JobId"])
            properties = found["TextTranslationJobProperties"]
            assert properties["JobStatus"] == "COMPLETED"
            assert again.billed == {("es", "Bread"): 1}
