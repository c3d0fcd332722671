"""`sphinx-amts evaluate` on a folder of catalogs, with engines that cost nothing."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from evaluated import HEADER, with_entry, write_catalogs

from sphinx_amts.cli.main import main

SUPPORT = Path(__file__).parents[1] / "support"
SCHEMA = Path(__file__).parents[2] / "sphinx_amts/evaluation/results.schema.json"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A book in catalogs, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("AMTS_SPEND", raising=False)
    return write_catalogs(tmp_path / "book")


@pytest.fixture
def evaluate(folder, tmp_path, capsys):
    """Run the command; return its exit code, what it printed, and the results."""

    def run(*arguments, systems="pseudo", source=folder, out="out"):
        config = tmp_path / "systems.toml"
        program = [
            sys.executable,
            str(SUPPORT / "fake_engine.py"),
            str(tmp_path / "log"),
        ]
        commands = {
            mode: json.dumps([*program, mode]) for mode in ("mark", "lose", "down")
        }
        config.write_text(
            "".join(
                f'[systems.{mode}]\nengine = "command"\ncommand = {command}\n'
                for mode, command in commands.items()
            )
        )
        output = tmp_path / out
        code = main(
            [
                "evaluate", str(source), "-l", "es", "--systems", systems,
                "--config", str(config), "--output", str(output), *arguments,
            ]
        )  # fmt: skip
        printed = capsys.readouterr()
        file = output / "results.json"
        results = json.loads(file.read_text("utf-8")) if file.exists() else None
        return code, printed.out, printed.err, results

    return run


def refused(capsys, *arguments):
    assert main([str(argument) for argument in arguments]) == 2
    (line,) = [
        line
        for line in capsys.readouterr().err.splitlines()
        if line.startswith("sphinx-amts: ")
    ]
    return line


def sacrebleu(reference, hypothesis, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "sacrebleu", reference, "-i", hypothesis, *arguments,
         "--score-only", "--width", "14"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)


def test_scores_are_those_of_sacrebleu_by_hand(evaluate, tmp_path):
    code, out, err, results = evaluate(systems="mark,pseudo")
    assert code == 0, err
    jsonschema.validate(results, json.loads(SCHEMA.read_text("utf-8")))
    (direction,) = results["directions"]
    bleu = ("-m", "bleu", "--tokenize", direction["tokenizer"], "--force")
    metrics = {
        "bleu": bleu,
        "chrf++": ("-m", "chrf", "--chrf-word-order", "2"),
        "ter": ("-m", "ter"),
    }
    system = direction["systems"][0]
    files = [
        [
            (tmp_path / "out" / top / folder / "en-es" / f"{d['name']}.txt")
            for d in system["documents"]
        ]
        for top, folder in (
            ("", "references"),
            ("", "hypotheses/mark"),
            ("everything", "references"),
            ("everything", "hypotheses/mark"),
        )
    ]
    # by hand for one document, and for all of them, one after the other
    together = [tmp_path / f"{number}.txt" for number in range(4)]
    for path, parts in zip(together, files, strict=True):
        path.write_text("".join(p.read_text("utf-8") for p in parts), "utf-8")
    document = system["documents"][0]
    found = document["scores"]["placeables"]["bleu"]
    assert found["score"] == pytest.approx(
        sacrebleu(files[0][0], files[1][0], *bleu), abs=1e-12
    )
    for metric, arguments in metrics.items():
        pooled = system["summary"]["corpus"]["placeables"][metric]
        assert pooled["score"] == pytest.approx(
            sacrebleu(together[0], together[1], *arguments), abs=1e-12
        )
        assert "version:" in pooled["signature"]
    assert system["summary"]["corpus"]["everything"]["bleu"]["score"] == pytest.approx(
        sacrebleu(together[2], together[3], *bleu), abs=1e-12
    )
    means = [d["scores"]["placeables"]["bleu"]["score"] for d in system["documents"]]
    assert system["summary"]["mean"]["placeables"]["bleu"]["score"] == pytest.approx(
        sum(means) / len(means)
    )
    assert results["label"] in out
    assert direction["comparisons"] == {}


def test_a_line_is_a_message_for_every_system(evaluate, tmp_path):
    evaluate("--both-directions", systems="mark,memory")
    files = sorted((tmp_path / "out").rglob("*/bread.txt"))
    assert len(files) == 3 * 3 * 2
    for path in files:
        assert len(path.read_text("utf-8").splitlines()) == 3
    reverse = tmp_path / "out/references/es-en/water.txt"
    assert "Weigh the water with ⓐ twice." in reverse.read_text("utf-8").splitlines()
    assert "Set ⓐ before" in (tmp_path / "out/references/es-en/bread.txt").read_text(
        "utf-8"
    )


def test_a_claim_needs_thirty_documents(evaluate, tmp_path):
    nouns = "oven loaf crust crumb yeast water flour salt rye spelt".split()
    book = {
        f"{noun}{n}": {
            f"The {noun} number {n} is {word}.": f"El {noun} {n} es {word}."
            for word in ("good", "old")
        }
        for noun in nouns
        for n in range(3)
    }
    source = write_catalogs(tmp_path / "large", book)
    code, _, err, results = evaluate(systems="mark,memory", source=source)
    assert code == 0, err
    assert results["label"] == ""
    assert len(results["documents"]) == 30
    (one,) = results["directions"][0]["comparisons"]["bleu"]
    assert (one["first"], one["second"]) == ("mark", "memory")
    assert 0 < one["p"] <= one["p_corrected"] <= 1
    page = (tmp_path / "out/index.html").read_text("utf-8")
    assert "no claim" not in page
    assert "mark less memory" in page


def test_the_reverse_direction_says_so(evaluate, tmp_path):
    _, out, _, results = evaluate("--both-directions")
    assert [d["label"] for d in results["directions"]] == ["", "reverse direction"]
    assert "es to en (reverse direction)" in out


def test_shuffled_references_are_a_control(evaluate):
    *_, results = evaluate(systems="memory")
    system = results["directions"][0]["systems"][0]
    assert system["control"]["bleu"]["score"] < 15
    assert set(system["control"]) == {"bleu", "chrf++"}


def test_other_documents_are_a_memory(evaluate, tmp_path):
    """What people wrote elsewhere counts, unless it is held out as well."""
    entry = ("Salt tightens gluten and keeps crumbs firm.", "La sal lo tensa todo.")
    source = write_catalogs(tmp_path / "copied", with_entry("bread", *entry))
    chosen = ("--documents", "water", "flour")
    *_, results = evaluate(*chosen, systems="memory", source=source)
    assert results["directions"][0]["systems"][0]["summary"]["translated"] == 0
    near = ("Sieve it if insects are feared now.", "Tamice todo.")
    exact = ("Never let it touch fresh yeast directly.", "No lo toque.")
    for number, planted in enumerate((near, exact)):
        source = write_catalogs(
            tmp_path / f"planted{number}", with_entry("bread", *planted)
        )
        code, _, err, results = evaluate(
            "--documents", "flour", "salt", systems="memory", source=source
        )
        assert code == 0, err
        assert results["directions"][0]["systems"][0]["summary"]["translated"] == 0
        with pytest.raises(FileNotFoundError):
            (tmp_path / f"off{number}" / "results.json").read_text()
        code, _, err, results = evaluate(
            "--documents", "flour", "salt", "--near-duplicates", "off",
            systems="memory", source=source, out=f"off{number}",
        )  # fmt: skip
        assert code == 2
        assert "is refused" in err
        assert results is None


def test_faults_leave_other_documents_scored(evaluate, folder, tmp_path):
    (folder / "alone.po").write_text(
        HEADER + 'msgid "One message."\nmsgstr "Un mensaje."\n', "utf-8"
    )
    (folder / "none.po").write_text(HEADER + 'msgid "None."\nmsgstr ""\n', "utf-8")
    code, _, err, results = evaluate("--documents", "bread,water", "alone", "bred")
    assert code == 1
    assert results["documents"] == ["bread", "water"]
    lines = [line for line in err.splitlines() if line.startswith("sphinx-amts: ")]
    assert lines == [
        "sphinx-amts: bred: no such document; did you mean 'bread'?",
        "sphinx-amts: alone: one message only, so there is no score of it",
    ]
    assert "bred" in (tmp_path / "out/index.html").read_text("utf-8")


def test_an_engine_that_is_down_leaves_the_others_scored(evaluate):
    code, _, err, results = evaluate(systems="down,mark")
    assert code == 1
    assert "down, en-es: " in err
    assert [s["name"] for s in results["directions"][0]["systems"]] == ["mark"]


def test_empty_hypotheses(evaluate, tmp_path):
    """Nothing comes back of messages that are all code."""
    config = tmp_path / "empty.toml"
    config.write_text(
        '[systems.empty]\nengine = "command"\n'
        "command = ['python3', '-c', 'import sys,re;"
        'print(re.sub(r">[^<]+<", "><", sys.stdin.read()))\']\n'
    )
    code, _, err, _ = evaluate("--config", str(config), systems="empty")
    assert code == 2
    assert "empty hypotheses" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--systems", "basline"), "did you mean 'baseline'"),
        (("--documents", "nothing"), "nothing can be scored"),
        (("--systems", "act-supplied", "--preset", "general"), "--pairs"),
        (("--config", "no.toml"), "no.toml"),
        (
            ("--ratings", "sheet.csv"),
            "key.json: this key cannot be read (No such file or directory); give the "
            "--output that",
        ),
    ],
)
def test_wrong_arguments(folder, tmp_path, capsys, arguments, said):
    line = refused(
        capsys, "evaluate", folder, "-l", "es", "--output", tmp_path / "out", *arguments
    )
    assert said in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[system.a]", "did you mean 'systems'"),
        ('[systems.a]\nengine = "comand"', "did you mean 'command'"),
        ('[systems."../a"]\nengine = "command"', "letters"),
        ('[systems.a]\nengine = "command"\ncomand = ["x"]', "did you mean 'command'"),
        (
            '[systems.a]\nengine = "amazon"\nroute = "realtime"\n'
            'parallel_data = "book"',
            "uses no parallel data",
        ),
        ('[systems.a]\nengine = "command"\nparallel_data = "book"', "takes neither"),
        ('[evaluation]\nnear_duplicates = "0.9"', "0.5"),
        ("[systems", "systems.toml"),
    ],
)
def test_wrong_configurations(folder, tmp_path, capsys, text, said):
    path = tmp_path / "systems.toml"
    path.write_text(text)
    line = refused(
        capsys, "evaluate", folder, "-l", "es", "-o", tmp_path / "out", "--config", path
    )
    assert said in line


def test_what_was_scored_before_goes(evaluate, tmp_path):
    evaluate("--documents", "bread", "water")
    (tmp_path / "out/references/notes.txt").write_text("mine")
    evaluate("--documents", "flour", "water")
    found = {p.name for p in (tmp_path / "out/references").rglob("*.txt")}
    assert found == {"flour.txt", "water.txt", "notes.txt"}


def test_people_judge(evaluate, tmp_path, capsys, folder):
    code, out, err, _ = evaluate("--blind", "5", systems="mark,memory")
    assert code == 0, err
    sheet = tmp_path / "out/blind/sheet.csv"
    rows = list(csv.DictReader(io.StringIO(sheet.read_bytes().decode("utf-8-sig"))))
    assert len(rows) == 5
    filled = tmp_path / "rater.csv"
    with filled.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        for row in rows:
            best = "A" if "译" in row["A"] else "B"
            writer.writerow(row | {"adequacy": best, "fluency": "same"})
    code, out, err, results = evaluate("--ratings", str(filled))
    assert code == 0, err
    assert "adequacy: mark wins 100 %" in out
    assert results["ratings"]["judgements"]["fluency"]["win_rate"] == 0.5
    assert "What people say" in (tmp_path / "out/index.html").read_text("utf-8")
