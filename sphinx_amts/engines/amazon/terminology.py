"""Push, pull and delete terminologies in an AWS account, named by their content.

A terminology that is overwritten takes up to ten minutes to have an effect; a new
terminology has an effect at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.engines.amazon.faults import NotFound
from sphinx_amts.engines.amazon.parallel_data import fetch
from sphinx_amts.engines.amazon.resources import (
    PushOutcome,
    content_of,
    description,
    is_ours,
    proposed_name,
    refuse_foreign,
)
from sphinx_amts.errors import ConfigError, EngineLimitError
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.engines.amazon.import_rules import ImportFile
    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.amazon.service import Service

MAX_BYTES = 10_485_760
MAX_TARGETS = 10

_WHAT = "terminology"


class Terminologies:
    """Push, pull and delete the terminologies of one book in an AWS account."""

    def __init__(self, options: AmazonOptions, *, translate: Service) -> None:
        self._options = options
        self._translate = translate

    def get(self, name: str) -> dict[str, Any] | None:
        """Return the properties of the terminology *name*, or `None` if missing."""
        try:
            answer = self._translate.call("get_terminology", Name=name)
        except NotFound:
            return None
        properties: dict[str, Any] = answer["TerminologyProperties"]
        return properties

    def push(self, language: str, file: ImportFile, name: str = "") -> PushOutcome:
        """Import *file*, unless a terminology with this content exists.

        Args:
            language: code of the target language, for the default name.
            file: the checked file of terms.
            name: name of the terminology; "" for a name with the digest of the content.

        Raises:
            ConfigError: the file is too large, or another tool made the terminology.
            EngineError: the service refuses the terminology.
        """
        self._check(file)
        name = name or proposed_name(self._options.book, language, file.digest[:8])
        existing = self.get(name)
        if existing is not None:
            refuse_foreign(_WHAT, name, existing)
            if content_of(existing) == file.digest:
                return PushOutcome(name=name, done="unchanged", lines=_counts(existing))
        parameters: dict[str, Any] = {
            "Name": name,
            "MergeStrategy": "OVERWRITE",
            "Description": description(self._options.book, file.digest),
            "TerminologyData": {"File": file.data, "Format": file.format},
        }
        if self._options.kms_key and existing is None:
            key = {"Type": "KMS", "Id": self._options.kms_key}
            parameters["EncryptionKey"] = key
        try:
            answer = self._translate.call("import_terminology", **parameters)
        except EngineLimitError as exc:
            ours = ", ".join(sorted(self.ours())) or "none"
            raise EngineLimitError(
                f"{exc}; those of this book are: {ours}; {command_line('gc')} removes "
                "what is no longer used"
            ) from exc
        done = "created" if existing is None else "updated"
        lines = _counts(answer["TerminologyProperties"])
        if existing is not None:
            lines += ("it may take ten minutes to have an effect",)
        return PushOutcome(name=name, done=done, lines=lines)

    def pull(self, name: str) -> bytes:
        """Download the file of the terminology *name*, and return its content.

        Raises:
            NotFound: there is no such terminology.
            EngineError: the file cannot be downloaded.
        """
        answer = self._translate.call("get_terminology", Name=name)
        location = answer.get("TerminologyDataLocation")
        return fetch(location, f'{_WHAT} "{name}" has no file')

    def delete(self, name: str) -> bool:
        """Delete the terminology *name*, and return whether it existed.

        Raises:
            ConfigError: another tool made the terminology.
        """
        existing = self.get(name)
        if existing is None:
            return False
        refuse_foreign(_WHAT, name, existing)
        self._translate.call("delete_terminology", Name=name)
        return True

    def ours(self) -> Iterator[str]:
        """Yield the names of the terminologies that this package made for the book."""
        for page in self._translate.pages("list_terminologies", MaxResults=500):
            for properties in page.get("TerminologyPropertiesList", ()):
                if is_ours(properties, self._options.book):
                    yield properties["Name"]

    def _check(self, file: ImportFile) -> None:
        if len(file.data) > MAX_BYTES:
            raise ConfigError(
                f"{file.path}: {len(file.data)} bytes; a terminology has at most "
                f"{MAX_BYTES}"
            )
        if len(file.targets) > MAX_TARGETS:
            raise ConfigError(
                f"{file.path}: {len(file.targets)} target languages; a terminology "
                f"has at most {MAX_TARGETS}; split the file"
            )


def _counts(found: dict[str, Any]) -> tuple[str, ...]:
    terms = found.get("TermCount") or 0
    return (f"terms: {terms}, skipped {found.get('SkippedTermCount') or 0}",)
