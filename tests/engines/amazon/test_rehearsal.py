"""What an emulator answers stays a rehearsal: no other build shows it."""

from __future__ import annotations

import json
import re

import boto3
import pytest
from emulated import CREDENTIALS
from stand_in import stand_in

from sphinx_amts.engines.amazon.endpoint import is_amazons, may_be_set
from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.memory.stored_unit import StoredUnit, unit_key
from sphinx_amts.memory.translation_memory import TranslationMemory
from sphinx_amts.model import LanguagePair, Provenance

REALTIME = {"region": "us-east-1", "route": "realtime"}
OFFLINE = {
    **CREDENTIALS,
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
}
MARK = "[emulated]"


@pytest.fixture
def rehearsed(book, build):
    """The book after a build that an emulator answered."""
    book.conf(amts_amazon=REALTIME)
    built = build()
    assert built.totals["messages"]["untranslated"] == 0
    assert MARK in book.body("two")
    return book


def pages(book):
    return "".join(book.body(name) for name in ("index", "one", "two"))


def catalogs(book):
    root = book.src / "amts" / "catalogs"
    return {path.name: path.read_text("utf-8") for path in root.rglob("*.po")}


def translate(book, amts, *arguments, **env):
    return amts(book, "translate", book.src, "-l", "es", *arguments, **env)


def assert_sources(book, *arguments, **env):
    built = book.build(*arguments, **env)
    assert built.code == 0, built.output
    assert "emulated" not in pages(book)
    assert "A short walk." in book.body("two")
    messages = built.totals["messages"]
    assert messages["untranslated"] == sum(messages.values())


def test_its_name_stands_in_report_and_receipt(rehearsed):
    data = json.loads((rehearsed.out / "_amts" / "report.json").read_text("utf-8"))
    assert data["engine"] == "amazon-emulated"
    assert list(data["totals"]["engines"]) == ["amazon-emulated realtime"]
    (receipt,) = (rehearsed.root / "memory" / "receipts").iterdir()
    assert json.loads(receipt.read_text("utf-8"))["engine"] == "amazon-emulated"


@pytest.mark.parametrize("fresh", [(), ("-E",)], ids=["same doctrees", "fresh"])
def test_builds_without_the_emulator_show_nothing_of_it(rehearsed, fresh):
    assert_sources(rehearsed, "-Damts_engine=memory", *fresh)
    assert_sources(rehearsed, *fresh, **OFFLINE)
    # and it is all there for the next rehearsal
    assert rehearsed.build(*fresh, **OFFLINE).totals["price_missing"] > 0


def test_committed_rehearsals_are_hidden_and_replaced(rehearsed, build, amazon, amts):
    ran = translate(rehearsed, amts, AMTS_SPEND="5", **amazon.environment)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[-1].startswith("this was a rehearsal")
    assert set(re.findall(r"engine=(\S+)", "".join(catalogs(rehearsed).values()))) == {
        "amazon-emulated"
    }
    assert_sources(rehearsed, "-Damts_engine=memory")
    with stand_in(amazon.emulator.url) as url:
        rehearsed.conf(amts_amazon={**REALTIME, "endpoint": "aws"})
        env = {**amazon.environment, "AWS_ENDPOINT_URL_TRANSLATE": url}
        dry = translate(rehearsed, amts, "--dry-run", **env)
        assert "would send 9 segments" in dry.out
        assert "to amazon;" in dry.out
        assert "was a rehearsal" not in dry.out
        assert "emulated" not in pages(rehearsed)
        ran = translate(rehearsed, amts, AMTS_SPEND="5", **env)
        assert ran.code == 0, ran.err
        assert "was a rehearsal" not in ran.out
        built = rehearsed.build(**env)
    text = "".join(catalogs(rehearsed).values())
    assert set(re.findall(r"engine=(\S+)", text)) == {"amazon"}
    assert "emulated" not in text
    assert built.totals["messages"]["untranslated"] == 0
    assert list(built.totals["engines"]) == ["amazon realtime"]
    assert "real" in rehearsed.body("two")
    # another rehearsal pays nobody's text again, and what is real stays
    again = build()
    assert list(again.totals["engines"]) == ["amazon realtime"]


def test_text_of_earlier_emulators_is_known_by_its_mark(book, amazon):
    marks = {
        "A short walk.": f"{MARK} Mefi no leno.",
        "The oven is hot.": "≈El horno está caliente ahora.",
        "Page two": "Página dos",
    }
    book.conf(amts_amazon=REALTIME)
    book.committed("two", marks)
    path = book.src / "amts/catalogs/es/two.po"
    comment = "#. sphinx-amts: origin=machine engine=amazon route=realtime\nmsgid"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('msgid "', f'{comment} "').replace(f'{comment} ""', 'msgid ""')
    )
    book.build("-Damts_engine=memory")
    assert "A short walk." in book.body("two")
    assert "The oven is hot." in book.body("two")
    assert "Página dos" in book.body("two")


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (f"{MARK} Mefi no leno.", False),
        ("［emulated］乡侠。", False),
        ("≈Un paseo corto.", False),
        ("Un paseo corto.", True),
    ],
)
def test_units_of_earlier_emulators_are_known_by_their_mark(book, target, shown):
    pair = LanguagePair(source="en", target="es")
    unit = StoredUnit(
        key=unit_key("A short walk.", pair, "amazon"),
        source="A short walk.",
        target=target,
        languages=pair,
        engine="amazon",
        provenance=Provenance(engine="amazon", route="realtime"),
    )
    memory = TranslationMemory.open(book.root / "memory")
    memory.put(unit, "Spike")  # the name of the book
    memory.close()
    book.build("-Damts_engine=memory")
    assert (target in book.body("two")) is shown
    assert ("A short walk." in book.body("two")) is not shown


