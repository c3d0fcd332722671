"""Serve the emulator over HTTP, on loopback only."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from sphinx_amts.emulator import jobs, parallel_data, tags, terminology, texts
from sphinx_amts.emulator.gate import LOOPBACK, Gate, GatedHandler
from sphinx_amts.emulator.languages import CODES
from sphinx_amts.emulator.refusal import Refused
from sphinx_amts.emulator.shapes import (
    check_request,
    error_status,
    modelled,
    operations,
)
from sphinx_amts.emulator.store import Store, paged
from sphinx_amts.engines.amazon.endpoint import MARK_HEADER
from sphinx_amts.files.json_text import DamagedJson, parse_json

if TYPE_CHECKING:
    from collections.abc import Callable

BANNER = "sphinx-amts-emulator (an emulation, not Amazon Translate)"
TARGET = "AWSShineFrontendService_20170701."
ADMIN = "/_emulator/"

_TICK = 0.02
_CONTENT_TYPE = "application/x-amz-json-1.1"
_SHOWN = frozenset(ADMIN + name for name in ("meter", "requests", "faults", "clock"))
_LARGEST = 16 * 2**20  # a request with a terminology of 10 MB in base64
_YEARS = 100 * 365 * 86_400.0


def _list_languages(_store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    items = [{"LanguageName": code, "LanguageCode": code} for code in sorted(CODES)]
    page = paged(items, parameters, "Languages")
    page["DisplayLanguageCode"] = parameters.get("DisplayLanguageCode", "en")
    return page


OPERATIONS: dict[str, Callable[[Store, dict[str, Any]], dict[str, Any]]] = {
    "CreateParallelData": parallel_data.create,
    "UpdateParallelData": parallel_data.update,
    "GetParallelData": parallel_data.get,
    "DeleteParallelData": parallel_data.delete,
    "ListParallelData": parallel_data.list_all,
    "ImportTerminology": terminology.import_,
    "GetTerminology": terminology.get,
    "DeleteTerminology": terminology.delete,
    "ListTerminologies": terminology.list_all,
    "StartTextTranslationJob": jobs.start,
    "DescribeTextTranslationJob": jobs.describe,
    "ListTextTranslationJobs": jobs.list_all,
    "StopTextTranslationJob": jobs.stop,
    "TranslateText": texts.translate_text,
    "TranslateDocument": texts.translate_document,
    "ListLanguages": _list_languages,
    "TagResource": tags.tag,
    "UntagResource": tags.untag,
    "ListTagsForResource": tags.list_all,
}

_ERRORS = (
    ("throttle", "TooManyRequestsException", 429),
    ("throttle-400", "TooManyRequestsException", 400),
    ("conflict", "ConcurrentModificationException", 409),
    ("error-500", "InternalServerException", 500),
    ("error-503", "ServiceUnavailableException", 503),
    ("access-denied", "AccessDeniedException", 400),
)


class Emulator:
    """HTTP server of the emulator, a context manager that runs the server.

    Args:
        store: state of the emulated account.
        port: port of the server; 0 for any free port.
    """

    def __init__(self, store: Store, port: int = 0) -> None:
        self.store = store
        store.load()

        class Handler(_Handler):
            emulator = self

        self._server = _Server((LOOPBACK, port), Handler)
        Handler.gate = Gate(self._server.server_port, ADMIN, _SHOWN, _LARGEST)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._server.serve_forever, args=(_TICK,), daemon=True
            ),
            threading.Thread(target=self._tick, daemon=True),
        ]

    @property
    def url(self) -> str:
        """Return the URL of the server, the endpoint for clients."""
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def __enter__(self) -> Emulator:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join(5)
        self.store.save()

    def _tick(self) -> None:
        while not self._stop.wait(_TICK):
            self.tick()

    def tick(self) -> None:
        """Advance jobs and resources to the present time of the emulator's clock."""
        with self.store.lock:
            before = self._state()
            parallel_data.tick(self.store)
            jobs.tick(self.store)
            if self._state() != before:
                self.store.save()

    def _state(self) -> list[object]:
        resources = self.store.parallel_data.values()
        return [
            [job["JobStatus"] for job in self.store.jobs.values()],
            [(r["Status"], r.get("LatestUpdateAttemptStatus")) for r in resources],
        ]

    def answer(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Perform one API operation of the service, and return its response.

        Args:
            operation: name of the operation, one of `OPERATIONS`.
            parameters: parameters of the request.

        Raises:
            Refused: the service would respond with an error.
        """
        with self.store.lock:
            self.store.requests.append(
                {"operation": operation, "parameters": parameters}
            )
            self.store.rates.take(operation, self.store.now())
            for fault, code, status in _ERRORS:
                if self.store.faults.take(fault):
                    message = f"{code}, as the switch {fault} says."
                    raise Refused(code, message, status=str(status))
            try:
                if operation == "TranslateText":
                    texts.refuse_long(parameters)
                check_request(operation, parameters)
                result = OPERATIONS[operation](self.store, parameters)
            except Refused as exc:
                exc.code = modelled(operation, exc.code)
                raise
            self.store.save()
            return result

    def admin(self, path: str, given: dict[str, Any]) -> Any:
        """Perform a request that controls the emulator, and return its response.

        Args:
            path: "meter", "requests", "faults", "clock" or "reset".
            given: the JSON object of the request.

        Raises:
            KeyError: there is no such path.
            ValueError: a value in *given* is invalid.
        """
        store = self.store
        with store.lock:
            if path == "meter":
                return store.meter.data()
            if path == "requests":
                return store.requests
            if path == "faults":
                for name, value in given.items():
                    store.faults.set(name, str(value))
                return store.faults.counts
            if path == "clock":
                advance = float(given.get("advance", 0))
                if not abs(advance) <= _YEARS:
                    raise ValueError("advance: at most a hundred years")
                store.skipped += advance
                return {"now": store.now()}
            if path == "reset":
                store.reset()
                return {}
        raise KeyError(path)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error, unless the client closed the connection or sent too much."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(GatedHandler, BaseHTTPRequestHandler):
    emulator: Emulator
    protocol_version = "HTTP/1.1"
    server_version = BANNER
    sys_version = ""

    def do_GET(self) -> None:
        self._body()  # an unread body would be taken for the next request
        self._admin(b"")

    def do_POST(self) -> None:
        body = self._body()
        if self.path.startswith(ADMIN):
            self._admin(body)
            return
        faults = self.emulator.store.faults
        if faults.take("reset"):
            self._reset()
            return
        if faults.take("slow"):
            time.sleep(1)
        status, answer = self._answer(body)
        if faults.take("reset-after"):
            self._reset()
        else:
            self._send(status, answer, cut=faults.take("half-closed"))

    def _answer(self, body: bytes) -> tuple[int, dict[str, Any]]:
        try:
            return 200, self.emulator.answer(*self._request(body))
        except Refused as exc:
            status = int(exc.extra.pop("status", error_status(exc.code)))
            # in the API model, only this error has a lower-case member
            name = "message" if exc.code == "TooManyTagsException" else "Message"
            return status, {"__type": exc.code, name: exc.message, **exc.extra}

    def _request(self, body: bytes) -> tuple[str, dict[str, Any]]:
        if "/operation/" in self.path or "cbor" in self.headers.get("Content-Type", ""):
            message = "This emulator speaks JSON 1.1, not CBOR."
            raise Refused("UnsupportedProtocolException", message)
        if self.headers.get_content_type() != _CONTENT_TYPE:
            message = f"The content type must be {_CONTENT_TYPE}."
            raise Refused("UnknownOperationException", message)
        if not self.headers.get("Authorization"):
            message = "Missing Authentication Token"
            raise Refused("MissingAuthenticationTokenException", message)
        target = self.headers.get("X-Amz-Target", "")
        operation = target.removeprefix(TARGET)
        if not target.startswith(TARGET) or operation not in operations():
            raise Refused("UnknownOperationException", f"{target!r} is no operation.")
        try:
            return operation, _object(body)
        except ValueError as exc:
            raise Refused("SerializationException", str(exc)) from exc

    def _admin(self, body: bytes) -> None:
        try:
            path = self.path.removeprefix(ADMIN)
            self._send(200, self.emulator.admin(path, _object(body)))
        except KeyError:
            self._send(404, {"error": f"no such path: {self.path}"})
        except (TypeError, ValueError) as exc:
            self._send(400, {"error": str(exc)})

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, status: int, answer: Any, *, cut: bool = False) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", _CONTENT_TYPE)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-amzn-RequestId", "emulated")
        self.send_header(MARK_HEADER, "1")
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        if cut:
            self.close_connection = True

    def _reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True


def _object(body: bytes) -> dict[str, Any]:
    """Parse the body of a request as a JSON object; an empty body is an empty object.

    Raises:
        ValueError: the body is no JSON object.
    """
    try:
        value = parse_json(body or b"{}", lenient=True)
        json.dumps(value, ensure_ascii=False).encode()
    except (DamagedJson, UnicodeEncodeError) as exc:
        raise ValueError("The body is no JSON.") from exc
    if not isinstance(value, dict):
        raise ValueError("The body is no JSON object.")
    return value
