"""Notes about jobs save work; whatever is in them, nothing is paid for twice."""

from __future__ import annotations

import json
import shutil

import pytest

pytestmark = pytest.mark.slow

FOREIGN = "0" * 40


def notes(book):
    return sorted((book.root / "memory" / "jobs").rglob("*.json"))


def forget_answers(book):
    """Leave the notes alone of what a build has kept."""
    for path in (book.root / "memory").glob("cache.db*"):
        path.unlink()
    shutil.rmtree(book.root / "doctrees", ignore_errors=True)


def emptied(note):
    return json.dumps({**note, "documents": {}})


def without_keys(note):
    return json.dumps({**note, "documents": {name: [] for name in note["documents"]}})


def of_other_segments(note):
    return json.dumps(
        {**note, "documents": {name: [FOREIGN] for name in note["documents"]}}
    )


def without_one(note):
    documents = {name: keys[1:] for name, keys in note["documents"].items()}
    return json.dumps({**note, "documents": documents})


def without_a_field(note):
    return json.dumps({key: note[key] for key in note if key != "documents"})


def of_another_name(note):
    return json.dumps({**note, "name": note["name"][:-1] + "7"})


def of_another_job(note):
    return json.dumps({**note, "id": "f" * 32})


def cut(note):
    return json.dumps(note)[:40]


def emptied_file(_note):
    return ""


DAMAGES = [
    emptied,
    without_keys,
    of_other_segments,
    without_one,
    without_a_field,
    of_another_name,
    of_another_job,
    cut,
    emptied_file,
]


def damage(book, how):
    for path in notes(book):
        path.write_text(how(json.loads(path.read_text("utf-8"))), "utf-8")
    assert notes(book)
    forget_answers(book)


def assert_paid_once(amazon, built):
    messages = built.totals["messages"]
    assert messages["machine"] == sum(messages.values()), built.output
    assert amazon.paid_calls == ["StartTextTranslationJob"]
    assert set(amazon.billed.values()) == {1}


@pytest.mark.parametrize("how", DAMAGES, ids=lambda how: how.__name__)
def test_a_damaged_note_of_a_job_that_runs(book, build, amazon, how):
    build(wait=0)
    damage(book, how)
    assert_paid_once(amazon, build())


@pytest.mark.parametrize("how", [emptied, without_a_field, of_other_segments])
def test_a_job_that_is_not_listed_is_described(book, build, amazon, how):
    build(wait=0)
    (job,) = amazon.store.jobs.values()
    job["_unlisted"] = 10**6
    damage(book, how)
    assert_paid_once(amazon, build())


@pytest.mark.parametrize("how", [cut, emptied_file])
def test_a_job_that_nothing_names_is_known_by_its_results(book, build, amazon, how):
    build(wait=0)
    amazon.skip(10)
    (job,) = amazon.store.jobs.values()
    job["_unlisted"] = 10**6
    damage(book, how)
    assert_paid_once(amazon, build())


def test_results_are_read_though_the_service_forgot_the_job(book, build, amazon):
    build(wait=0)
    amazon.skip(10)
    amazon.store.jobs.clear()
    damage(book, cut)
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    assert amazon.paid_calls == ["StartTextTranslationJob"]


def test_results_are_read_though_what_was_sent_is_gone(book, build, amazon):
    build(wait=0)
    amazon.skip(10)
    for key in amazon.keys("sphinx-amts/"):
        if "/in/" in key:
            amazon.client("s3").delete_object(Bucket="books-of-tests", Key=key)
    damage(book, emptied)
    assert_paid_once(amazon, build())


def test_what_may_run_unseen_is_said_and_asked_again_on_demand_only(
    book, build, amazon, amts
):
    amazon.store.durations.job = 3600
    build(wait=0)
    (job,) = amazon.store.jobs.values()
    job["_unlisted"] = 10**6
    damage(book, cut)
    for _ in range(2):
        built = build(wait=0)
        reasons = {reason for _, reason in built.findings.values()}
        assert any("the note about it is damaged" in reason for reason in reasons)
        assert amazon.paid_calls == ["StartTextTranslationJob"]
    environment = {**amazon.environment, "AMTS_SPEND": "5"}
    amts(book, "translate", book.src, "-l", "es", "--again", **environment)
    assert amazon.paid_calls == ["StartTextTranslationJob"] * 2


def test_a_damaged_note_that_stands_for_nothing_is_in_nobodys_way(book, build, amazon):
    amazon.store.durations.job = 3600
    build(wait=0)
    (note,) = notes(book)
    amazon.store.jobs.clear()
    amazon.store.tokens.clear()
    for key in amazon.keys("sphinx-amts/"):
        amazon.client("s3").delete_object(Bucket="books-of-tests", Key=key)
    damage(book, cut)
    built = build(wait=0)
    assert built.totals["messages"]["pending"] == sum(built.totals["messages"].values())
    assert note.is_file()  # written anew
    json.loads(note.read_text("utf-8"))
