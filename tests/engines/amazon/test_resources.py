"""`parallel-data`, `terminology`, `gc` and `refresh` against an emulated account."""

from __future__ import annotations

import json

import pytest
from emulated import AMAZON, BUCKET

PAIRS = "en,es\nA short walk.,Un paseo corto.\nThe first loaf.,El primer pan.\n"
TERMS = "en,es\noven,horno\n"


@pytest.fixture
def run(book, amazon, amts):
    """Run a command on the book, in the account's surroundings."""

    def command(*arguments, expect=0, **env):
        # what a build and the command line keep lies in the folder of the test
        ran = amts(book, *arguments, **amazon.environment, **env)
        assert expect in {None, ran.code}, (ran.out, ran.err)
        return ran

    return command


@pytest.fixture
def pairs(book):
    path = book.root / "pairs.csv"
    path.write_text(PAIRS, encoding="utf-8")
    return path


@pytest.fixture
def terms(book):
    path = book.root / "terms.csv"
    path.write_text(TERMS, encoding="utf-8")
    return path


def pushes(amazon):
    names = {"CreateParallelData", "UpdateParallelData", "ImportTerminology"}
    return [r["operation"] for r in amazon.store.requests if r["operation"] in names]


def use(book, **names):
    book.conf(amts_amazon={**AMAZON, **names})


# --- parallel data


def test_a_push_creates_then_does_nothing_then_updates(book, run, amazon, pairs):
    use(book, parallel_data="pairs")
    push = ("parallel-data", "push", book.src, "-l", "es", pairs)
    ran = run(*push)
    assert 'parallel data "pairs": created' in ran.out
    assert "records: 2 imported, 0 skipped, 0 failed" in ran.out
    assert 'parallel data "pairs": unchanged' in run(*push).out
    assert pushes(amazon) == ["CreateParallelData"]
    pairs.write_text(PAIRS + "The oven is hot.,El horno arde.\n", encoding="utf-8")
    ran = run(*push)
    assert 'parallel data "pairs": updated' in ran.out
    assert "records: 3 imported" in ran.out
    assert pushes(amazon) == ["CreateParallelData", "UpdateParallelData"]
    assert amazon.paid_calls == []


def test_a_push_without_a_name_makes_one_and_says_how_to_use_it(book, run, pairs):
    ran = run("parallel-data", "push", book.src, "-l", "es", pairs)
    assert 'set "parallel_data": "spike-' in ran.out


def test_records_that_the_service_leaves_out_are_told(book, run, pairs):
    use(book, parallel_data="pairs")
    long = "x" * 1001
    pairs.write_text(PAIRS + f"{long},corto\n-v is a flag,-v es\n", encoding="utf-8")
    ran = run("parallel-data", "push", book.src, "-l", "es", pairs)
    assert f"{pairs}:4: longer than 1000 bytes" in ran.err
    assert f"{pairs}:5: a field starts with one of + - = @" in ran.err
    assert "2 imported, 1 skipped, 1 failed" in ran.out
    status = run("parallel-data", "status", book.src, "-l", "es").out
    assert "es: pairs: ACTIVE, en to es; records: 2 imported, 1 skipped" in status


def test_status_pull_and_delete(book, run, amazon, pairs):
    use(book, parallel_data="pairs")
    status = ("parallel-data", "status", book.src, "-l", "es")
    assert "es: pairs: not in the account" in run(*status).out
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    pulled = book.root / "pulled.csv"
    run("parallel-data", "pull", book.src, "-l", "es", pulled)
    assert pulled.read_text("utf-8") == PAIRS
    assert "deleted" in run("parallel-data", "delete", book.src, "-l", "es").out
    assert "not in the account" in run(*status).out
    assert "there were none" in run("parallel-data", "delete", book.src, "-l", "es").out


