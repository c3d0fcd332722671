"""What a look at an account has shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sphinx_amts.engines.amazon.endpoint import CONFIG, is_amazons
from sphinx_amts.engines.amazon.faults import doctor
from sphinx_amts.errors import EngineError, EngineThrottled

_ADDRESS = re.compile(r"https?://[^\s\"']+")

State = Literal["ok", "to fix", "not sure"]


@dataclass(frozen=True, slots=True)
class Check:
    """What one look has shown.

    Attributes:
        what: what was looked at.
        said: what was found.
        remedy: what to do, if something is.
        of_access: whether the IAM documents are the remedy.
    """

    state: State
    what: str
    said: str
    remedy: str = ""
    of_access: bool = False


def failed(what: str, exc: EngineError, *, of_access: bool = True) -> Check:
    """Return the check of *what* that ended with an error."""
    if isinstance(exc, EngineThrottled):
        return Check("to fix", what, said(exc), _remedy(said(exc)))
    return Check("to fix", what, said(exc), of_access=of_access)


def _remedy(text: str) -> str:
    """Return what to do where nothing answers, by the address that *text* names."""
    address = _ADDRESS.search(text)
    if address is None or is_amazons(address[0]):
        return "look at the network; try later"
    return (
        "start what answers there, or take the address out of AWS_ENDPOINT_URL…, "
        f"or {CONFIG}"
    )


def said(exc: EngineError) -> str:
    """Return the error in words, without the advice to call the doctor."""
    return str(exc).removesuffix(f"; {doctor()}")
