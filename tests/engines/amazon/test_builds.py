"""Builds with the engine `amazon` against the emulator, over HTTP."""

from __future__ import annotations

import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from emulated import AMAZON, BUCKET, EXAMPLES


def segments(amazon) -> set[str]:
    return {line["text"] for line in amazon.store.meter.lines}


def test_a_job_with_parallel_data_translates_all(book, build, amazon):
    amazon.make_parallel_data()
    book.conf(amts_amazon={**AMAZON, "parallel_data": "pairs"})
    built = build()
    totals = built.totals
    assert totals["messages"]["machine"] == sum(totals["messages"].values())
    (job,) = amazon.asked("StartTextTranslationJob")
    assert job["ParallelDataNames"] == ["pairs"]
    assert job["TargetLanguageCodes"] == ["es"]
    assert "Un paseo corto." in book.body("two")
    assert "≈El horno está caliente ahora." in book.body("two")
    assert '<code class="docutils literal notranslate">' in book.html("one")
    assert 'href="two.html"' in book.html("one")
    assert totals["engines"] == {"amazon-emulated batch": totals["messages"]["machine"]}
    assert set(amazon.billed.values()) == {1}
    calls = len(amazon.store.requests)
    again = build()
    assert again.totals["documents_read"] == 0
    assert len(amazon.store.requests) == calls


def test_without_permission_nothing_is_paid_for(build, amazon, book):
    built = build(spend="")
    assert amazon.paid_calls == []
    assert built.totals["messages"]["machine"] == 0
    (line,) = [x for x in built.output.splitlines() if "nothing is sent" in x]
    assert "no permission" in line
    assert "realtime $" in line
    assert "as of 2025-11-01" in line
    assert built.totals["segments_missing"] > 0
    assert built.totals["price_missing"] > 0
    assert build("-Damts_spend_limit=0.0001", spend="").code == 0
    assert amazon.paid_calls == []


def test_a_limit_of_the_book_grants_nothing(book, build, amazon):
    book.conf(amts_spend_limit=5)
    build(spend="")
    assert amazon.paid_calls == []
    book.conf(amts_spend_limit=0.0001)
    build(spend="100")
    assert amazon.paid_calls == []


def test_a_build_does_not_wait_and_a_later_one_collects(book, build, amazon):
    first = build(wait=0)
    assert first.totals["messages"]["pending"] > 0
    assert "index" in {d["docname"] for d in first.report["documents"]}
    amazon.skip(10)
    second = build(wait=0, spend="")
    assert second.totals["messages"]["pending"] == 0
    assert second.totals["messages"]["machine"] > 0
    assert amazon.paid_calls == ["StartTextTranslationJob"]


def test_another_machine_collects_what_a_job_has(book, build, amazon):
    build(wait=0)
    shutil.rmtree(book.root / "memory")
    shutil.rmtree(book.root / "doctrees")
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    assert amazon.paid_calls == ["StartTextTranslationJob"]


def test_a_started_job_that_is_not_known_yet_is_not_started_again(build, amazon):
    for fault in ("list-lag", "describe-lag", "token-expired"):
        amazon.store.faults.set(fault, "1")
    build(wait=0)
    second = build(wait=0)
    reasons = {reason for _, reason in second.findings.values()}
    assert any("the service does not know it (yet)" in reason for reason in reasons)
    amazon.skip(10)
    assert build().totals["messages"]["untranslated"] == 0
    assert amazon.paid_calls == ["StartTextTranslationJob"]


def test_commands_at_once_pay_for_single_calls_once(book, amts, amazon):
    book.conf(amts_amazon={**AMAZON, "route": "realtime"})
    text = "\n\n".join(f"Bread number {number} is warm." for number in range(80))
    book.write("two.rst", f"Page two\n========\n\n{text}\n")

    def translate(_):
        arguments = ("translate", book.src, "-l", "es", "--spend", "5")
        return amts(book, *arguments, **amazon.environment).code

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(translate, range(3))) == [0, 0, 0]
    assert len(amazon.billed) > 80
    assert set(amazon.billed.values()) == {1}