def test_what_somebody_else_made_is_left_alone(book, run, amazon, pairs):
    use(book, parallel_data="pairs")
    uri = amazon.put("theirs.csv", PAIRS.encode())
    amazon.client().create_parallel_data(
        Name="pairs", ParallelDataConfig={"S3Uri": uri, "Format": "CSV"}
    )
    amazon.skip(10)
    for command in (["push", book.src, "-l", "es", pairs], ["delete", book.src]):
        ran = run("parallel-data", *command, "-l", "es", expect=2)
        assert "was not made by sphinx-amts and is left alone" in ran.err
    assert (
        "not made by sphinx-amts"
        in run("parallel-data", "status", book.src, "-l", "es").out
    )


def test_another_import_is_waited_for(book, run, amazon, pairs):
    use(book, parallel_data="pairs")
    uri = amazon.put("other.csv", PAIRS.encode())
    amazon.client().create_parallel_data(
        Name="other", ParallelDataConfig={"S3Uri": uri, "Format": "CSV"}
    )
    ran = run("parallel-data", "push", book.src, "-l", "es", pairs)
    assert 'parallel data "pairs": created' in ran.out


def test_an_update_that_fails_leaves_the_old_data_in_use(book, run, amazon, pairs):
    use(book, parallel_data="pairs")
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    bad = book.root / "bad.tmx"
    unit = "<tu><tuv xml:lang='{}'><seg>a</seg></tuv></tu>"
    bad.write_text(
        "<tmx version='1.4'><header srclang='en'/><body>"
        + unit.format("en")
        + "</body></tmx>",
        encoding="utf-8",
    )
    ran = run("parallel-data", "push", book.src, "-l", "es", bad, expect=2)
    assert "Traceback" not in ran.err
    assert "ACTIVE" in run("parallel-data", "status", book.src, "-l", "es").out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pairs.txt", PAIRS, "give a file that ends in .csv, .tsv, .tmx"),
        (
            "pairs.csv",
            "en,fr\na,b\n",
            "it is for en to fr, and the book needs en to es",
        ),
        ("pairs.csv", "en,es\n", "no record that can be imported"),
        ("pairs.csv", "en,xx\na,b\n", "is no language code of Amazon Translate"),
        ("pairs.csv", "en\na\n", "the first line must name the languages"),
        ("pairs.tmx", "<tmx", "the TMX file is damaged"),
    ],
)
def test_files_that_are_refused_before_a_call(book, run, amazon, name, content, said):
    path = book.root / name
    path.write_text(content, encoding="utf-8")
    ran = run("parallel-data", "push", book.src, "-l", "es", path, expect=2)
    (line,) = ran.err.splitlines()
    assert said in line
    assert amazon.store.requests == []


# --- terminologies


def test_a_terminology_is_named_by_its_content(book, run, amazon, terms):
    push = ("terminology", "push", book.src, "-l", "es", terms)
    first = run(*push).out
    assert ": created" in first
    assert "terms: 1" in first
    assert ": unchanged" in run(*push).out
    assert pushes(amazon) == ["ImportTerminology"]
    terms.write_text(TERMS + "loaf,hogaza\n", encoding="utf-8")
    second = run(*push).out
    assert ": created" in second
    assert first.split('"')[1] != second.split('"')[1]


def test_terminology_status_pull_and_delete(book, run, terms):
    name = run("terminology", "push", book.src, "-l", "es", terms).out.split('"')[1]
    use(book, terminology=name)
    status = run("terminology", "status", book.src, "-l", "es").out
    assert f"es: {name}: en to es; terms: 1" in status
    ran = run("terminology", "pull", book.src, "-l", "es", "-")
    assert ran.out == TERMS
    assert "deleted" in run("terminology", "delete", book.src, "-l", "es").out
    assert (
        "not in the account" in run("terminology", "status", book.src, "-l", "es").out
    )


