"""Every operation of the emulator, and every call of ours, against botocore's model."""

from __future__ import annotations

import base64
import copy
import json
import urllib.error
import urllib.request

import pytest
import service_model
from emulated import AMAZON, BUCKET, ROLE

PD_FILE = b"en,es\nA short walk.,Un paseo corto.\n,leer\n-x,bad\n"
TERMS = b"en,es\noven,horno\n"
URI = f"s3://{BUCKET}/"
KEY = {"Type": "KMS", "Id": "alias/books"}
TAGS = [{"Key": "book", "Value": "one"}]
ARN = "arn:aws:translate:us-east-1:123456789012:parallel-data/pairs"
CONFIG = {"S3Uri": f"{URI}pairs.csv", "Format": "CSV"}
HTML = base64.b64encode(b"<html><body><p>A short walk.</p></body></html>").decode()
SETTINGS = {"Formality": "FORMAL", "Profanity": "MASK", "Brevity": "ON"}

# in an order in which each finds what it needs; with every member of its input
REQUESTS = {
    "CreateParallelData": {
        "Name": "pairs",
        "Description": "Pairs.",
        "ParallelDataConfig": CONFIG,
        "EncryptionKey": KEY,
        "ClientToken": "token-1",
        "Tags": TAGS,
    },
    "GetParallelData": {"Name": "pairs"},
    "UpdateParallelData": {
        "Name": "pairs",
        "Description": "Other pairs.",
        "ParallelDataConfig": CONFIG,
        "ClientToken": "token-2",
    },
    "ListParallelData": {"MaxResults": 1, "NextToken": "0"},
    "ImportTerminology": {
        "Name": "terms",
        "MergeStrategy": "OVERWRITE",
        "Description": "Terms.",
        "TerminologyData": {
            "File": base64.b64encode(TERMS).decode(),
            "Format": "CSV",
            "Directionality": "UNI",
        },
        "EncryptionKey": KEY,
        "Tags": TAGS,
    },
    "GetTerminology": {"Name": "terms", "TerminologyDataFormat": "CSV"},
    "ListTerminologies": {"MaxResults": 500, "NextToken": "0"},
    "TagResource": {"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": "b"}]},
    "ListTagsForResource": {"ResourceArn": ARN},
    "UntagResource": {"ResourceArn": ARN, "TagKeys": ["a"]},
    "StartTextTranslationJob": {
        "JobName": "a job",
        "InputDataConfig": {"S3Uri": f"{URI}in/", "ContentType": "text/html"},
        "OutputDataConfig": {"S3Uri": f"{URI}out/", "EncryptionKey": KEY},
        "DataAccessRoleArn": ROLE,
        "SourceLanguageCode": "en",
        "TargetLanguageCodes": ["es"],
        "TerminologyNames": ["terms"],
        "ParallelDataNames": ["pairs"],
        "ClientToken": "token-3",
        "Settings": {"Formality": "FORMAL", "Profanity": "MASK"},
    },
    "DescribeTextTranslationJob": {"JobId": "?"},
    "ListTextTranslationJobs": {
        "Filter": {"JobName": "a job"},
        "NextToken": "0",
        "MaxResults": 10,
    },
    "StopTextTranslationJob": {"JobId": "?"},
    "TranslateText": {
        "Text": "The oven is hot.",
        "TerminologyNames": ["terms"],
        "SourceLanguageCode": "en",
        "TargetLanguageCode": "es",
        "Settings": SETTINGS,
    },
    "TranslateDocument": {
        "Document": {"Content": HTML, "ContentType": "text/html"},
        "TerminologyNames": ["terms"],
        "SourceLanguageCode": "en",
        "TargetLanguageCode": "es",
        "Settings": SETTINGS,
    },
    "ListLanguages": {
        "DisplayLanguageCode": "en",
        "NextToken": "0",
        "MaxResults": 10,
    },
    "DeleteTerminology": {"Name": "terms"},
    "DeleteParallelData": {"Name": "pairs"},
}


