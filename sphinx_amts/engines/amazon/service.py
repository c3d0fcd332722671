"""Call AWS services, with a bounded number of retries.

boto3's own retries are switched off, so that there is one rule for all calls: boto3
does not retry every transient error (`ConcurrentModificationException`), retries some
permanent errors (`LimitExceededException`), and does not detect a truncated body. The
number of attempts can be set as for boto3: by `AWS_MAX_ATTEMPTS`, or `max_attempts` of
a profile.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from sphinx_amts.engines.amazon.endpoint import is_amazons, is_marked, may_be_set
from sphinx_amts.engines.amazon.faults import client_error, service_error
from sphinx_amts.errors import (
    EngineConnectionLost,
    EngineError,
    EngineNotInstalled,
    EngineNotSetUp,
    EngineThrottled,
)
from sphinx_amts.extras import install, is_installed
from sphinx_amts.files.json_text import parse_json

Recover = Callable[[EngineConnectionLost], dict[str, Any] | None]

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds between attempts; there is one attempt more than pauses.

If boto3's configuration sets more attempts, the last pause is repeated.
"""

_INSTALL = f"the engine `amazon` needs boto3; run `{install('amazon')}`"
_TIMEOUT = 30


class Service:
    """Client of one AWS service in one region.

    Args:
        name: name of the service in boto3, such as "translate" or "s3".
        region: AWS region; `None` for the region of boto3's own configuration.
        pauses: seconds between attempts; `None` for `PAUSES`.
        trusted: whether a setting declares that the endpoint leads to Amazon's service,
            as through a proxy or a private link.
    """

    def __init__(
        self,
        name: str,
        region: str | None,
        *,
        pauses: tuple[float, ...] | None = None,
        trusted: bool = False,
    ) -> None:
        self._name = name
        self._region = region
        self._pauses = pauses
        self._trusted = trusted
        self._attempts: int | None = None
        self._boto_client: Any = None

    def call(
        self, operation: str, *, recover: Recover | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Call *operation*, and return its response.

        If the response is a stream, its member ``Body`` is replaced by the content.

        Args:
            operation: name in boto3, such as "start_text_translation_job".
            recover: as for `attempt`; for an operation that costs money.
            parameters: parameters of the operation.

        Raises:
            EngineError: the service refuses the call, or a transient error remains
                after several attempts; the type depends on the error.
            EngineNotSetUp: boto3 is not installed, or there are no credentials.
        """
        return self.attempt(
            operation,
            lambda: _with_body(getattr(self._client(), operation)(**parameters)),
            recover,
        )

    @property
    def is_amazons(self) -> bool:
        """Return whether the endpoint is Amazon's own, not an emulator or a proxy.

        Raises:
            EngineNotSetUp: boto3 is not installed, or lacks data that a client needs.
        """
        return is_amazons(self._endpoint())

    @property
    def is_emulated(self) -> bool:
        """Return whether the endpoint counts as an emulator, without a call.

        Every endpoint outside of Amazon's domains counts as an emulator, unless
        *trusted* is set.
        """
        if self._trusted or not may_be_set(self._name):
            return False
        try:
            return not self.is_amazons
        except EngineError:  # there is no client, and no endpoint
            return False

    def is_emulated_at(self, url: str) -> bool:
        """Return whether the endpoint *url* counts as an emulator."""
        return not self._trusted and not is_amazons(url)

    def _endpoint(self) -> str:
        try:
            return str(self._client().meta.endpoint_url)
        except Exception as exc:
            error = _converted(f"client_of_{self._name}", exc)
            raise (error or exc) from exc

    def attempt(
        self,
        operation: str,
        act: Callable[[], dict[str, Any]],
        recover: Recover | None = None,
    ) -> dict[str, Any]:
        """Call *act* until no transient error occurs, and return its result.

        Args:
            operation: name of the operation, for messages.
            act: function that makes the call.
            recover: called before a call that may have been carried out is repeated.
                It returns the response if it can be found after all, or `None` to
                repeat the call, and raises an error if the call must not be repeated.

        Raises:
            EngineError: as for `call`.
        """
        made = 0
        while True:
            try:
                return act()
            except Exception as exc:
                error = _converted(operation, exc)
                if error is None:
                    raise
                pause = self._pause_after(made := made + 1)
                if pause is None and isinstance(error, EngineConnectionLost):
                    error = EngineConnectionLost(
                        f"{error}; tried again without success"
                    )
                if pause is None or not isinstance(error, EngineThrottled):
                    raise error from exc
                time.sleep(pause)
                if recover is not None and isinstance(error, EngineConnectionLost):
                    answer = recover(error)
                    if answer is not None:
                        return answer

    def _pause_after(self, made: int) -> float | None:
        """Return the seconds from attempt number *made* to the next one.

        `None` is returned if there is no further attempt.
        """
        pauses = PAUSES if self._pauses is None else self._pauses
        allowed = len(pauses) + 1
        if self._attempts is not None:
            configured = self._attempts
            # a caller with pauses of its own limits the number of attempts as well
            allowed = configured if self._pauses is None else min(configured, allowed)
        if made >= allowed:
            return None
        return pauses[min(made, len(pauses)) - 1]

    def pages(self, operation: str, **parameters: Any) -> Any:
        """Yield the pages of results of *operation*, which returns a list.

        boto3 has paginators for only a few of such operations.
        """
        while True:
            page = self.call(operation, **parameters)
            yield page
            token = page.get("NextToken")
            if not token:
                return
            parameters["NextToken"] = token

    def objects(self, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
        """Yield the properties of all S3 objects whose keys start with *prefix*."""
        parameters: dict[str, Any] = {"Bucket": bucket, "Prefix": prefix}
        while True:
            page = self.call("list_objects_v2", **parameters)
            yield from page.get("Contents", ())
            if not page.get("IsTruncated"):
                return
            parameters["ContinuationToken"] = page["NextContinuationToken"]

    def _client(self) -> Any:
        if self._boto_client is None:
            boto3 = _boto3()
            from botocore.config import Config

            self._attempts = _attempts()

            own_endpoint = any(
                os.environ.get(name)
                for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3")
            )
            logger = logging.getLogger("botocore")
            if logger.level == logging.NOTSET:
                # the log of a build need not have the source of credentials
                logger.setLevel(logging.WARNING)
            made = boto3.client(
                self._name,
                region_name=self._region,
                config=Config(
                    retries={"total_max_attempts": 1, "mode": "standard"},
                    connect_timeout=_TIMEOUT,
                    read_timeout=_TIMEOUT,
                    user_agent_extra="sphinx-amts",
                    # for S3-compatible servers
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                    s3={"addressing_style": "path"} if own_endpoint else None,
                ),
            )
            made.meta.events.register(f"after-call.{self._name}", _check_complete)
            if not self.is_emulated_at(str(made.meta.endpoint_url)):
                made.meta.events.register(f"after-call.{self._name}", _refuse_emulator)
            self._boto_client = made
        return self._boto_client


def default_region() -> str | None:
    """Return the region of boto3's own configuration, or `None` if there is none.

    Raises:
        EngineNotSetUp: boto3 is not installed, or the profile does not exist.
    """
    region: str | None = _session().region_name
    return region


def has_credentials() -> bool:
    """Return whether boto3's credential chain finds credentials.

    Raises:
        EngineNotSetUp: boto3 is not installed, or the profile does not exist.
    """
    try:
        return _session().get_credentials() is not None
    except Exception as exc:
        raise (_converted("credentials", exc) or exc) from exc


def _attempts() -> int | None:
    """Return the number of attempts in boto3's configuration; `None` if it is not set.

    Raises:
        EngineNotSetUp: the number is invalid.
    """
    import botocore.session

    try:
        configured = botocore.session.get_session().get_config_variable("max_attempts")
    except ValueError:
        configured = 0
    if configured is not None and configured < 1:
        raise EngineNotSetUp(
            "the number of attempts in boto3's configuration (AWS_MAX_ATTEMPTS, or "
            "max_attempts of a profile) is no number from 1 on; set it to one"
        )
    attempts: int | None = configured
    return attempts


def _session() -> Any:
    boto3 = _boto3()
    try:
        return boto3.session.Session()
    except Exception as exc:
        raise (_converted("session", exc) or exc) from exc


def require_boto3() -> None:
    """Raise an error if boto3 is not installed, without importing boto3.

    Raises:
        EngineNotInstalled: boto3 is not installed.
    """
    if not is_installed("boto3"):
        raise EngineNotInstalled(_INSTALL)


def _boto3() -> Any:
    try:
        import boto3
    except ImportError as exc:
        raise EngineNotInstalled(_INSTALL) from exc
    return boto3


def _check_complete(http_response: Any, model: Any, **_others: Any) -> None:
    """Refuse a truncated response, which boto3 would take for an empty one.

    Raises:
        ConnectionClosedError: the response is truncated, or is no JSON.
    """
    from botocore.exceptions import ConnectionClosedError

    if model.has_streaming_output or model.http.get("method") == "HEAD":
        return
    length = http_response.headers.get("content-length")
    whole = length is None or len(http_response.content) == int(length)
    if whole and "json" in http_response.headers.get("content-type", ""):
        try:
            parse_json(http_response.content or b"{}", lenient=True)
        except ValueError:
            whole = False
    if not whole:
        raise ConnectionClosedError(endpoint_url=http_response.url)


def _refuse_emulator(http_response: Any, **_others: Any) -> None:
    """Refuse a response of an emulator where Amazon's service is expected.

    Raises:
        EngineNotSetUp: an emulator has sent the response.
    """
    if is_marked(http_response.headers):
        raise EngineNotSetUp(
            "an emulator answers where Amazon Translate should; take its proxy away, "
            'or "endpoint" out of amts_amazon'
        )


def _with_body(answer: dict[str, Any]) -> dict[str, Any]:
    body = answer.get("Body")
    if body is not None:
        answer["Body"] = body.read()
    return answer


def _converted(operation: str, exc: Exception) -> Exception | None:
    if isinstance(exc, EngineNotSetUp):
        return None
    from botocore.exceptions import ClientError

    label = "".join(part.capitalize() for part in operation.split("_"))
    if isinstance(exc, ClientError):
        error = exc.response.get("Error", {})
        status = int(exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        return service_error(
            label, str(error.get("Code", status)), str(error.get("Message", "")), status
        )
    return client_error(label, exc)
