"""What a look at an account has shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sphinx_amts.aws.faults import doctor
from sphinx_amts.errors import EngineError, EngineThrottled

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
        return Check("to fix", what, said(exc), "look at the network; try later")
    return Check("to fix", what, said(exc), of_access=of_access)


def said(exc: EngineError) -> str:
    """Return the error in words, without the advice to call the doctor."""
    return str(exc).removesuffix(f"; {doctor()}")
