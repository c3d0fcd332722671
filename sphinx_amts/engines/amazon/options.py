"""Parse and check the settings of the engine `amazon`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import EngineOptions, ignore_line
from sphinx_amts.errors import ConfigError, EngineNotSetUp
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ROUTES = ("batch", "realtime", "auto")

_NAME = re.compile(r"([A-Za-z0-9-]_?){1,256}")
_BUCKET = re.compile(r"[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]")
_ROLE = re.compile(r"arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+")
_PREFIX = re.compile(r"[A-Za-z0-9!_.*'()/-]*")
_CHOICES = {
    "route": ROUTES,
    "formality": ("FORMAL", "INFORMAL"),
    "profanity": ("MASK",),
    "endpoint": ("aws",),
}
_PATTERNS = {
    "bucket": (_BUCKET, "the name of an S3 bucket"),
    "role_arn": (_ROLE, "an ARN such as arn:aws:iam::123456789012:role/translate"),
    "parallel_data": (_NAME, "letters, digits, hyphens and single underscores"),
    "terminology": (_NAME, "letters, digits, hyphens and single underscores"),
    "prefix": (_PREFIX, "letters, digits and !_.*'()/-"),
}


_PRICES_OF = "2025-11-01"

_LARGEST_DISCOUNT = 10
"""List prices are divided by this for the least price that can be set.

A price near zero would make limits in US dollars ineffective.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Prices in US dollars per million source characters.

    Attributes:
        realtime: price of single calls.
        batch: price of batch jobs without parallel data.
        act: price of batch jobs with parallel data (Active Custom Translation).
        date: day of the price list, such as "2025-01-31"; "" if unknown.
    """

    realtime: float = 15.0
    batch: float = 15.0
    act: float = 60.0
    date: str = _PRICES_OF


@dataclass(frozen=True, slots=True, kw_only=True)
class AmazonOptions:
    """Checked values of `amts_amazon` for one language.

    Attributes:
        region: AWS region; `None` for the region of boto3's own configuration.
        bucket: S3 bucket for documents and results; empty if none is set.
        prefix: folder in the bucket for all objects of this package.
        role_arn: ARN of the role by which Amazon Translate reads and writes the bucket.
        route: "batch", "realtime" or "auto".
        parallel_data: name of the parallel data to use; empty for none.
        terminology: name of the terminology to use; empty for none.
        kms_key: KMS key that encrypts results; empty for the service's own key.
        formality: "FORMAL", "INFORMAL" or empty.
        profanity: "MASK" or empty.
        endpoint: "aws" if the configured endpoint leads to Amazon's service although
            its domain is not Amazon's; else empty.
        book: identifier of the book in names of jobs and folders.
        state_dir: folder for notes about jobs; `None` to write no notes.
        wait: most seconds to wait for jobs, in one run.
        prices: prices for quotes.
        again: whether to request segments again that a paid job did not return.
        notify: called with one line about the progress of jobs.
    """

    region: str | None = None
    bucket: str = ""
    prefix: str = "sphinx-amts"
    role_arn: str = ""
    route: str = "auto"
    parallel_data: str = ""
    terminology: str = ""
    kms_key: str = ""
    formality: str = ""
    profanity: str = ""
    endpoint: str = ""
    book: str = "book"
    state_dir: Path | None = None
    wait: float = 0.0
    prices: Prices = field(default_factory=Prices)
    again: bool = False
    notify: Callable[[str], None] = ignore_line

    @classmethod
    def of(cls, given: EngineOptions) -> AmazonOptions:
        """Parse and check the values of `amts_amazon`.

        All names must be known: an unknown name has been refused before.

        Raises:
            ConfigError: a value is invalid, or does not fit the route.
            EngineNotSetUp: a value that the route needs is missing.
        """
        checked: dict[str, str] = {}
        for name, value in given.amazon.items():
            text = value.strip()
            if name in _CHOICES and text:
                lower = name in ("route", "endpoint")
                choice = text.lower() if lower else text.upper()
                if choice not in _CHOICES[name]:
                    known = ", ".join(_CHOICES[name])
                    raise ConfigError(
                        f'amts_amazon: {name} must be one of {known}, not "{text}"'
                    )
                text = choice
            elif name in _PATTERNS and text:
                pattern, what = _PATTERNS[name]
                if not pattern.fullmatch(text):
                    raise ConfigError(
                        f'amts_amazon: {name} must be {what}, not "{text}"'
                    )
            if text or name == "prefix":
                checked[name] = text.strip("/") if name == "prefix" else text
        if checked.get("route") == "batch":
            _require(checked, "bucket", "role_arn")
        if checked.get("parallel_data") and checked.get("route") == "realtime":
            raise ConfigError(
                "amts_amazon: route is realtime, which does not use parallel_data; "
                "set route to batch or auto, or leave parallel_data out"
            )
        return cls(
            **checked,
            book=book_id(given.book),
            state_dir=given.state_dir,
            wait=given.wait,
            prices=_prices(given.amazon_prices),
            again=given.again,
            notify=given.notify,
        )

    @property
    def can_batch(self) -> bool:
        """Return whether the settings for batch jobs are complete."""
        return bool(self.bucket and self.role_arn)

    def folder(self, *parts: str) -> str:
        """Return the key of a folder of the book in the bucket, with a final slash.

        Args:
            parts: names of the folder and its parents, from the top.
        """
        return (
            "/".join([part for part in (self.prefix, self.book, *parts) if part]) + "/"
        )


def _require(values: Mapping[str, str], *names: str) -> None:
    missing = [name for name in names if not values.get(name)]
    if missing:
        raise EngineNotSetUp(
            f"amts_amazon: batch jobs need {' and '.join(missing)}; "
            f"{command_line('doctor')} says how to make them"
        )


def _prices(values: Mapping[str, str]) -> Prices:
    numbers = {}
    listed = Prices()
    for name, value in values.items():
        if name == "date":
            continue
        try:
            numbers[name] = float(value)
        except ValueError:
            numbers[name] = -1.0
        least = getattr(listed, name) / _LARGEST_DISCOUNT
        if not least <= numbers[name] < float("inf"):
            raise ConfigError(
                f'amts_amazon_prices: {name}: "{value}" is no price of a service that '
                f"costs money; give at least {least:g}, or leave it out"
            )
    # prices that the user sets are not of the day of the default prices
    date = values.get("date", "" if numbers else _PRICES_OF)
    return Prices(**numbers, date=date)


def book_id(name: str) -> str:
    """Return the identifier of the book *name* for names of jobs and folders.

    The identifier is readable, and the same on every machine. It ends with a digest, so
    that names have different identifiers even if they differ only in characters that an
    identifier cannot contain.
    """
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    digest = hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
    return f"{words}-{digest}" if words else digest
