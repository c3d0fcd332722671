"""What happens in the emulator in the course of time, and by which rules."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime

import emulated
import pytest
from botocore.exceptions import ClientError
from emulated import BUCKET, ROLE

PAIRS = b"en,es\nA short walk.,Un paseo corto.\n"
PAGE = "<html><body>{}</body></html>"


@pytest.fixture
def translate(amazon):
    return amazon.client()


def code(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]


def make(amazon, translate, data=PAIRS, name="pairs", format_="CSV"):
    uri = amazon.put(f"{name}.{format_}", data)
    translate.create_parallel_data(
        Name=name, ParallelDataConfig={"S3Uri": uri, "Format": format_}
    )
    amazon.skip(10)
    return translate.get_parallel_data(Name=name)["ParallelDataProperties"]


def job(translate, *, folder="in/", targets=("es",), **more):
    parameters = {
        "InputDataConfig": {
            "S3Uri": f"s3://{BUCKET}/{folder}",
            "ContentType": more.pop("content_type", "text/html"),
        },
        "OutputDataConfig": {"S3Uri": f"s3://{BUCKET}/out/"},
        "DataAccessRoleArn": ROLE,
        "SourceLanguageCode": "en",
        "TargetLanguageCodes": list(targets),
        **more,
    }
    return translate.start_text_translation_job(**parameters)["JobId"]


def described(translate, job_id):
    answer = translate.describe_text_translation_job(JobId=job_id)
    return answer["TextTranslationJobProperties"]


def output(amazon, job_id, name):
    key = f"out/123456789012-TranslateText-{job_id}/{name}"
    return amazon.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()


def details(amazon, job_id, language="es"):
    name = f"details/{language}.auxiliary-translation-details.json"
    return json.loads(output(amazon, job_id, name))


# --- parallel data


def test_parallel_data_take_their_time_and_then_are_active(amazon, translate):
    amazon.store.durations.import_ = 60
    uri = amazon.put("pairs.csv", PAIRS)
    config = {"S3Uri": uri, "Format": "CSV"}
    made = translate.create_parallel_data(Name="pairs", ParallelDataConfig=config)
    assert made["Status"] == "CREATING"
    create = translate.create_parallel_data
    assert code(create, Name="pairs", ParallelDataConfig=config) == "ConflictException"
    second = code(create, Name="others", ParallelDataConfig=config)
    assert second == "ConcurrentModificationException"
    amazon.put("in/a.html", PAGE.format("<p>x</p>"))
    with pytest.raises(ClientError, match="CREATING"):
        job(translate, ParallelDataNames=["pairs"])
    assert code(translate.delete_parallel_data, Name="pairs") == (
        "ConcurrentModificationException"
    )
    amazon.skip(60)
    properties = translate.get_parallel_data(Name="pairs")["ParallelDataProperties"]
    assert properties["Status"] == "ACTIVE"
    assert properties["ImportedRecordCount"] == 1
    assert properties["ImportedDataSize"] == len("A short walk.Un paseo corto.")
    assert properties["Arn"].endswith(":parallel-data/pairs")


def test_an_update_leaves_the_old_data_in_use_until_it_is_done(amazon, translate):
    make(amazon, translate)
    amazon.put("in/a.html", PAGE.format("<p>A short walk.</p>"))
    amazon.store.durations.import_ = 60
    uri = amazon.put("new.csv", b"en,es\nA short walk.,Otro paseo.\n")
    answer = translate.update_parallel_data(
        Name="pairs", ParallelDataConfig={"S3Uri": uri, "Format": "CSV"}
    )
    assert answer["Status"] == "ACTIVE"
    assert answer["LatestUpdateAttemptStatus"] == "UPDATING"
    assert code(
        translate.update_parallel_data,
        Name="pairs",
        ParallelDataConfig={"S3Uri": uri, "Format": "CSV"},
    ) == ("ConcurrentModificationException")
    first = job(translate, ParallelDataNames=["pairs"])
    amazon.skip(1)
    assert b"Un paseo corto." in output(amazon, first, "es.a.html")
    amazon.skip(60)
    second = job(translate, ParallelDataNames=["pairs"])
    amazon.skip(1)
    assert b"Otro paseo." in output(amazon, second, "es.a.html")


def test_a_failed_update_changes_nothing(amazon, translate):
    make(amazon, translate)
    uri = amazon.put("bad.csv", b"en,xx\na,b\n")
    translate.update_parallel_data(
        Name="pairs", ParallelDataConfig={"S3Uri": uri, "Format": "CSV"}
    )
    amazon.skip(10)
    properties = translate.get_parallel_data(Name="pairs")["ParallelDataProperties"]
    assert properties["Status"] == "ACTIVE"
    assert properties["LatestUpdateAttemptStatus"] == "FAILED"
    assert properties["TargetLanguageCodes"] == ["es"]


def test_deleting_takes_its_time(amazon, translate):
    make(amazon, translate)
    amazon.store.durations.delete = 60
    assert translate.delete_parallel_data(Name="pairs")["Status"] == "DELETING"
    amazon.put("in/a.html", PAGE.format("<p>x</p>"))
    with pytest.raises(ClientError, match="DELETING"):
        job(translate, ParallelDataNames=["pairs"])
    amazon.skip(60)
    gone = code(translate.get_parallel_data, Name="pairs")
    assert gone == "ResourceNotFoundException"


def test_records_are_imported_skipped_and_failed_by_the_rules(amazon, translate):
    rows = [
        "en,es",
        "One.,Uno.",
        "One.,Uno otra vez.",  # a duplicate: the last one wins
        '"With, comma",Con coma',
        ",leer",  # no source
        "No target,",
        "",
        f"{'x' * 1001},largo",
        f"{'é' * 500},corto",  # 1000 bytes
        f"{'é' * 501},largo",
        "--verbose,--verbose",
        '"=1+1",uno',
        "three,fields,here",
    ]
    properties = make(amazon, translate, "\n".join(rows).encode())
    assert properties["Status"] == "ACTIVE"
    assert properties["ImportedRecordCount"] == 4
    assert properties["FailedRecordCount"] == 3
    assert properties["SkippedRecordCount"] == 5
    answer = translate.get_parallel_data(Name="pairs")
    with urllib.request.urlopen(answer["AuxiliaryDataLocation"]["Location"]) as errors:
        summary = json.load(errors)
    assert summary["summary"]["record_error_count"] == "3"
    assert len(summary["messages"]) == 3
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    first = job(translate, ParallelDataNames=["pairs"])
    amazon.skip(1)
    assert b"Uno otra vez." in output(amazon, first, "es.a.html")


@pytest.mark.parametrize(
    ("data", "format_", "said"),
    [
        (b"en,es\n\xff\xfe,a\n", "CSV", "UTF-8"),
        (b"en\na\n", "CSV", "two languages"),
        (b"en,xx\na,b\n", "CSV", "'xx'"),
        (b"en,es,es\na,b,c\n", "CSV", "twice"),
        (b"en,es\n,\n", "CSV", "no records"),
        (b"<tmx><body>", "TMX", "Invalid TMX"),
        (b"<tmx><header/><body><tu/></body></tmx>", "TMX", "srclang"),
    ],
)
def test_a_file_that_is_none_fails_the_resource(amazon, translate, data, format_, said):
    properties = make(amazon, translate, data, format_=format_)
    assert properties["Status"] == "FAILED"
    assert said in properties["Message"]


def test_a_file_that_is_not_there_fails_the_resource(amazon, translate):
    uri = f"s3://{BUCKET}/nothing.csv"
    translate.create_parallel_data(
        Name="pairs", ParallelDataConfig={"S3Uri": uri, "Format": "CSV"}
    )
    amazon.skip(10)
    properties = translate.get_parallel_data(Name="pairs")["ParallelDataProperties"]
    assert properties["Status"] == "FAILED"


def test_tmx(amazon, translate):
    unit = (
        '<tu changedate="{}"><tuv xml:lang="en"><seg>{}</seg></tuv>'
        '<tuv xml:lang="{}"><seg>{}</seg></tuv></tu>'
    )
    units = [
        unit.format("20200102T000000Z", "One.", "es", "Uno."),
        unit.format("20200101T000000Z", "One.", "es", "Uno, antes."),  # older
        unit.format("20200101T000000Z", "Two.", "fr", "Deux."),
        unit.format("20200101T000000Z", "Three.", "en", "Three."),  # no target
    ]
    body = "".join(units)
    data = f'<tmx version="1.4"><header srclang="en"/><body>{body}</body></tmx>'
    properties = make(amazon, translate, data.encode(), format_="TMX")
    assert properties["TargetLanguageCodes"] == ["es", "fr"]
    assert properties["ImportedRecordCount"] == 2
    assert properties["FailedRecordCount"] == 1
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    with pytest.raises(ClientError, match="languages"):
        job(translate, targets=["es", "pt"], ParallelDataNames=["pairs"])
    first = job(translate, targets=["es"], ParallelDataNames=["pairs"])
    amazon.skip(1)
    assert b"Uno." in output(amazon, first, "es.a.html")


def test_a_near_match_is_adapted_and_another_version_gives_other_words(
    amazon, translate
):
    make(amazon, translate, b"en,es\nThe oven is very hot now.,El horno.\n")
    page = "<p>The oven is very hot today.</p><p>Quite another thing.</p>"
    amazon.put("in/a.html", PAGE.format(page))
    plain = job(translate)
    custom = job(translate, ParallelDataNames=["pairs"])
    amazon.skip(1)
    with_data = output(amazon, custom, "es.a.html").decode()
    assert "≈El horno." in with_data
    assert "[emulated]" in with_data
    assert with_data != output(amazon, plain, "es.a.html").decode()
    rates = {line["job"]: line["rate"] for line in amazon.store.meter.lines}
    assert (rates[plain], rates[custom]) == (15.0, 60.0)


# --- terminologies


def test_a_terminology_is_applied_by_case_and_listed(amazon, translate):
    translate.import_terminology(
        Name="terms",
        MergeStrategy="OVERWRITE",
        TerminologyData={"File": b"en,es,fr\noven,horno,four\n", "Format": "CSV"},
    )
    made = translate.translate_text(
        Text="The oven and the Oven.",
        SourceLanguageCode="en",
        TargetLanguageCode="es",
        TerminologyNames=["terms"],
    )
    assert made["TranslatedText"].count("horno") == 1
    (applied,) = made["AppliedTerminologies"]
    assert applied["Terms"] == [{"SourceText": "oven", "TargetText": "horno"}]
    amazon.put("in/a.html", PAGE.format("<p>An oven.</p>"))
    job_id = job(translate, TerminologyNames=["terms"])
    amazon.skip(1)
    assert b"horno" in output(amazon, job_id, "es.a.html")
    (entry,) = details(amazon, job_id)["details"]
    (applied,) = entry["auxiliaryData"]["appliedTerminologies"]
    assert applied["terms"] == [{"sourceText": "oven", "targetText": "horno"}]


def test_an_overwritten_terminology_may_be_stale(amazon, translate):
    def give(text):
        translate.import_terminology(
            Name="terms",
            MergeStrategy="OVERWRITE",
            TerminologyData={"File": b"en,es\noven," + text + b"\n", "Format": "CSV"},
        )

    def said():
        return translate.translate_text(
            Text="an oven",
            SourceLanguageCode="en",
            TargetLanguageCode="es",
            TerminologyNames=["terms"],
        )["TranslatedText"]

    give(b"horno")
    amazon.store.faults.set("terminology-stale")
    give(b"estufa")
    assert "horno" in said()
    amazon.skip(600)
    assert "estufa" in said()


# --- jobs


def test_the_course_of_a_job(amazon, translate):
    amazon.store.durations.job = 60
    amazon.put("in/a.html", PAGE.format("<p>One.</p><p>Two.</p>"))
    job_id = job(translate, JobName="mine")
    assert len(job_id) == 32
    assert int(job_id, 16)
    properties = described(translate, job_id)
    assert properties["JobStatus"] in ("SUBMITTED", "IN_PROGRESS")
    uri = properties["OutputDataConfig"]["S3Uri"]
    assert uri == f"s3://{BUCKET}/out/123456789012-TranslateText-{job_id}/"
    amazon.skip(1)
    assert described(translate, job_id)["JobStatus"] == "IN_PROGRESS"
    assert amazon.store.meter.lines == []
    amazon.skip(60)
    properties = described(translate, job_id)
    assert properties["JobStatus"] == "COMPLETED"
    assert properties["Message"] == "Your job has completed successfully."
    assert properties["JobDetails"] == {
        "TranslatedDocumentsCount": 1,
        "DocumentsWithErrorsCount": 0,
        "InputDocumentsCount": 1,
    }
    assert amazon.keys("out/.write_access_check_file.temp")
    data = details(amazon, job_id)
    assert data["charactersTranslated"] == str(len("One.Two."))
    assert data["documentCountWithServerError"] == "0"
    assert data["details"] == [
        {"sourceFile": "a.html", "targetFile": "es.a.html", "auxiliaryData": {}}
    ]


def test_jobs_are_listed_by_name_status_and_time(amazon, translate):
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    ids = [job(translate, JobName=name) for name in ("a", "b", "c")]
    amazon.skip(5)

    def listed(**parameters):
        answer = translate.list_text_translation_jobs(**parameters)
        return [j["JobId"] for j in answer["TextTranslationJobPropertiesList"]]

    assert listed() == ids[::-1]
    assert listed(Filter={"JobName": "b"}) == [ids[1]]
    assert listed(Filter={"JobStatus": "FAILED"}) == []
    early = datetime(2020, 1, 1, tzinfo=UTC)
    assert listed(Filter={"SubmittedBeforeTime": early}) == []
    assert len(listed(Filter={"SubmittedAfterTime": early})) == 3
    late = datetime(2100, 1, 1, tzinfo=UTC)
    both = {"SubmittedAfterTime": early, "SubmittedBeforeTime": late}
    assert len(listed(Filter=both)) == 3
    page = translate.list_text_translation_jobs(MaxResults=2)
    rest = translate.list_text_translation_jobs(NextToken=page["NextToken"])
    assert len(rest["TextTranslationJobPropertiesList"]) == 1


def test_a_job_that_is_stopped(amazon, translate):
    amazon.store.durations.job = 60
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    job_id = job(translate)
    amazon.skip(1)
    stopped = translate.stop_text_translation_job(JobId=job_id)
    assert stopped["JobStatus"] == "STOP_REQUESTED"
    amazon.store.durations.stop = 5
    asked_again = translate.stop_text_translation_job(JobId=job_id)
    assert asked_again["JobStatus"] == "STOP_REQUESTED"
    amazon.skip(1)
    found = described(translate, job_id)
    assert found["JobStatus"] == "STOPPED"
    assert found["EndTime"]
    assert amazon.store.meter.lines == []


def test_a_stop_takes_its_time(amazon, translate):
    amazon.store.durations.job, amazon.store.durations.stop = 60, 5
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    running, ending = job(translate), job(translate)
    amazon.skip(1)
    amazon.store.jobs[ending]["_due"] = amazon.store.now() + 3
    waiting = job(translate)
    ids = (running, ending, waiting)
    for job_id in ids:
        translate.stop_text_translation_job(JobId=job_id)
    amazon.skip(1)

    def states():
        return [described(translate, job_id)["JobStatus"] for job_id in ids]

    assert states() == ["STOP_REQUESTED"] * 3
    amazon.skip(3)
    assert states() == ["STOP_REQUESTED", "COMPLETED", "STOP_REQUESTED"]
    amazon.skip(3)
    assert states() == ["STOPPED", "COMPLETED", "STOPPED"]
    again = translate.stop_text_translation_job(JobId=ending)
    assert again["JobStatus"] == "COMPLETED"


def test_ten_jobs_run_and_others_wait(amazon, translate):
    amazon.store.durations.job = 60
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    ids = [job(translate) for _ in range(12)]
    amazon.skip(1)
    states = [described(translate, job_id)["JobStatus"] for job_id in ids]
    assert states == ["IN_PROGRESS"] * 10 + ["SUBMITTED"] * 2


def test_a_token_stands_for_one_request(amazon, translate):
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    first = job(translate, ClientToken="same", JobName="a")
    assert job(translate, ClientToken="same", JobName="a") == first
    with pytest.raises(ClientError, match="other parameters"):
        job(translate, ClientToken="same", JobName="b")
    amazon.store.faults.set("token-expired")
    assert job(translate, ClientToken="same", JobName="a") != first


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"folder": ""}, "InvalidRequestException"),
        ({"folder": "in/details/"}, "InvalidParameterValueException"),
        ({"ParallelDataNames": ["none"]}, "ResourceNotFoundException"),
        ({"TerminologyNames": ["none"]}, "ResourceNotFoundException"),
        ({"TerminologyNames": ["a", "b"]}, "InvalidRequestException"),
        ({"ParallelDataNames": ["a", "b"]}, "InvalidRequestException"),
        ({"content_type": "application/x-unknown"}, "InvalidParameterValueException"),
        ({"targets": ["ef"]}, "UnsupportedLanguagePairException"),
        ({"targets": ["es"] * 11}, "InvalidParameterValueException"),
        ({"Settings": {"Brevity": "ON"}}, "InvalidRequestException"),
        ({"DataAccessRoleArn": "arn:aws:iam::12:role/x"}, "InvalidParameterValue"),
    ],
)
def test_jobs_that_make_no_sense_are_refused(amazon, translate, change, expected):
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    with pytest.raises(ClientError, match=expected):
        job(translate, **change)
    assert amazon.store.jobs == {}


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>\xff\xfe</body></html>",
        PAGE.format("<p>" + "x" * 1_000_001 + "</p>").encode(),
        PAGE.format("<p>" + "\N{EURO SIGN}" * 400_000 + "</p>").encode(),
        PAGE.format("<!--" + "x" * (20 * 1024 * 1024) + "-->").encode(),
    ],
    ids=["not UTF-8", "characters", "text", "bytes"],
)
def test_a_document_that_cannot_be_translated_is_an_error_of_its_own(
    amazon, translate, data
):
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    amazon.put("in/b.html", data)
    job_id = job(translate)
    amazon.skip(5)
    properties = described(translate, job_id)
    assert properties["JobStatus"] == "COMPLETED_WITH_ERROR"
    good, bad = details(amazon, job_id)["details"]
    assert good["targetFile"] == "es.a.html"
    assert "targetFile" not in bad
    assert bad["auxiliaryData"]["error"]["errorMessage"]
    assert amazon.store.meter.characters == len("One.")


def test_a_job_without_documents_or_with_a_folder_called_details(amazon, translate):
    empty = job(translate, folder="nothing/")
    amazon.put("in/details/a.html", PAGE.format("<p>One.</p>"))
    forbidden = job(translate)
    amazon.skip(5)
    for job_id in (empty, forbidden):
        properties = described(translate, job_id)
        assert properties["JobStatus"] == "FAILED"
        assert properties["Message"]
    assert amazon.store.meter.lines == []


def test_several_targets_and_the_same_language(amazon, translate):
    amazon.put("in/a.html", PAGE.format("<p>One.</p>"))
    job_id = job(translate, targets=["es", "zh", "en"])
    amazon.skip(5)
    assert described(translate, job_id)["JobStatus"] == "COMPLETED"
    for language in ("es", "zh", "en"):
        assert output(amazon, job_id, f"{language}.a.html")
    assert {line["target"] for line in amazon.store.meter.lines} == {"es", "zh"}


# --- HTML


def test_only_what_is_in_the_html_element_is_translated(amazon, translate):
    amazon.put("in/a.html", "<p>outside</p><html><body><p>inside</p></body></html>")
    job_id = job(translate)
    amazon.skip(5)
    assert "<p>outside</p>" in output(amazon, job_id, "es.a.html").decode()
    assert [line["text"] for line in amazon.store.meter.lines] == ["inside"]


def test_protected_elements_stay_and_may_change_places(amazon, translate):
    text = (
        'Use <code translate="no">a &lt; b</code> and '
        '<span translate="no" id="x2">Musée du Louvre</span> today.'
    )
    amazon.store.faults.set("reorder")
    made = translate.translate_text(
        Text=text, SourceLanguageCode="en", TargetLanguageCode="de"
    )["TranslatedText"]
    code_, name = made.index("a &lt; b"), made.index("Musée du Louvre")
    assert name < code_


# --- the emulator as a whole


def test_the_budget_of_a_test_ends_everything(amazon, translate):
    amazon.store.meter.budget = 10 * 15 / 1_000_000
    both = {"SourceLanguageCode": "en", "TargetLanguageCode": "es"}
    translate.translate_text(Text="0123456789", **both)
    refused = code(translate.translate_text, Text="0", **both)
    assert refused == "LimitExceededException"


def test_everything_is_there_after_a_restart(s3_url, tmp_path):
    page = PAGE.format("<p>A short walk.</p>")
    with emulated.emulated_amazon(s3_url, folder=tmp_path, seconds=60) as amazon:
        make(amazon, amazon.client(), data=PAIRS)
        amazon.skip(100)
        amazon.put("in/a.html", page)
        first = job(amazon.client(), ParallelDataNames=["pairs"], ClientToken="same")
    with emulated.emulated_amazon(s3_url, folder=tmp_path) as amazon:
        amazon.put("in/a.html", page)
        again = job(amazon.client(), ParallelDataNames=["pairs"], ClientToken="same")
        assert again == first
        amazon.skip(100)
        assert described(amazon.client(), first)["JobStatus"] == "COMPLETED"
        assert b"Un paseo corto." in output(amazon, first, "es.a.html")
        assert amazon.store.meter.characters == len("A short walk.")


def test_what_it_is_is_said_everywhere(amazon, translate):
    made = translate.translate_text(
        Text="Bread", SourceLanguageCode="en", TargetLanguageCode="es"
    )
    assert made["TranslatedText"].startswith("[emulated]")
    headers = made["ResponseMetadata"]["HTTPHeaders"]
    assert "emulation" in headers["server"]
    with pytest.raises(urllib.error.HTTPError) as caught:
        amazon.admin("nothing")
    with caught.value as answer:
        assert "emulation" in answer.headers["server"]
