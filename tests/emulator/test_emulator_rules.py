"""What the emulator refuses, and tells, as the service's documentation says."""

from __future__ import annotations

import json
import urllib.request

import pytest
from botocore.exceptions import ClientError
from emulated import BUCKET, ROLE

from sphinx_amts.emulator.rates import RATES, Rates
from sphinx_amts.emulator.refusal import Refused
from sphinx_amts.emulator.table_output import write_table
from sphinx_amts.emulator.tables import ImportedTable, read_table

TERMS = "en,fr,es\noven,four,horno\n"
ENGLISH = "The loaf is in the oven, and it will be ready when the bell rings."


@pytest.fixture
def client(amazon):
    return amazon.client()


def put_terms(client, way):
    data = {"File": TERMS.encode(), "Format": "CSV"}
    if way:
        data["Directionality"] = way
    client.import_terminology(
        Name="terms", MergeStrategy="OVERWRITE", TerminologyData=data
    )


def fetched(client, format_=""):
    asked = {"TerminologyDataFormat": format_} if format_ else {}
    answer = client.get_terminology(Name="terms", **asked)
    with urllib.request.urlopen(answer["TerminologyDataLocation"]["Location"]) as file:
        return file.read()


@pytest.mark.parametrize("given", ["CSV", "TSV", "TMX"])
def test_a_terminology_is_returned_in_the_format_that_is_asked_for(client, given):
    rows = {"oven": {"fr": "four", "es": "horno"}, 'a "b", c': {"es": "d < e & f"}}
    file = write_table(ImportedTable("en", ["fr", "es"], rows), given)
    client.import_terminology(
        Name="terms",
        MergeStrategy="OVERWRITE",
        TerminologyData={"File": file, "Format": given},
    )
    assert fetched(client) == file
    for asked in ("CSV", "TSV", "TMX"):
        data = fetched(client, asked)
        assert (data == file) is (asked == given)
        table = read_table(data, asked, max_bytes=200)
        assert (table.source, table.rows, table.failed) == ("en", rows, [])


def test_a_terminology_of_all_directions_has_one_format(client):
    put_terms(client, "MULTI")
    assert fetched(client, "CSV") == fetched(client) == TERMS.encode()
    for asked in ("TSV", "TMX"):
        with pytest.raises(ClientError, match="in the format of its file only") as exc:
            fetched(client, asked)
        code = exc.value.response["Error"]["Code"]
        assert code == "InvalidParameterValueException"


def applied(client, source, target, text):
    answer = client.translate_text(
        Text=text,
        SourceLanguageCode=source,
        TargetLanguageCode=target,
        TerminologyNames=["terms"],
    )
    (terminology,) = answer["AppliedTerminologies"]
    return {t["SourceText"]: t["TargetText"] for t in terminology["Terms"]}


@pytest.mark.parametrize("way", ["", "UNI", "MULTI"])
@pytest.mark.parametrize(
    ("source", "target", "text", "found", "needs_multi"),
    [
        ("en", "es", "a hot oven", {"oven": "horno"}, False),
        ("en", "fr", "a hot oven", {"oven": "four"}, False),
        ("fr", "es", "un four chaud", {"four": "horno"}, True),
        ("es", "en", "un horno", {"horno": "oven"}, True),
        ("fr", "es", "oven", {}, False),
        ("de", "es", "oven four horno", {}, False),
        ("en", "de", "oven", {}, False),
        ("en", "en", "oven", {}, False),
    ],
)
def test_a_terminology_is_for_its_directions(
    client, way, source, target, text, found, needs_multi
):
    put_terms(client, way)
    expected = {} if needs_multi and way != "MULTI" else found
    assert applied(client, source, target, text) == expected


def finished(amazon, client, documents, source, target, **more):
    """Run a job; return its documents and its details."""
    for name, text in documents.items():
        page = f"<html><body><p>{text}</p></body></html>"
        amazon.put(f"in/{name}", page.encode())
    job = client.start_text_translation_job(
        JobName="job",
        ClientToken="job",
        InputDataConfig={"S3Uri": f"s3://{BUCKET}/in/", "ContentType": "text/html"},
        OutputDataConfig={"S3Uri": f"s3://{BUCKET}/out/"},
        DataAccessRoleArn=ROLE,
        SourceLanguageCode=source,
        TargetLanguageCodes=[target],
        **more,
    )["JobId"]
    amazon.skip(30)
    found = client.describe_text_translation_job(JobId=job)
    output = found["TextTranslationJobProperties"]["OutputDataConfig"]["S3Uri"]
    prefix = output.removeprefix(f"s3://{BUCKET}/")
    s3 = amazon.client("s3")

    def read(key):
        return s3.get_object(Bucket=BUCKET, Key=prefix + key)["Body"].read().decode()

    details = json.loads(read(f"details/{target}.auxiliary-translation-details.json"))
    return read, details


