"""The emulator and its S3 server answer programs, and no pages of a browser."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.request
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from emulated import BUCKET, REGION

from sphinx_amts.emulator import gate, storage_server
from sphinx_amts.errors import ConfigError

JSON = {"Content-Type": "application/json"}
SERVICE = {
    "Content-Type": "application/x-amz-json-1.1",
    "Authorization": "AWS4-HMAC-SHA256 any",
    "X-Amz-Target": "AWSShineFrontendService_20170701.TranslateText",
}
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_"}
TEXT = json.dumps(
    {"Text": "Knead.", "SourceLanguageCode": "en", "TargetLanguageCode": "es"}
)
FOREIGN_HOSTS = [
    "rebound.example",
    "127.0.0.1.rebound.example",
    "localhost.rebound.example",
    "rebound-localhost",
    "evil.localhost.example",
    "127.0.0.2",
    "0.0.0.0",
    "[::2]",
    "2130706433",
    "127.1",
    "localhost.",
    "",
]
FOREIGN_ORIGINS = [
    "http://page.example",
    "https://127.0.0.1",
    "http://127.0.0.1",
    "http://localhost:3000",
    "http://127.0.0.1.page.example:{port}",
    "http://page.localhost:{port}",
    "https://127.0.0.1:{port}",
    "file://",
    "null",
    "",
]


def ask(url, method, path="/", body=None, headers=(), *, host=None):
    """Send one request with exactly these headers; return status, headers, body."""
    parts = urlsplit(url)
    headers = list(dict(headers).items() if isinstance(headers, dict) else headers)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for each in [parts.netloc] if host is None else host:
        connection.putheader("Host", each)
    for name, value in headers:
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body.encode())))
    connection.endheaders(None if body is None else body.encode())
    answer = connection.getresponse()
    result = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return result


def refused(answer):
    status, headers, body = answer
    assert status in (400, 403, 405, 411, 413, 415, 421), (status, body)
    assert body.startswith(b"refused: ") or not body
    assert not [n for n in headers if n.lower().startswith("access-control-")]
    return True


@pytest.fixture
def kept(amazon):
    """An object, and what was billed, that no refused request may change."""
    amazon.put("kept", b"text of a person")
    amazon.client().translate_text(
        Text="Let it rise.", SourceLanguageCode="en", TargetLanguageCode="es"
    )
    before = amazon.store.meter.data()
    yield amazon
    assert amazon.store.meter.data() == before
    assert amazon.store.faults.counts == {}
    assert amazon.store.skipped == 0
    found = amazon.client("s3").get_object(Bucket=BUCKET, Key="kept")
    assert found["Body"].read() == b"text of a person"


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_other_names_are_not_answered(kept, host):
    for url, path in [
        (kept.emulator.url, "/_emulator/meter"),
        (kept.emulator.url, "/_emulator/requests"),
        (kept.s3_url, f"/{BUCKET}/kept"),
        (kept.s3_url, "/moto-api/data.json"),
    ]:
        port = urlsplit(url).port
        for name in (host, f"{host}:{port}"):
            assert refused(ask(url, "GET", path, host=[name]))
        answer = ask(url, "POST", "/", TEXT, SERVICE, host=[f"{host}:{port}"])
        assert refused(answer)


def test_exactly_one_name_is_needed(kept):
    for url in (kept.emulator.url, kept.s3_url):
        own = urlsplit(url).netloc
        for host in ([], [own, "rebound.example"], [own, own], [f"{own}, {own}"]):
            assert refused(ask(url, "GET", "/", host=host))
        assert refused(ask(url, "GET", "/", host=["127.0.0.1:1"]))
        assert refused(ask(url, "GET", "/", host=["127.0.0.1:"]))
        # the name in a whole URL would count instead of that in Host
        assert refused(ask(url, "GET", "http://rebound.example/"))
        assert refused(ask(url, "GET", f"http://{own}/_emulator/meter"))
        assert refused(ask(url, "GET", "http://[/"))
        assert refused(ask(url, "OPTIONS", "*"))


def test_own_names_are_answered(kept):
    for url, path in [
        (kept.emulator.url, "/_emulator/meter"),
        (kept.s3_url, f"/{BUCKET}/kept"),
    ]:
        port = urlsplit(url).port
        for name in ("127.0.0.1", "localhost", "LocalHost", "[::1]"):
            for host in (name, f"{name}:{port}"):
                assert ask(url, "GET", path, None, SIGNED, host=[host])[0] == 200


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_pages_of_other_origins_are_not_answered(kept, origin):
    for url in (kept.emulator.url, kept.s3_url):
        headers = {"Origin": origin.format(port=urlsplit(url).port)}
        assert refused(ask(url, "GET", "/_emulator/meter", None, headers))
        assert refused(ask(url, "GET", f"/{BUCKET}/kept", None, headers))
        assert refused(ask(url, "PUT", f"/{BUCKET}/kept", "gone", headers))
        assert refused(ask(url, "DELETE", f"/{BUCKET}/kept", None, headers))
        assert refused(ask(url, "POST", "/", TEXT, {**SERVICE, **headers}))
        for path in ("/_emulator/reset", "/moto-api/reset"):
            assert refused(ask(url, "POST", path, "{}", {**JSON, **headers}))
        asks = {"Access-Control-Request-Method": "PUT"}
        for path in ("/", f"/{BUCKET}/kept", "/moto-api/reset"):
            assert refused(ask(url, "OPTIONS", path, None, {**headers, **asks}))
    own = f"http://{urlsplit(kept.emulator.url).netloc}"
    assert refused(ask(kept.s3_url, "GET", "/", None, {"Origin": own}))


def test_a_page_of_its_own_may_read(kept):
    own = {"Origin": kept.s3_url, "Sec-Fetch-Site": "same-origin", **SIGNED}
    status, headers, body = ask(kept.s3_url, "GET", f"/{BUCKET}/kept", None, own)
    assert (status, body) == (200, b"text of a person")
    assert not [n for n in headers if n.lower().startswith("access-control-")]
    two = [("Origin", kept.s3_url), ("Origin", "http://page.example")]
    assert refused(ask(kept.s3_url, "GET", f"/{BUCKET}/kept", None, two))


@pytest.mark.parametrize("site", ["cross-site", "same-site", "Cross-Site", "", "x"])
def test_requests_that_pages_cause_are_not_answered(kept, site):
    headers = {"Sec-Fetch-Site": site}  # an image or a script sends no Origin
    for url in (kept.emulator.url, kept.s3_url):
        assert refused(ask(url, "GET", "/_emulator/meter", None, headers))
        assert refused(ask(url, "GET", f"/{BUCKET}/kept", None, headers))


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "text/plain; application/json"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=json"},
        {**JSON, "Origin": "own"},
        {**JSON, "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_control_addresses_take_json_of_programs_only(kept, kind):
    for url, paths in [
        (
            kept.emulator.url,
            ("/_emulator/reset", "/%5Femulator/reset", "/_emulator/nothing"),
        ),
        (
            kept.s3_url,
            ("/moto-api/reset", "/%6Doto-api/reset", "//moto-api/seed?a=1"),
        ),
    ]:
        headers = dict(kind)
        if "Origin" in headers:
            headers["Origin"] = url
        for path in paths:
            assert refused(ask(url, "POST", path, "{}", headers))
    for name, given in [("faults", {"throttle": ""}), ("clock", {"advance": 9})]:
        url, body = kept.emulator.url, json.dumps(given)
        assert refused(ask(url, "POST", f"/_emulator/{name}", body, kind))


def test_reading_changes_nothing(kept):
    for path in ("reset", "reset?", "nothing", "meter/../reset"):
        assert refused(ask(kept.emulator.url, "GET", f"/_emulator/{path}"))
    for path in ("seed?a=1", "reset", "recorder/start-recording"):
        assert refused(ask(kept.s3_url, "GET", f"/moto-api/{path}"))
    for name in ("meter", "requests", "faults", "clock"):
        status, headers, _ = ask(kept.emulator.url, "GET", f"/_emulator/{name}")
        assert status == 200
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert ask(kept.s3_url, "GET", "/moto-api/data.json")[0] == 200


def test_programs_may_steer(amazon):
    assert amazon.admin("faults", throttle="2") == {"throttle": 2}
    assert amazon.admin("reset") == {}
    status, _, body = ask(amazon.s3_url, "POST", "/moto-api/config", "{}", JSON)
    assert (status, json.loads(body).keys() >= {"batch"}) == (201, True)


def test_the_content_type_of_the_service_is_needed(amazon):
    for kind in ("text/plain", "application/json", "application/x-amz-json-1.0"):
        headers = {**SERVICE, "Content-Type": kind}
        status, _, body = ask(amazon.emulator.url, "POST", "/", TEXT, headers)
        assert status == 400
        assert json.loads(body)["__type"] == "UnknownOperationException"
    assert amazon.store.requests == []
    headers = {**SERVICE, "Content-Type": "application/x-amz-json-1.1; charset=utf-8"}
    assert ask(amazon.emulator.url, "POST", "/", TEXT, headers)[0] == 200


def test_rules_of_a_bucket_open_it_to_nobody(kept):
    s3 = kept.client("s3")
    rule = {"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["*"]}
    s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [rule]})
    page = {"Origin": "http://page.example"}
    assert refused(ask(kept.s3_url, "GET", f"/{BUCKET}/kept", None, page))
    answer = ask(kept.s3_url, "GET", f"/{BUCKET}/kept", None, SIGNED)
    assert answer[0] == 200
    assert "access-control" not in str(answer[1]).lower()
    s3.delete_bucket_cors(Bucket=BUCKET)


def test_boto3_reaches_objects_by_every_way(kept):
    s3 = kept.client("s3")
    url = s3.generate_presigned_url(
        "get_object", Params={"Bucket": BUCKET, "Key": "kept"}
    )
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"text of a person"
    large = b"0123456789abcdef" * 2**16
    s3.put_object(Bucket=BUCKET, Key="large", Body=large)
    assert s3.get_object(Bucket=BUCKET, Key="large")["Body"].read() == large


def test_the_bucket_may_stand_before_the_name(kept, monkeypatch):
    port = urlsplit(kept.s3_url).port
    resolve = socket.getaddrinfo  # names below localhost are not known everywhere
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: resolve(
            "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more
        ),
    )
    s3 = boto3.client(
        "s3",
        endpoint_url=f"http://localhost:{port}",
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(s3={"addressing_style": "virtual"}),
    )
    found = s3.get_object(Bucket=BUCKET, Key="kept")
    assert found["Body"].read() == b"text of a person"
    headers = {"Origin": "http://page.example"}
    host = [f"{BUCKET}.localhost:{port}"]
    assert refused(ask(kept.s3_url, "GET", "/kept", None, headers, host=host))
    host = [f"any.localhost:{urlsplit(kept.emulator.url).port}"]
    assert refused(ask(kept.emulator.url, "GET", "/_emulator/meter", host=host))


@pytest.mark.parametrize(
    "headers",
    [
        [("Content-Length", "-1")],
        [("Content-Length", "1e3")],
        [("Content-Length", "٣")],
        [("Content-Length", "1"), ("Content-Length", "2")],
        [("Content-Length", str(2**40))],
        [("Content-Length", "1" * 30)],
        [("Content-Length", "3"), ("Transfer-Encoding", "chunked")],
    ],
)
def test_bodies_without_a_sound_length_are_not_read(kept, headers):
    headers = [(name, value.encode()) for name, value in headers]
    for url in (kept.emulator.url, kept.s3_url):
        assert refused(ask(url, "POST", "/", None, [*SERVICE.items(), *headers]))


def test_bodies_that_are_no_object_are_errors_of_the_caller(amazon):
    nested = "[" * 100_000
    for body in (nested, "[1]", "7", '"x"', "{", '{"advance": []}', "\ud800x"[1:]):
        status, _, answer = ask(amazon.emulator.url, "POST", "/", body, SERVICE)
        assert status == 400, answer
        clock = ask(amazon.emulator.url, "POST", "/_emulator/clock", body, JSON)
        assert clock[0] == 400
    for advance in ("NaN", "Infinity", "1e99", '"x"'):
        body = f'{{"advance": {advance}}}'
        clock = ask(amazon.emulator.url, "POST", "/_emulator/clock", body, JSON)
        assert clock[0] == 400
    assert amazon.store.skipped == 0


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"POST / HT",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999\r\n\r\n{",
    ],
)
def test_slow_clients_are_left(amazon, monkeypatch, beginning):
    monkeypatch.setattr(gate, "_SECONDS", 0.3)
    monkeypatch.setattr(gate, "_SLOWEST", 2**40)
    for url in (amazon.emulator.url, amazon.s3_url):
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port), 20) as client:
            client.sendall(beginning)
            left = False
            for _ in range(400):  # a byte now and then does not buy more time
                try:
                    client.sendall(b"x")
                    client.settimeout(0.05)
                    left = client.recv(2**16) == b""
                except TimeoutError:
                    continue
                except ConnectionError:
                    left = True
                if left:
                    break
            assert left
    amazon.client("s3").list_buckets()


def test_a_head_that_never_ends_is_left(amazon):
    for url in (amazon.emulator.url, amazon.s3_url):
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port), 20) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
            assert send_until_left(client, b"x" * 2**14) < 2**24


def test_a_body_in_pieces_has_an_end(monkeypatch):
    monkeypatch.setattr(storage_server, "_LARGEST", 2**20)
    monkeypatch.setattr(gate, "_HEADERS", 2**16)
    with storage_server.storage_server() as url:
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port), 20) as client:
            client.sendall(
                b"PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n"
            )
            assert send_until_left(client, b"1000\r\n" + b"x" * 4096 + b"\r\n") < 2**24


def send_until_left(client, data):
    """Send *data* again and again; return how much was taken."""
    taken = 0
    try:
        while taken < 2**26:
            client.sendall(data)
            taken += len(data)
    except OSError:
        pass
    return taken


def test_a_port_in_use_is_said(amazon):
    port = urlsplit(amazon.s3_url).port
    server = storage_server.storage_server(port)
    with pytest.raises(ConfigError, match=str(port)), server:
        pass