@pytest.mark.parametrize(
    ("languages", "way", "fits"),
    [
        ("en,fr", "UNI", False),
        ("en,fr,es", "UNI", True),
        ("es,en", "UNI", False),
        ("es,en", "MULTI", True),
        ("fr,de", "MULTI", False),
    ],
)
def test_a_terminology_of_other_languages_is_found(
    book, run, amazon, languages, way, fits
):
    count = languages.count(",") + 1
    rows = [languages, *(",".join([f"t{i}"] * count) for i in range(2))]
    amazon.client().import_terminology(
        Name="terms",
        MergeStrategy="OVERWRITE",
        TerminologyData={
            "File": "\n".join(rows).encode(),
            "Format": "CSV",
            "Directionality": way,
        },
    )
    use(book, terminology="terms")
    out = run("doctor", book.src, "-l", "es", expect=None).out
    (line,) = [line for line in out.splitlines() if " terminology: " in line]
    assert line.startswith("ok" if fits else "to fix"), line
    if not fits:
        assert "not for en to es" in line
        ran = run("translate", book.src, "-l", "es", "--spend", "5", expect=2)
        assert "not for en to es" in ran.err
        assert amazon.paid_calls == []


# --- cleaning up


def test_cleaning_up_leaves_what_is_being_imported(book, run, amazon, pairs):
    use(book, parallel_data="pairs")
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    pairs.write_text(PAIRS + "Bread.,Pan.\n", encoding="utf-8")
    run("parallel-data", "push", book.src, "-l", "es", pairs, "--no-wait")
    before = amazon.keys()
    assert len(before) == 2
    run("gc", book.src, "-l", "es", "--days", "0")
    assert amazon.keys() == before
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    assert "removed old" in run("gc", book.src, "-l", "es", "--days", "0").out
    assert len(amazon.keys()) == 1


@pytest.mark.slow
def test_cleaning_up_takes_what_is_ours_and_not_needed(
    book, run, build, amazon, pairs, terms
):
    use(book, parallel_data="pairs")
    theirs = amazon.put("theirs.txt", b"theirs")
    old = run("terminology", "push", book.src, "-l", "es", terms).out.split('"')[1]
    terms.write_text(TERMS + "loaf,hogaza\n", encoding="utf-8")
    new = run("terminology", "push", book.src, "-l", "es", terms).out.split('"')[1]
    use(book, parallel_data="pairs", terminology=new)
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    pairs.write_text(PAIRS + "Bread.,Pan.\n", encoding="utf-8")
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    build()
    planned = run("gc", book.src, "-l", "es", "--days", "0", "--dry-run").out
    before = amazon.keys()
    assert amazon.keys() == before
    done = run("gc", book.src, "-l", "es", "--days", "0").out
    assert done.replace("removed", "would remove") == planned
    assert f"removed terminology {old}" in done
    assert "removed job folder " in done
    assert "removed old parallel data " in done
    left = amazon.keys()
    assert theirs.removeprefix(f"s3://{BUCKET}/") in left
    names = amazon.client().list_terminologies()["TerminologyPropertiesList"]
    assert [found["Name"] for found in names] == [new]
    assert "nothing to remove" in run("gc", book.src, "-l", "es", "--days", "0").out
    # the parallel data in use, and what was translated, are still there
    assert "ACTIVE" in run("parallel-data", "status", book.src, "-l", "es").out
    calls = len(amazon.paid_calls)
    build()
    assert len(amazon.paid_calls) == calls


def test_folders_of_recent_jobs_stay(book, run, build, amazon):
    build()
    keys = amazon.keys()
    assert "nothing to remove" in run("gc", book.src, "-l", "es").out
    assert amazon.keys() == keys


# --- refresh


def sent(amazon):
    return [line["text"] for line in amazon.store.meter.lines]


