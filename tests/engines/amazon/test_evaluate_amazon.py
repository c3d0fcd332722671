"""`sphinx-amts evaluate` with Amazon Translate, on an emulated account."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from emulated import AMAZON, BUCKET
from evaluated import BOOK, with_entry, write_catalogs
from processes import started

import sphinx_amts.engines.amazon.resources as aws_resources
from sphinx_amts.cli.main import main
from sphinx_amts.editions.model import Pair
from sphinx_amts.evaluation.runs import Runner
from sphinx_amts.markup.model import Text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.output import write_pairs

pytestmark = pytest.mark.slow

PROGRAM = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
THREE = "baseline,act-paragraph,act-sentence"
PLANTED = {
    "copy": ("Mills differ, so test each new sack.", "Otra cosa muy distinta es."),
    "near": ("Mills differ, so do test each new sack.", "Otra cosa muy distinta es."),
    "target": (
        "Grain is not the same everywhere, try it.",
        "Los molinos difieren: pruebe cada saco.",
    ),
}


@pytest.fixture
def folder(tmp_path, monkeypatch, amazon):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("AMTS_SPEND", raising=False)
    for name, value in amazon.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(aws_resources, "POLLS", (0.05,))
    return write_catalogs(tmp_path / "book")


@pytest.fixture
def evaluate(folder, tmp_path, capsys):
    """Run the command with two documents held out."""

    def run(*arguments, systems=THREE, spend="5", source=folder, out="out"):
        options = [f"-Damts_amazon.{k}={v}" for k, v in AMAZON.items() if k != "route"]
        if spend:
            options += ["--spend", spend]
        output = tmp_path / out
        code = main(
            [
                "evaluate", str(source), "-l", "es", "--systems", systems,
                "--documents", "bread", "flour", "--output", str(output),
                *options, *arguments,
            ]
        )  # fmt: skip
        printed = capsys.readouterr()
        file = output / "results.json"
        results = json.loads(file.read_text("utf-8")) if file.exists() else None
        return code, printed.out, printed.err, results

    return run


def is_tidy(amazon, tmp_path, out="out"):
    amazon.skip(10)
    left = amazon.client().list_parallel_data()["ParallelDataPropertiesList"]
    return (
        not left
        and not any("parallel-data" in key for key in amazon.keys())  # noqa: SIM118
        and not (tmp_path / out / "account.json").exists()
    )


def test_three_systems_in_both_directions(evaluate, amazon, tmp_path):
    code, _, err, results = evaluate("--both-directions")
    assert code == 0, err
    for direction in results["directions"]:
        systems = {system["name"]: system for system in direction["systems"]}
        assert list(systems) == THREE.split(",")
        assert systems["baseline"]["pairs"] == 0
        assert systems["act-sentence"]["pairs"] == 5
        variants = [v["variant"] for v in systems["act-sentence"]["variants"]]
        assert variants == ["0.5", "0.7", "exact"]
        assert (
            systems["act-sentence"]["price"] > 4 * systems["baseline"]["price"] - 1e-6
        )
    # of all filters the same pairs are left here: one job a system and direction
    jobs = amazon.asked("StartTextTranslationJob")
    assert len(jobs) == 4
    assert all(len(job["ParallelDataNames"]) == 1 for job in jobs)
    assert amazon.keys("sphinx-amts") == []
    assert is_tidy(amazon, tmp_path)


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_text_never_reaches_the_account(evaluate, amazon, tmp_path, kind):
    source = write_catalogs(tmp_path / "planted", with_entry("water", *PLANTED[kind]))
    code, _, err, results = evaluate(systems="act-sentence", source=source)
    assert code == 0, err
    (system,) = results["directions"][0]["systems"]
    removed = {v["variant"]: v["removed"] for v in system["variants"]}
    assert system["removed"] == removed["0.5"] == 1
    assert removed["exact"] == (kind == "copy")
    text = next((tmp_path / "out/parallel-data").glob("*act-sentence-0.5.tmx"))
    assert PLANTED[kind][0] not in text.read_text("utf-8")
    calls = len(amazon.store.requests)
    code, _, err, results = evaluate(
        "--near-duplicates", "off", systems="act-sentence", source=source, out="off"
    )
    assert code == 2
    assert "such a run is refused" in err
    assert results is None
    assert len(amazon.store.requests) == calls


def supplied(path, *more):
    """Write pairs of the same subject, as `corpus select` writes what it chose."""
    rows = [*BOOK["salt"].items(), *more]
    pairs = [
        Pair(source=(Text(source),), target=(Text(target),), document="mill")
        for source, target in rows
    ]
    write_pairs(path, pairs, LanguagePair(source="en", target="es"))
    return str(path)


@pytest.mark.parametrize("suffix", [".tmx", ".csv"])
def test_the_published_comparison_with_supplied_pairs(
    evaluate, amazon, tmp_path, suffix
):
    """Both directions of one file, without and with it, beside the published figures;
    what the file has of the held-out text is taken out."""
    held_out = next(iter(BOOK["flour"].items()))
    pairs = supplied(tmp_path / f"pairs{suffix}", held_out)
    code, out, err, results = evaluate(
        "--preset", "general", "--pairs", pairs, systems="baseline,act-supplied"
    )
    assert code == 0, err
    directions = {f"{d['source']}-{d['target']}": d for d in results["directions"]}
    assert list(directions) == ["en-es", "es-en"]
    for languages, direction in directions.items():
        baseline, system = direction["systems"]
        assert (baseline["pairs"], system["pairs"], system["removed"]) == (0, 3, 1)
        sent = tmp_path / f"out/parallel-data/{languages}-act-supplied-0.5.tmx"
        text = sent.read_text("utf-8")
        assert f'srclang="{languages[:2]}"' in text
        assert not [side for side in held_out if side in text]
    jobs = amazon.asked("StartTextTranslationJob")
    asked = {(j["SourceLanguageCode"], *j["TargetLanguageCodes"]) for j in jobs}
    assert asked == {("en", "es"), ("es", "en")}
    assert all(job["ParallelDataNames"] for job in jobs)
    figures = {(f["languages"], f["system"]): f["bleu"] for f in results["published"]}
    assert figures == {
        ("en-es", "baseline"): 0.792,
        ("en-es", "act-supplied"): 0.824,
        ("es-en", "baseline"): 0.809,
        ("es-en", "act-supplied"): 0.827,
    }
    page = BeautifulSoup(
        (tmp_path / "out/index.html").read_text("utf-8"), "html.parser"
    )
    table = page.select_one("section[aria-labelledby=comparison] table")
    head = [cell.get_text() for cell in table.select("thead tr:first-child th")]
    assert head == ["System", "English to Spanish", "Spanish to English"]
    rows = [
        [cell.find(string=True).strip() for cell in row.select("th, td")]
        for row in table.select("tbody tr")
    ]
    means = [
        {
            s[
                "name"
            ]: f"{s['summary']['mean']['placeables']['bleu']['score'] / 100:.3f}"
            for s in direction["systems"]
        }
        for direction in directions.values()
    ]
    for name, row, there, back in zip(
        ("baseline", "act-supplied"), rows, ("0.792", "0.824"), ("0.809", "0.827"),
        strict=True,
    ):  # fmt: skip
        assert row == [name, means[0][name], there, means[1][name], back]
    assert "published" in out
    assert "0.824 (+0.032)" in out
    assert "0.827 (+0.018)" in out
    assert is_tidy(amazon, tmp_path)


def test_supplied_pairs_that_are_wrong(evaluate, amazon, tmp_path):
    whole = supplied(tmp_path / "whole.tmx")
    other = tmp_path / "other.csv"
    french = ("Le sel resserre le gluten et garde la mie ferme.", "Il ne faut pas.")
    lines = "".join(f'"{one}, et la pâte est dans le four.",x\n' for one in french * 9)
    other.write_text(f"en,es\n{lines}", "utf-8")
    torn = tmp_path / "torn.tmx"
    torn.write_text(Path(whole).read_text("utf-8").partition("Coarse")[0], "utf-8")
    for path, said in (
        (tmp_path / "none.tmx", "none.tmx"),
        (other, "other.csv: the text is not in 'en'"),
    ):
        code, _, err, results = evaluate(
            "--preset", "general", "--pairs", str(path), systems="act-supplied"
        )
        assert code == 2
        assert said in err
        assert results is None
    assert amazon.paid_calls == []
    code, _, err, results = evaluate(
        "--preset", "general", "--pairs", str(torn), systems="act-supplied"
    )
    assert code == 1
    assert "torn.tmx" in err
    assert "used is what stands before it, 2 pairs" in err
    assert [d["systems"][0]["pairs"] for d in results["directions"]] == [2, 2]


def test_memorisation_is_told_apart(evaluate, tmp_path):
    config = tmp_path / "evaluation.toml"
    config.write_text("[evaluation]\nmemorisation = true\n")
    code, _, err, results = evaluate("--config", str(config), systems="act-sentence")
    assert code == 0, err
    (system,) = results["directions"][0]["systems"]
    # the emulator gives back what stands in its parallel data word by word
    assert system["memorised"] > 10
    assert system["variants"][-1]["variant"] == "included"
    page = (tmp_path / "out/index.html").read_text("utf-8")
    assert "Test articles possibly included" in page


def test_terms_of_held_out_documents_are_left_out(evaluate, amazon, tmp_path):
    terms = tmp_path / "terms.csv"
    terms.write_text("en,es\nyeast,levadura\nsack,saco\nsourdough,masa madre\n")
    config = tmp_path / "evaluation.toml"
    config.write_text(
        '[systems.termed]\nengine = "amazon"\nroute = "realtime"\n'
        'terminology = "terms.csv"\n'
    )
    code, _, err, results = evaluate("--config", str(config), systems="termed")
    assert code == 0, err
    # "sack" stands in what is held out only, "sourdough" nowhere in the book
    (system,) = results["directions"][0]["systems"]
    assert system["terms"] == 2
    (given,) = amazon.asked("ImportTerminology")
    file = base64.b64decode(given["TerminologyData"]["File"])
    assert file == b"en,es\nyeast,levadura\nsourdough,masa madre\n"
    assert amazon.client().list_terminologies()["TerminologyPropertiesList"] == []


def test_nothing_is_sent_without_permission(evaluate, amazon):
    code, _, err, results = evaluate(spend="")
    assert code == 2
    assert "all systems together cost at most $" in err
    assert "--spend" in err
    assert results is None
    assert amazon.paid_calls == []
    code, _, err, _ = evaluate(spend="0.001")
    assert code == 2
    assert "more than the limit" in err
    assert amazon.paid_calls == []


def test_a_plan_costs_nothing(evaluate, amazon):
    code, out, err, results = evaluate("--dry-run", spend="")
    assert code == 0, err
    assert "act-sentence (0.5), en-es, 5 pairs: would send" in out
    assert "all together at most $" in out
    assert results is None
    assert amazon.paid_calls == []


def test_nothing_is_paid_for_twice(evaluate, amazon):
    evaluate()
    billed, calls = amazon.billed, len(amazon.paid_calls)
    *_, first = evaluate(spend="")
    assert amazon.billed == billed
    assert len(amazon.paid_calls) == calls
    assert first["directions"][0]["systems"][2]["summary"]["translated"] == 6


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_the_account_is_tidy_after_an_interruption(
    evaluate, amazon, tmp_path, monkeypatch, error
):
    attempt = Runner._attempt

    def stop(self, run, *, wait):
        outcome = attempt(self, run, wait=wait)
        if amazon.asked("StartTextTranslationJob"):
            raise error
        return outcome

    monkeypatch.setattr(Runner, "_attempt", stop)
    if error is RuntimeError:
        with pytest.raises(RuntimeError):
            evaluate()
    else:
        assert evaluate()[0] == 130
    assert is_tidy(amazon, tmp_path)
    monkeypatch.undo()


def test_a_killed_run_is_taken_up_where_it_stopped(evaluate, folder, amazon, tmp_path):
    """Its jobs go on; their answers are fetched, and not paid for again."""
    amazon.store.durations = replace(amazon.store.durations, job=2.0)
    arguments = [f"-Damts_amazon.{k}={v}" for k, v in AMAZON.items() if k != "route"]
    command = [
        sys.executable, "-c", PROGRAM, "evaluate", str(folder), "-l", "es",
        "--systems", "act-sentence", "--documents", "bread", "flour",
        "--output", str(tmp_path / "out"), "--spend", "5", *arguments,
    ]  # fmt: skip
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with started(command, **quiet) as process:
        while not amazon.asked("StartTextTranslationJob"):
            assert process.poll() is None
            time.sleep(0.05)
        time.sleep(0.3)
    assert (tmp_path / "out/account.json").exists()
    code, _, err, results = evaluate(systems="act-sentence")
    assert code == 0, err
    assert results["directions"][0]["systems"][0]["summary"]["translated"] == 6
    assert len(amazon.asked("StartTextTranslationJob")) == 1
    assert set(amazon.billed.values()) == {1}
    assert is_tidy(amazon, tmp_path)


def test_what_a_killed_run_left_is_deleted_by_the_next(evaluate, amazon, tmp_path):
    evaluate(systems="baseline")
    amazon.make_parallel_data("left-behind")
    name = "left-by-us"
    amazon.client().create_parallel_data(
        Name=name,
        Description="sphinx-amts book=book sha256=" + "0" * 64,
        ParallelDataConfig={
            "S3Uri": amazon.put("pairs.csv", b"en,es\nA loaf.,Un pan.\n"),
            "Format": "CSV",
        },
    )
    amazon.skip(10)
    (tmp_path / "out/account.json").write_text(
        json.dumps(
            [
                {
                    "kind": "parallel data",
                    "name": name,
                    "region": AMAZON["region"],
                    "bucket": BUCKET,
                    "prefix": "sphinx-amts",
                    "book": "book",
                }
            ]
        )
    )
    code, _, err, _ = evaluate(systems="baseline")
    assert code == 0, err
    left = amazon.client().list_parallel_data()["ParallelDataPropertiesList"]
    assert [found["Name"] for found in left] == ["left-behind"]