def test_what_a_person_made_of_it_stays(rehearsed, amazon, amts):
    translate(rehearsed, amts, AMTS_SPEND="5", **amazon.environment)
    path = rehearsed.src / "amts/catalogs/es/two.po"
    text = path.read_text("utf-8")
    found = re.search(r'msgid "A short walk\."\nmsgstr "(.*)"', text)
    path.write_text(text.replace(found[1], "Un paseo corto."), "utf-8")
    rehearsed.build("-Damts_engine=memory")
    assert "Un paseo corto." in rehearsed.body("two")
    assert "emulated" not in pages(rehearsed)
    ran = amts(rehearsed, "forget", rehearsed.src, "--rehearsals")
    assert ran.code == 0, ran.err
    assert "Un paseo corto." in path.read_text("utf-8")


def test_forget_cleans_memory_and_catalogs(rehearsed, amazon, amts):
    translate(rehearsed, amts, AMTS_SPEND="5", **amazon.environment)
    memory = ["memory", "--dir", rehearsed.root / "memory", "stats"]
    assert "amazon-emulated  9" in amts(rehearsed, *memory).out
    ran = amts(rehearsed, "forget", rehearsed.src, "--rehearsals")
    assert ran.code == 0, ran.err
    assert "forgot 9 units" in ran.out
    assert catalogs(rehearsed) == {}
    assert "0 units" in amts(rehearsed, *memory).out
    again = amts(rehearsed, "forget", rehearsed.src, "--rehearsals")
    assert "forgot 0 units" in again.out
    amts(rehearsed, "forget", rehearsed.src).refused("--rehearsals")


def test_an_emulator_that_is_said_to_be_amazon_is_refused(book, amazon):
    book.conf(amts_amazon={**REALTIME, "endpoint": "aws"})
    built = book.build(AMTS_SPEND="5", **amazon.environment)
    assert built.code == 0
    assert "an emulator answers where Amazon Translate should" in built.output
    assert built.totals["messages"]["machine"] == 0
    assert "emulated" not in pages(book)


def test_jobs_of_a_rehearsal_are_nothing_to_the_service(book, build, amazon):
    build(wait=0)
    notes = list((book.root / "memory" / "jobs").rglob("*.json"))
    assert [path.parts[-3] for path in notes] == ["amazon-emulated"]


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://translate.us-east-1.amazonaws.com", True),
        ("https://translate.cn-north-1.amazonaws.com.cn", True),
        ("https://translate.us-east-1.api.aws", True),
        ("https://vpce-1.translate.us-east-1.vpce.amazonaws.com", True),
        ("https://TRANSLATE.EU-WEST-1.AMAZONAWS.COM.:443/", True),
        ("http://127.0.0.1:4599", False),
        ("http://localhost:4566", False),
        ("https://amazonaws.com.example.org", False),
        ("https://notamazonaws.com", False),
        ("https://translate.amazonaws.com@example.org", False),
        ("https://example.org/?.amazonaws.com", False),
        ("", False),
    ],
)
def test_addresses_of_amazon(url, own):
    assert is_amazons(url) is own


@pytest.mark.parametrize(
    ("env", "config", "emulated"),
    [
        ({}, "", False),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "", True),
        ({"AWS_ENDPOINT_URL_TRANSLATE": "http://127.0.0.1:9"}, "", True),
        ({"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"}, "", False),
        (
            {
                "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
            },
            "",
            False,
        ),
        ({}, "[default]\nendpoint_url = http://127.0.0.1:9\n", True),
        (
            {"AWS_ENDPOINT_URL_TRANSLATE": "https://translate.us-east-1.amazonaws.com"},
            "",
            False,
        ),
    ],
)
def test_where_an_endpoint_may_be_set(monkeypatch, tmp_path, env, config, emulated):
    path = tmp_path / "config"
    path.write_text(config)
    for name, value in {**CREDENTIALS, "AWS_CONFIG_FILE": str(path), **env}.items():
        monkeypatch.setenv(name, value)
    boto3.setup_default_session()  # which would remember an earlier configuration
    assert Service("translate", "us-east-1").is_emulated is emulated
    assert not Service("translate", "us-east-1", trusted=True).is_emulated
    assert may_be_set("translate") or not emulated