@pytest.mark.slow
def test_refresh_because_of_parallel_data(book, run, build, amazon, pairs):
    run("translate", book.src, "-l", "es", "--spend", "5", "--wait")
    use(book, parallel_data="pairs")
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    before = sent(amazon)
    refresh = ("refresh", book.src, "-l", "es", "--because", "parallel-data")
    planned = run(*refresh, "--dry-run").out
    assert f"would send {len(set(before))} segments" in planned
    assert "batch with parallel data $" in planned
    assert sent(amazon) == before
    run(*refresh, "--spend", "5", "--wait")
    again = sent(amazon)[len(before) :]
    assert sorted(again) == sorted(set(before))
    committed = (book.src / "amts/catalogs/es/two.po").read_text("utf-8")
    assert "parallel-data=pairs@" in committed
    assert "Un paseo corto." in committed
    assert "nothing to send" in run(*refresh, "--dry-run").out
    total = len(sent(amazon))
    run(*refresh, "--spend", "5", "--wait")
    assert len(sent(amazon)) == total


@pytest.mark.slow
def test_refresh_sends_only_what_was_made_before(book, run, amazon, pairs):
    run("translate", book.src, "-l", "es", "--spend", "5", "--wait")
    use(book, parallel_data="pairs")
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    old = set(sent(amazon))
    book.edit("two.rst", "A short walk.", "A short walk. A sentence that is new.")
    run("translate", book.src, "-l", "es", "--spend", "5", "--wait")
    total = len(sent(amazon))
    refresh = ("refresh", book.src, "-l", "es", "--because", "parallel-data")
    run(*refresh, "--spend", "5", "--wait")
    assert set(sent(amazon)[total:]) == old
    assert "nothing to send" in run(*refresh, "--dry-run").out


def test_a_refresh_that_did_not_wait_is_taken_up(book, run, amazon, pairs):
    run("translate", book.src, "-l", "es", "--spend", "5", "--wait")
    use(book, parallel_data="pairs")
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    refresh = ("refresh", book.src, "-l", "es", "--because", "parallel-data")
    run(*refresh, "--spend", "5")
    total = len(sent(amazon))
    amazon.skip(60)
    total = len(sent(amazon))
    run(*refresh, "--spend", "5", "--wait")
    assert len(sent(amazon)) == total
    committed = (book.src / "amts/catalogs/es/two.po").read_text("utf-8")
    assert "parallel-data=pairs@" in committed


def test_refresh_because_of_a_terminology(book, run, amazon, terms):
    run("translate", book.src, "-l", "es", "--spend", "5", "--wait")
    name = run("terminology", "push", book.src, "-l", "es", terms).out.split('"')[1]
    use(book, terminology=name)
    before = sent(amazon)
    refresh = ("refresh", book.src, "-l", "es", "--because", "terminology")
    run(*refresh, "--spend", "5", "--wait")
    assert sorted(sent(amazon)[len(before) :]) == sorted(set(before))
    committed = (book.src / "amts/catalogs/es/two.po").read_text("utf-8")
    assert f"terminology={name}@" in committed
    assert "horno" in committed


def test_an_engine_without_parallel_data_refreshes_nothing_for_it(book, run):
    book.engine()
    ran = run("refresh", book.src, "-l", "es", "--because", "parallel-data", expect=2)
    assert "the engine command uses no parallel data" in ran.err


def test_receipts_tell_what_was_spent(book, run):
    run("translate", book.src, "-l", "es", "--spend", "5", "--wait")
    folder = book.root / "memory" / "receipts"
    receipts = [json.loads(path.read_text("utf-8")) for path in folder.rglob("*.json")]
    assert [receipt["engine"] for receipt in receipts] == ["amazon-emulated"]


# --- giving a language up


def test_a_language_that_is_given_up_leaves_a_list_of_what_is_in_the_cloud(
    book, run, pairs
):
    use(book, parallel_data="pairs")
    run("parallel-data", "push", book.src, "-l", "es", pairs)
    book.human("index", {"Index": "Índice"})
    ran = run("language", "remove", "es", book.src, "--yes")
    assert "in the cloud: parallel-data pairs" in ran.out
    assert f"parallel-data delete {book.src} --name pairs" in ran.out
    assert f"in the cloud: folders of jobs in s3://{BUCKET}/" in ran.out
    assert (
        "ACTIVE"
        in run("parallel-data", "status", book.src, "-l", "es", "--name", "pairs").out
    )