def test_single_calls(book, build, amazon):
    book.conf(amts_amazon={**AMAZON, "route": "realtime"})
    built = build()
    assert set(amazon.paid_calls) == {"TranslateText"}
    assert built.totals["messages"]["untranslated"] == 0
    assert list(built.totals["engines"]) == ["amazon-emulated realtime"]
    assert set(amazon.billed.values()) == {1}


def test_auto_takes_single_calls_for_little_and_a_job_for_much(book, build, amazon):
    book.conf(amts_amazon={**AMAZON, "route": "auto"})
    build()
    assert set(amazon.paid_calls) == {"TranslateText"}
    book.write("two.rst", "Page two\n========\n\n" + "".join(
        f"Sentence {n} of a page that is long enough for a job of its own.\n\n"
        for n in range(400)
    ))  # fmt: skip
    amazon.store.requests.clear()
    build()
    assert amazon.paid_calls == ["StartTextTranslationJob"]


def test_other_parallel_data_or_terms_send_nothing(book, build, amazon):
    build()
    amazon.make_parallel_data()
    amazon.client().import_terminology(
        Name="terms",
        MergeStrategy="OVERWRITE",
        TerminologyData={"File": b"en,es\noven,horno\n", "Format": "CSV"},
    )
    book.conf(amts_amazon={**AMAZON, "parallel_data": "pairs", "terminology": "terms"})
    billed = amazon.store.meter.characters
    shutil.rmtree(book.root / "doctrees")
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    assert amazon.store.meter.characters == billed


def test_settings_reach_the_service(book, build, amazon):
    book.conf(
        amts_amazon={**AMAZON, "profanity": "mask"},
        amts_languages={"es": {"amazon": {"formality": "informal", "kms_key": "abc"}}},
    )
    build()
    (job,) = amazon.asked("StartTextTranslationJob")
    assert job["Settings"] == {"Formality": "INFORMAL", "Profanity": "MASK"}
    assert job["OutputDataConfig"]["EncryptionKey"] == {"Type": "KMS", "Id": "abc"}
    assert job["InputDataConfig"]["S3Uri"].startswith(f"s3://{BUCKET}/sphinx-amts/")


