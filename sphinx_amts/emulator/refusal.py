"""Refuse requests as the service does."""

from __future__ import annotations


class Refused(Exception):  # an answer of the service, no error of ours
    """A request gets an error answer.

    Attributes:
        code: code of the error, as "InvalidRequestException".
        message: message of the error.
        extra: further members of the error.
    """

    def __init__(self, code: str, message: str, **extra: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.extra = extra


def invalid(message: str) -> Refused:
    """Return the refusal of a value that is invalid by its shape."""
    return Refused("InvalidParameterValueException", message)


def bad_request(message: str) -> Refused:
    """Return the refusal of a request that is invalid as a whole."""
    return Refused("InvalidRequestException", message)


def not_found(what: str) -> Refused:
    """Return the refusal of an unknown name."""
    return Refused("ResourceNotFoundException", f"{what} was not found.")
