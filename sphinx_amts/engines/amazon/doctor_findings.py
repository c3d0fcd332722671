"""Define the results of checks of an AWS account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Literal

from sphinx_amts.engines.amazon.endpoint import CONFIG, is_amazons
from sphinx_amts.engines.amazon.faults import doctor
from sphinx_amts.errors import EngineError, EngineThrottled

_ADDRESS = re.compile(r"https?://[^\s\"']+")

State = Literal["ok", "to fix", "not sure"]


@dataclass(frozen=True, slots=True)
class Check:
    """Result of one check of an AWS account.

    Attributes:
        state: "ok", "to fix" or "not sure".
        what: name of the checked property, for messages.
        finding: result in words.
        remedy: advice to the user; empty for none.
        of_access: whether the IAM policies that the doctor shows are the remedy.
    """

    state: State
    what: str
    finding: str
    remedy: str = ""
    of_access: bool = False


fine = partial(Check, "ok")
to_fix = partial(Check, "to fix")
not_sure = partial(Check, "not sure")


def failed(what: str, exc: EngineError, *, of_access: bool = True) -> Check:
    """Return the result of a check that ended with an error.

    Args:
        what: name of the checked property.
        exc: the error.
        of_access: whether IAM policies are the remedy, unless *exc* is transient.
    """
    if isinstance(exc, EngineThrottled):
        return to_fix(what, error_text(exc), _remedy(error_text(exc)))
    return to_fix(what, error_text(exc), of_access=of_access)


def _remedy(text: str) -> str:
    """Return the remedy for an endpoint that does not respond.

    Args:
        text: the error message, with the address of the endpoint.
    """
    address = _ADDRESS.search(text)
    if address is None or is_amazons(address[0]):
        return "look at the network; try later"
    return (
        "start what answers there, or take the address out of AWS_ENDPOINT_URL…, "
        f"or {CONFIG}"
    )


def error_text(exc: EngineError) -> str:
    """Return the message of an error, without the advice to run the doctor."""
    return str(exc).removesuffix(f"; {doctor()}")
