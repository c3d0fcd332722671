"""Define error responses with the codes of the service."""

from __future__ import annotations


class Refused(Exception):  # a response of the service, no error of ours
    """Raised if the emulated service responds to a request with an error.

    Attributes:
        code: code of the error, such as "InvalidRequestException".
        message: message of the error.
        extra: further members of the error's JSON object.
    """

    def __init__(self, code: str, message: str, **extra: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.extra = extra


def invalid(message: str) -> Refused:
    """Return the error for a parameter whose value is invalid by itself."""
    return Refused("InvalidParameterValueException", message)


def bad_request(message: str) -> Refused:
    """Return the error for a request that is invalid as a whole."""
    return Refused("InvalidRequestException", message)


def not_found(what: str) -> Refused:
    """Return the error for a resource that does not exist."""
    return Refused("ResourceNotFoundException", f"{what} was not found.")
