"""Refusing a request as the service does."""

from __future__ import annotations


class Refused(Exception):  # an answer of the service, no error of ours
    """An error answer.

    Attributes:
        code: code of the error, as "InvalidRequestException".
        message: what the caller is told.
        extra: further members of the error.
    """

    def __init__(self, code: str, message: str, **extra: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.extra = extra


def invalid(message: str) -> Refused:
    """Return the refusal of a value that does not fit its shape."""
    return Refused("InvalidParameterValueException", message)


def bad_request(message: str) -> Refused:
    """Return the refusal of a request that makes no sense as a whole."""
    return Refused("InvalidRequestException", message)


def not_found(what: str) -> Refused:
    """Return the refusal of a name that stands for nothing."""
    return Refused("ResourceNotFoundException", f"{what} was not found.")
