"""Run `sphinx-amts terminology`: manage terminologies in an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.cli.account_resources import ResourceCommands
from sphinx_amts.engines.amazon.import_rules import TERM_BYTES, ImportFile
from sphinx_amts.engines.amazon.service import Service
from sphinx_amts.engines.amazon.terminology import Terminologies
from sphinx_amts.errors import ConfigError
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.amazon.resources import PushOutcome
    from sphinx_amts.project.book import Book


class _TerminologyCommands(ResourceCommands[Terminologies]):
    what = key = "terminology"
    max_bytes = TERM_BYTES
    default_file = "that of amts_terms"
    none = "there was none"

    def in_account(self, amazon: AmazonOptions) -> Terminologies:
        return Terminologies(amazon, translate=Service("translate", amazon.region))

    def default_name(self, *_: object) -> str:
        return ""  # it is derived from the content, which is not available

    def file_of(self, book: Book, language: str) -> Path:
        settings, _ = book.settings(language)
        if not settings.terms:
            raise ConfigError("the book has no amts_terms; name the file to push")
        return book.confdir / settings.terms

    def push(
        self,
        options: argparse.Namespace,
        amazon: AmazonOptions,
        language: str,
        file: ImportFile,
    ) -> PushOutcome:
        return self.in_account(amazon).push(language, file, options.name or "")

    def describe(self, found: dict[str, Any], languages: str) -> str:
        return f"{languages}; terms: {found.get('TermCount') or 0}"

    def remarks(self, resources: Terminologies, name: str, *_: object) -> Iterator[str]:
        for other in sorted(set(resources.ours()) - {name}):
            yield f"not in use here: {other} ({command_line('gc')} removes it)"


add_arguments = _TerminologyCommands().arguments()