@pytest.mark.parametrize(("way", "has"), [("UNI", False), ("MULTI", True)])
def test_jobs_use_a_terminology_in_its_directions(amazon, client, way, has):
    put_terms(client, way)
    read, _ = finished(
        amazon, client, {"a.html": "four"}, "fr", "es", TerminologyNames=["terms"]
    )
    assert ("horno" in read("es.a.html")) is has


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        ("El pan está en el horno y la masa no sube.", "es"),
        ("Le pain est dans le four, et la pâte ne monte pas.", "fr"),
        ("Das Brot ist im Ofen und der Teig geht nicht auf.", "de"),
        ("面包在烤箱里。", "zh"),
        ("パンはオーブンの中にあります。", "ja"),
        ("빵은 오븐 안에 있습니다.", "ko"),
        ("Хлеб в печи, и он скоро будет готов.", "ru"),
        ("Хліб у печі, і він скоро буде готовий.", "uk"),
        ("الخبز في الفرن", "ar"),
        ("ขนมปังอยู่ในเตาอบ", "th"),
        ("Το ψωμί είναι στον φούρνο.", "el"),
    ],
)
def test_auto_tells_the_language_of_a_text(client, text, code):
    answer = client.translate_text(
        Text=text, SourceLanguageCode="auto", TargetLanguageCode="it"
    )
    assert answer["SourceLanguageCode"] == code


@pytest.mark.parametrize("text", ["42", "3.14 = ?", "→ …", "08/15 – 16"])
def test_a_text_without_words_tells_no_language(client, text):
    with pytest.raises(ClientError) as caught:
        client.translate_text(
            Text=text, SourceLanguageCode="auto", TargetLanguageCode="es"
        )
    answer = caught.value.response
    assert answer["Error"]["Code"] == "DetectedLanguageLowConfidenceException"
    assert 2 <= len(answer["DetectedLanguageCode"]) <= 5
    given = client.translate_text(
        Text=text, SourceLanguageCode="en", TargetLanguageCode="es"
    )
    assert given["SourceLanguageCode"] == "en"


def test_a_document_is_answered_as_the_model_of_its_operation_says(amazon, client):
    put_terms(client, "MULTI")

    def sent(content, source, target, **more):
        return client.translate_document(
            Document={"Content": content, "ContentType": "text/plain"},
            SourceLanguageCode=source,
            TargetLanguageCode=target,
            **more,
        )

    answer = sent(
        b"el horno y la masa",
        "auto",
        "en",
        TerminologyNames=["terms"],
        Settings={"Profanity": "MASK"},
    )
    assert answer["SourceLanguageCode"] == "es"
    assert answer["AppliedTerminologies"] == [
        {"Name": "terms", "Terms": [{"SourceText": "horno", "TargetText": "oven"}]}
    ]
    assert answer["AppliedSettings"] == {"Profanity": "MASK"}
    billed = amazon.billed
    assert sum(billed.values()) == 1
    same = sent(ENGLISH.encode(), "en", "en")
    assert same["TranslatedDocument"]["Content"] == ENGLISH.encode()
    for content, source in ((b"42", "auto"), (b"\xff\xfe", "en")):
        with pytest.raises(ClientError) as caught:
            sent(content, source, "en")
        assert caught.value.response["Error"]["Code"] == "InvalidRequestException"
    assert amazon.billed == billed


def test_a_job_tells_the_language_of_each_document(amazon, client):
    put_terms(client, "MULTI")
    texts = {"a.html": ENGLISH, "b.html": "le four est dans la cuisine", "c.html": "1"}
    read, details = finished(
        amazon, client, texts, "auto", "es", TerminologyNames=["terms"]
    )
    assert "horno" in read("es.a.html")
    assert "horno" in read("es.b.html")
    errors = [
        entry["auxiliaryData"]["error"]["errorCode"]
        for entry in details["details"]
        if "error" in entry["auxiliaryData"]
    ]
    assert errors == ["DetectedLanguageLowConfidenceException"]
    assert details["documentCountWithCustomerError"] == "1"


@pytest.mark.parametrize("operation", sorted(RATES))
def test_an_allowance_is_used_up_and_fills_again(operation):
    rates = Rates()
    for _ in range(int(RATES[operation])):
        rates.take(operation, 100.0)
    with pytest.raises(Refused, match="TooManyRequestsException"):
        rates.take(operation, 100.0)
    other = next(name for name in RATES if name != operation)
    rates.take(other, 100.0)  # each operation has one of its own
    rates.take(operation, 100.0 + 1.5 / RATES[operation])
    with pytest.raises(Refused):
        rates.take(operation, 100.0 + 1.5 / RATES[operation])
    for _ in range(int(RATES[operation])):
        rates.take(operation, 900.0)


def test_requests_beyond_the_rate_are_throttled_on_the_wire(amazon, client):
    amazon.store.rates.limited = True
    later = amazon.store.now() + 1000
    for _ in range(int(RATES["ListTerminologies"])):
        amazon.store.rates.take("ListTerminologies", later)
    with pytest.raises(ClientError) as caught:
        client.list_terminologies()
    assert caught.value.response["Error"]["Code"] == "TooManyRequestsException"
    amazon.skip(2000)
    assert client.list_terminologies()["TerminologyPropertiesList"] == []
