"""Convert errors of AWS services to `EngineError`s, each with its remedy.

The type of an `EngineError` depends on the error code. The HTTP status is used only for
errors of proxies, as the status of the same error differs between the documentation of
the service, its API model and its responses.
"""

from __future__ import annotations

from sphinx_amts.errors import (
    EngineAuthError,
    EngineConnectionLost,
    EngineError,
    EngineLimitError,
    EngineNotSetUp,
    EngineThrottled,
    EngineUnsupportedPair,
)
from sphinx_amts.text.advice import command_line
from sphinx_amts.text.secrets import without_secrets

_TRANSIENT = frozenset(
    """
    TooManyRequestsException ThrottlingException Throttling SlowDown RequestTimeout
    RequestTimeTooSkewed InternalServerException InternalFailure InternalError
    ServiceUnavailableException ServiceUnavailable ConcurrentModificationException
    BadGateway GatewayTimeout RequestThrottled RequestThrottledException
    """.split()
)
_AUTH = {
    "AccessDeniedException": "allow the action in the caller's IAM policy",
    "AccessDenied": "allow the action in the caller's IAM policy and the bucket's",
    "AllAccessDisabled": "look at the bucket's state in the S3 console",
    "NotAuthorizedException": "this region may lack batch translation or Active "
    "Custom Translation; set another region in amts_amazon",
    "UnrecognizedClientException": "the access key is unknown; renew the credentials",
    "InvalidClientTokenId": "the access key is unknown; renew the credentials",
    "InvalidAccessKeyId": "the access key is unknown; renew the credentials",
    "InvalidSignatureException": "the secret key or the clock is wrong",
    "SignatureDoesNotMatch": "the secret key or the clock is wrong",
    "IncompleteSignature": "the credentials are incomplete",
    "MissingAuthenticationTokenException": "the credentials are incomplete",
    "ExpiredTokenException": "the credentials have expired; renew them",
    "ExpiredToken": "the credentials have expired; renew them",
    "OptInRequired": "the account has not enabled this service or region",
    "403": "allow the action in the caller's IAM policy and the bucket's",
}
_REMEDY = {
    "ResourceNotFoundException": "look at the names in amts_amazon",
    "NoSuchEntity": "look at the names in amts_amazon",
    "NoSuchBucket": "create the bucket, or set another in amts_amazon",
    "PermanentRedirect": "the bucket is in another region than amts_amazon says",
    "AuthorizationHeaderMalformed": "the bucket is in another region than amts_amazon "
    "says",
    "InvalidParameterValueException": "look at amts_amazon; {doctor} checks role, "
    "bucket and region",
    "InvalidRequestException": "look at amts_amazon; {doctor} checks role, bucket "
    "and region",
    "ConflictException": "another resource of this name exists, or changes just now",
}
_MISSING = frozenset(
    "ResourceNotFoundException NoSuchKey NoSuchBucket NoSuchEntity 404".split()
)
_CONNECTION = frozenset(
    """
    EndpointConnectionError ConnectionClosedError ReadTimeoutError ConnectTimeoutError
    HTTPClientError ConnectionError ResponseStreamingError IncompleteReadError
    ProxyConnectionError ResponseParserError
    """.split()
)
# raised before anything is sent
_NOT_SENT = frozenset(
    "EndpointConnectionError ConnectTimeoutError ProxyConnectionError".split()
)
# errors of a gateway: the service itself may have carried the call out
_GATEWAY = frozenset("BadGateway GatewayTimeout RequestTimeout".split())
_CREDENTIALS = frozenset(
    """
    NoCredentialsError PartialCredentialsError CredentialRetrievalError
    TokenRetrievalError SSOTokenLoadError UnauthorizedSSOTokenError ProfileNotFound
    NoAuthTokenError ConfigNotFound
    """.split()
)


def doctor() -> str:
    """Return the advice to run `sphinx-amts doctor`, as part of a message."""
    return f"{command_line('doctor')} shows what is missing"


class NotFound(EngineError):
    """Raised if a resource, object or job does not exist."""


class NotRepeated(EngineThrottled):
    """Raised if a call that may have been billed is not repeated, because of a budget.

    Args:
        lost: the error by which the response of the call was lost.
    """

    def __init__(self, lost: EngineConnectionLost) -> None:
        super().__init__(
            f"{lost}: it may have been billed, and making it again could cost more "
            "than the limit"
        )


class UnknownOperation(EngineError):
    """Raised if an endpoint other than Amazon's does not implement an operation."""


def is_transient(code: str, status: int) -> bool:
    """Return whether a call that failed with *code* may succeed if repeated.

    Args:
        code: code of the error.
        status: HTTP status, used only if *code* is a number, as in errors of proxies.
    """
    return code in _TRANSIENT or (code.isdigit() and status >= 500)


def service_error(
    operation: str, code: str, message: str, status: int = 400
) -> EngineError:
    """Return the `EngineError` for an error response of the service.

    Args:
        operation: name of the operation, for the message.
        code: code of the error.
        message: message of the service.
        status: HTTP status of the response.
    """
    said = f"{operation}: {_line(message) or 'no message'} ({code})"
    if code in _GATEWAY or (code.isdigit() and status >= 500):
        return EngineConnectionLost(said)
    if is_transient(code, status):
        return EngineThrottled(f"{said}; tried again without success")
    if code in _AUTH:
        return EngineAuthError(f"{said}; {_AUTH[code]}; {doctor()}")
    if code == "UnsupportedLanguagePairException":
        return EngineUnsupportedPair(f"{said}; set another engine for this language")
    if code in ("LimitExceededException", "TextSizeLimitExceededException"):
        return EngineLimitError(f"{said}; a quota of the account is used up")
    if code in ("InvalidAction", "UnknownOperationException"):
        return UnknownOperation(f"{said}; the endpoint does not know this operation")
    if code in _MISSING:
        remedy = _REMEDY.get(code, "it was there before; who removed it?")
        return NotFound(f"{said}; {remedy}")
    remedy = _REMEDY.get(code, "").replace("{doctor}", command_line("doctor"))
    return EngineError(f"{said}; {remedy or doctor()}")


def client_error(operation: str, exc: Exception) -> EngineError | None:
    """Return the `EngineError` for an exception of boto3 without a response.

    Args:
        operation: name of the operation, for the message.
        exc: the exception.

    Returns:
        the error, or `None` if *exc* has nothing to do with boto3.
    """
    names = {base.__name__ for base in type(exc).__mro__}
    text = _line(str(exc))
    if "CredentialRetrievalError" in names:
        # the error message of a credential process may have the credentials
        provider = getattr(exc, "kwargs", {}).get("provider", "a program")
        text = f"no credentials from {provider}"
    if names & _CREDENTIALS:
        return EngineNotSetUp(
            f"{operation}: {text}; give credentials in one of boto3's ways, such as "
            "AWS_PROFILE or the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    if names & _NOT_SENT:
        return EngineThrottled(f"{operation}: {text}; tried again without success")
    if names & _CONNECTION:
        return EngineConnectionLost(f"{operation}: {text}")
    if "NoRegionError" in names:
        return EngineNotSetUp(f'{operation}: no region; set "region" in amts_amazon')
    if "BotoCoreError" in names:
        return EngineError(f"{operation}: {text}; {doctor()}")
    return None


def _line(text: str) -> str:
    return without_secrets(" ".join(text.split()))
