"""Switch on and off simulated faults and alternative readings of the documentation."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

KNOWN = {
    # translations
    "reorder": "inline elements change places in their sentence",
    "unquoted": "attributes come back without quotes, as translate=no",
    "blanks": "blanks appear beside inline elements",
    "no-blanks": "blanks beside inline elements vanish",
    "entities": "entities are written in another way",
    "stray-lt": "a stray < leaks an internal id before a protected element",
    "sentinel": "protected text is translated all the same",
    "tag-lost": "an inline element is dropped, its text kept",
    "tag-doubled": "an inline element comes twice",
    "sentence-dropped": "the second half of a text is missing",
    "blank-text": "a text comes back empty",
    # jobs
    "document-missing": "a document is counted, but not written",
    "document-truncated": "a document breaks off in the middle",
    "not-utf8": "a document holds bytes that are no UTF-8",
    "document-error": "a document fails; the job is COMPLETED_WITH_ERROR",
    "job-failed": "a job is FAILED",
    "job-stuck": "a job never ends",
    "details-missing": "the file with details is not written",
    "list-lag": "a new job is not listed at once",
    "describe-lag": "a new job is not found at once",
    "no-rewrite": "the output folder of a job is not rewritten",
    "role-not-ready": "the role cannot be assumed yet",
    "token-expired": "client tokens are forgotten",
    "input-unreadable": "the documents of a job cannot be read",
    # resources
    "import-failed": "parallel data are FAILED",
    "terminology-stale": "an overwritten terminology has no effect yet",
    # the wire
    "throttle": "TooManyRequestsException",
    "throttle-400": "TooManyRequestsException with the status 400",
    "conflict": "ConcurrentModificationException",
    "error-500": "InternalServerException",
    "error-503": "ServiceUnavailableException",
    "reset": "the connection is reset before the request is carried out",
    "reset-after": "the connection is reset after the request was carried out",
    "half-closed": "the answer breaks off",
    "slow": "the answer takes a second",
    "access-denied": "AccessDeniedException",
    "not-authorized": "NotAuthorizedException, as in a region without batch jobs",
}
"""Name of each switch -> effect of the switch."""

ALWAYS = -1


@dataclass(slots=True)
class Faults:
    """Switches of simulated faults and alternative behaviours.

    Attributes:
        counts: name of a switch -> how many times the fault still occurs; `ALWAYS` (-1)
            for every time.
        chances: name of a switch -> probability that the fault occurs, if below 1.
        random: random generator for the probabilities.
    """

    counts: dict[str, int] = field(default_factory=dict)
    chances: dict[str, float] = field(default_factory=dict)
    random: random.Random = field(default_factory=lambda: random.Random(0))

    def set(self, name: str, value: str = "") -> None:
        """Switch a fault on or off.

        Args:
            name: name of the switch, one of `KNOWN`.
            value: how many times the fault occurs, as "3"; its probability with a
                decimal point, as "0.5"; "0" to switch it off; "" for every time.

        Raises:
            ValueError: there is no such switch, or the value is no number.
        """
        if name not in KNOWN:
            raise ValueError(f"unknown fault {name!r}; known: {', '.join(KNOWN)}")
        self.counts.pop(name, None)
        self.chances.pop(name, None)
        if "." in value:
            self.chances[name] = float(value)
            self.counts[name] = ALWAYS
        elif value != "0":
            self.counts[name] = int(value) if value else ALWAYS

    def clear(self, seed: int = 0) -> None:
        """Switch all faults off, and seed the random generator with *seed*."""
        self.counts.clear()
        self.chances.clear()
        self.random.seed(seed)

    def take(self, name: str) -> bool:
        """Return whether the fault *name* occurs now, and decrease its count if so."""
        left = self.counts.get(name, 0)
        if not left or self.random.random() >= self.chances.get(name, 1.0):
            return False
        if left > 0:
            self.counts[name] = left - 1
        return True