def post(amazon, operation, body, **headers):
    """Send *body* as it is; return status and answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(
        amazon.emulator.url,
        data=data,
        headers={
            "X-Amz-Target": f"AWSShineFrontendService_20170701.{operation}",
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": "AWS4-HMAC-SHA256 any",
            **headers,
        },
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as exc:
        with exc:
            return exc.code, json.load(exc)


def fill(amazon):
    amazon.put("pairs.csv", PD_FILE)
    amazon.put("in/a.html", b"<html><body><p>A short walk.</p></body></html>")


@pytest.fixture
def account(amazon):
    """An account in which every request above finds what it needs."""
    fill(amazon)
    for operation in ("CreateParallelData", "ImportTerminology"):
        assert post(amazon, operation, REQUESTS[operation])[0] == 200
        amazon.skip(10)
    return amazon


def put_at(request, path, value):
    """Return a copy of *request* with another value at *path*."""
    changed = copy.deepcopy(request)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def breaking_values(path, shape):
    """Yield values that the model forbids for a leaf of a request."""
    limits = shape.metadata
    if shape.type_name == "string":
        if shape.enum:
            yield "NONE-OF-THESE"
        if limits.get("pattern") and "p{M}" not in limits["pattern"]:
            yield {"NextToken": "\N{EURO SIGN}"}.get(path[-1], "a!*b\n")
        if "max" in limits:
            yield "a" * (limits["max"] + 1)
        if limits.get("min"):
            yield ""
        yield 7
    elif shape.type_name == "integer":
        yield from (limits["min"] - 1, limits["max"] + 1, "7")
    elif shape.type_name == "blob" and "max" in limits:
        yield base64.b64encode(bytes(limits["max"] + 1)).decode()


def at(request, path):
    for step in path:
        request = request[step]
    return request


def test_the_requests_above_use_all_there_is():
    assert sorted(REQUESTS) == service_model.operations()
    left_out = set()
    for operation, request in REQUESTS.items():
        for path, _ in service_model.leaves(operation):
            try:
                at(request, path)
            except KeyError:
                left_out.add(".".join(map(str, path)))
    assert left_out == {
        "Settings.Brevity",  # not for jobs
        # one filter at a time
        "Filter.JobStatus",
        "Filter.SubmittedBeforeTime",
        "Filter.SubmittedAfterTime",
    }


def test_every_answer_fits_the_model(amazon):
    fill(amazon)
    job = None
    for operation, request in REQUESTS.items():
        body = {**request, **({"JobId": job} if "JobId" in request else {})}
        assert service_model.request_problems(operation, body) == []
        for _ in range(2 if operation.startswith(("Get", "List", "Desc")) else 1):
            status, answer = post(amazon, operation, body)
            assert status == 200, (operation, answer)
            assert service_model.response_problems(operation, answer) == []
            amazon.skip(10)
        job = answer.get("JobId", job)
    described = post(amazon, "DescribeTextTranslationJob", {"JobId": job})[1]
    assert service_model.response_problems("DescribeTextTranslationJob", described) == (
        []
    )


@pytest.mark.parametrize("operation", REQUESTS)
def test_what_the_model_forbids_is_refused(account, operation):
    valid = copy.deepcopy(REQUESTS[operation])
    known = service_model.errors(operation)
    has_one = known & {"InvalidParameterValueException", "InvalidRequestException"}
    billed = len(account.store.meter.lines)
    for path, shape in service_model.leaves(operation):
        for value in breaking_values(path, shape):
            if path[0] == "Filter":
                request = {"Filter": {path[1]: value}}
            else:
                request = put_at(valid, path, value)
            assert service_model.request_problems(operation, request) != []
            status, answer = post(account, operation, request)
            assert status == 400, (path, value)
            assert answer["__type"] in known or not has_one, (path, value)
            assert answer["Message"]
    assert len(account.store.meter.lines) == billed


def test_what_the_model_requires_is_required(account):
    for operation, request in REQUESTS.items():
        shape = service_model.model().operation_model(operation).input_shape
        for name in shape.required_members:
            body = {key: value for key, value in request.items() if key != name}
            status, answer = post(account, operation, body)
            assert status == 400, (operation, name)
            assert name.lower() in answer["Message"].lower()


def test_an_unknown_member_is_refused(account):
    status, answer = post(account, "GetParallelData", {"Name": "pairs", "Nmae": "x"})
    assert status == 400
    assert "Nmae" in answer["Message"]


@pytest.mark.parametrize(
    ("operation", "parameters", "code"),
    [
        ("GetParallelData", {"Name": "none"}, "ResourceNotFoundException"),
        ("DeleteTerminology", {"Name": "none"}, "ResourceNotFoundException"),
        ("StopTextTranslationJob", {"JobId": "0" * 32}, "ResourceNotFoundException"),
        (
            "TranslateText",
            {**REQUESTS["TranslateText"], "Text": "é" * 5001},
            "TextSizeLimitExceededException",
        ),
        (
            "TranslateText",
            {**REQUESTS["TranslateText"], "TargetLanguageCode": "ef"},
            "UnsupportedLanguagePairException",
        ),
        (
            "TagResource",
            {
                "ResourceArn": ARN,
                "Tags": [{"Key": str(n), "Value": ""} for n in range(60)],
            },
            "TooManyTagsException",
        ),
        (
            "ListTextTranslationJobs",
            {"Filter": {"JobName": "a", "JobStatus": "FAILED"}},
            "InvalidFilterException",
        ),
        ("ListTextTranslationJobs", {"NextToken": "x"}, "InvalidRequestException"),
        ("ListParallelData", {"NextToken": "x"}, "InvalidParameterValueException"),
    ],
)
def test_errors_are_those_of_the_model(account, operation, parameters, code):
    status, answer = post(account, operation, parameters)
    assert answer["__type"] == code
    assert code in service_model.errors(operation)
    shape = service_model.model().shape_for(code)
    assert status == shape.metadata["error"]["httpStatusCode"]
    assert set(answer) - {"__type"} <= set(shape.members)


def test_what_is_no_operation_is_an_error(amazon):
    for operation in ("TranslateSpeech", ""):
        status, answer = post(amazon, operation, {})
        assert status == 400
        assert answer["__type"] == "UnknownOperationException"


def test_another_protocol_is_an_error(amazon):
    cbor = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    status, answer = post(amazon, "ListLanguages", b"\xa0", **cbor)
    assert status == 400
    assert "JSON 1.1" in answer["Message"]


def test_no_credentials_and_no_json(amazon):
    status, answer = post(amazon, "ListLanguages", {}, Authorization="")
    assert answer["__type"] == "MissingAuthenticationTokenException"
    status, answer = post(amazon, "ListLanguages", b"<x>")
    assert (status, answer["__type"]) == (400, "SerializationException")
    status, answer = post(amazon, "ListLanguages", b"[]")
    assert status == 400


@pytest.mark.slow
@pytest.mark.parametrize("route", ["batch", "realtime"])
def test_what_builds_and_commands_send_fits_the_model(book, build, amazon, amts, route):
    pairs, terms = book.root / "pairs.csv", book.root / "terms.csv"
    pairs.write_bytes(b"en,es\nA short walk.,Un paseo corto.\n")
    terms.write_bytes(TERMS)
    book.conf(amts_amazon={**AMAZON, "parallel_data": "pairs", "kms_key": "alias/a"})
    names = ["-l", "es", "--name"]
    env = amazon.environment
    amts(book, "parallel-data", "push", book.src, *names, "pairs", pairs, **env)
    amts(book, "terminology", "push", book.src, *names, "terms", terms, **env)
    used = {"terminology": "terms", "formality": "formal", "route": route}
    if route == "batch":
        used |= {"parallel_data": "pairs", "kms_key": "alias/a"}
    book.conf(amts_amazon={**AMAZON, **used})
    build()
    for command in ("doctor", "gc"):
        assert amts(book, command, book.src, "-l", "es", **env).code == 0
    for what in ("parallel-data", "terminology"):
        name = {"parallel-data": "pairs", "terminology": "terms"}[what]
        for command in ("status", "delete"):
            amts(book, what, command, book.src, *names, name, **env)
    asked = {request["operation"] for request in amazon.store.requests}
    paid = "StartTextTranslationJob" if route == "batch" else "TranslateText"
    assert {"CreateParallelData", "ImportTerminology", paid} <= asked
    for request in amazon.store.requests:
        operation, parameters = request["operation"], request["parameters"]
        assert service_model.request_problems(operation, parameters) == []