@pytest.mark.parametrize(
    ("setting", "parts"),
    [
        ({"formality": "polite"}, ["formality", "FORMAL, INFORMAL"]),
        ({"role_arn": "translate"}, ["role_arn", "arn:aws:iam"]),
        ({"buckett": "x"}, ["buckett", "did you mean 'bucket'"]),
        ({"route": "fast"}, ["route", "batch, realtime, auto"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_fails_the_build(book, build, amazon, setting, parts):
    book.conf(amts_amazon={**AMAZON, **setting})
    built = build(expect=2)
    (line,) = [
        x
        for x in built.output.splitlines()
        if "sphinx-amts: " in x or "error" in x.lower()
    ][-1:]
    for part in parts:
        assert part in built.output, line
    assert amazon.paid_calls == []
    assert amazon.store.meter.lines == []


def assert_goes_without(book, build, amts, amazon, parts):
    """Builds show what there is and say why it is no more; commands fail."""
    for spend in ("5", ""):
        shutil.rmtree(book.out, ignore_errors=True)
        built = build("-W", wait=60, spend=spend)
        said = [x for x in built.output.splitlines() if x.startswith("sphinx-amts: ")]
        *_, line, closing = said
        assert len([x for x in said if "extract" not in x]) == 2, said
        assert "100 % untranslated" in closing
        assert "segments" not in closing.partition("wait for")[0].partition("sent")[2]
        for part in parts if spend else ():
            assert part in line
        assert "A short walk." in book.body("two")
    done = amts(
        book, "translate", book.src, "-l", "es", AMTS_SPEND="5", **amazon.environment
    )
    assert done.code == 2
    for part in parts:
        assert part in done.err
    assert amazon.store.meter.lines == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "parts"),
    [
        ({"parallel_data": "pairs"}, ["pairs", "parallel-data push"]),
        ({"terminology": "terms"}, ["terms", "terminology push"]),
        ({"bucket": "no-such-bucket"}, ["NoSuchBucket", "create the bucket"]),
        ({"role_arn": ""}, ["role_arn", "doctor"]),
        ({"region": ""}, ["region"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_an_account_lacks_ends_no_build(book, build, amts, amazon, setting, parts):
    book.conf(amts_amazon={**AMAZON, **setting})
    assert_goes_without(book, build, amts, amazon, parts)


@pytest.mark.parametrize(
    ("rows", "target", "said"),
    [({}, "es", "FAILED"), (EXAMPLES, "fr", "not for en to es")],
    ids=["failed", "lacks the language"],
)
def test_parallel_data_that_cannot_be_used(
    book, build, amts, amazon, rows, target, said
):
    amazon.make_parallel_data(rows=rows, target=target)
    book.conf(amts_amazon={**AMAZON, "parallel_data": "pairs"})
    assert_goes_without(book, build, amts, amazon, [said])
    assert amazon.paid_calls == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "part"), [("access-denied", "IAM"), ("not-authorized", "region")]
)
def test_what_the_account_may_not_do_ends_no_build(
    book, build, amts, amazon, fault, part
):
    amazon.store.faults.set(fault)
    assert_goes_without(book, build, amts, amazon, [part, "doctor"])


def test_a_language_that_the_service_lacks(book, build, amazon):
    book.options["language"] = "la"
    output = build().output
    assert "Amazon Translate does not know the language la" in output
    assert amazon.paid_calls == []


def test_no_credentials_matter_only_to_who_wants_to_spend(book, amazon):
    environment = {
        name: value
        for name, value in amazon.environment.items()
        if not name.startswith("AWS_ACCESS") and not name.startswith("AWS_SECRET")
    }
    for wait in (0, 60):
        built = book.build(f"-Damts_wait={wait}", "-E", **environment)
        assert built.code == 0, built.output
        (line,) = [x for x in built.output.splitlines() if "were not looked for" in x]
        assert "no permission" in line
        assert "AWS_ACCESS_KEY_ID" in line
        built = book.build(f"-Damts_wait={wait}", AMTS_SPEND="5", **environment)
        assert built.code == 0, built.output
        assert "credentials" in built.output
        assert built.totals["messages"]["untranslated"] > 0


def test_a_short_burst_is_waited_out(build, amazon):
    for fault in ("throttle", "error-503", "reset"):
        amazon.store.faults.set(fault, "1")
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    assert set(amazon.billed.values()) == {1}


def test_a_receipt_is_kept_and_holds_no_secret(book, build, amazon):
    build()
    (receipt,) = (book.root / "memory" / "receipts").iterdir()
    data = json.loads(receipt.read_text("utf-8"))
    assert data["routes"] == ["batch"]
    assert data["price"] > 0
    assert data["limit"] == 5
    kept = [p for p in book.root.rglob("*") if p.is_file()]
    assert not [p for p in kept if b"testing" in p.read_bytes()]


NEXT_RELEASE = """
import sys
from sphinx_amts.catalogs import verified
from sphinx_amts.extension.session import domain, starting
verified.GUARD_VERSIONS += ("next",)
starting.OVERLAY_VERSION += "-next"
domain.AmtsDomain.data_version += 1
from sphinx.cmd.build import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_new_release_sends_nothing(book, build, amazon, amts):
    first = build().totals["messages"]
    amts(book, "translate", book.src, "-l", "es", **amazon.environment)
    calls = len(amazon.paid_calls)
    old = book.command()
    assert old[1:3] == ["-m", "sphinx"]
    done = subprocess.run(
        [old[0], "-c", NEXT_RELEASE, *old[3:]],
        env=book.environment(AMTS_SPEND="5", **amazon.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((book.out / "_amts/report.json").read_text("utf-8"))
    assert report["totals"]["documents_read"] > 0
    assert report["totals"]["messages"] == first
    assert report["totals"]["characters_sent"] == 0
    assert len(amazon.paid_calls) == calls
