"""Translate with any program that reads HTML from stdin and writes it to stdout.

The engine `command` sends whole HTML documents, with one block for each segment, and
expects the same blocks with translated text. The blocks are recognised by their ids.
Apertium works in this way; for other services, a short script is enough.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import Failure, Result
from sphinx_amts.engines.process import ProcessResult, run_program
from sphinx_amts.engines.program_name import program_name, shown_program
from sphinx_amts.engines.terminal import show_errors
from sphinx_amts.errors import (
    ConfigError,
    EngineNotSetUp,
    EngineUnsupportedPair,
    PlaceableError,
)
from sphinx_amts.languages.codes import canonical, language
from sphinx_amts.markup.exchange_document import from_document, to_document
from sphinx_amts.model import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.engines.base import EngineOptions, Item, Request
    from sphinx_amts.model import LanguagePair

_BATCH_ITEMS = 1000
_EXAMPLE = '["apertium", "-u", "-f", "html", "{source}-{target}"]'
_UNKNOWN_PAIR = re.compile(rb"Mode \S+ does not exist")
_ERRORS_HINT = "what it wrote to standard error is shown on a terminal only"


def create(options: EngineOptions) -> CommandEngine:
    """Create the engine `command` from its settings.

    Raises:
        ConfigError: no command is set.
    """
    if not options.command:
        raise ConfigError(
            "the engine `command` needs a program: set amts_command, for example "
            f"amts_command = {_EXAMPLE}"
        )
    return CommandEngine(options)


class CommandEngine:
    """Engine that runs a program once for each batch of segments."""

    name = "command"

    def __init__(self, options: EngineOptions) -> None:
        self._options = options
        self.command = options.command
        self.metered = options.command_metered
        self.keeps_marked = options.command_keeps_marked
        self.label = options.command_name or program_name(self.command)
        self._too_slow = False

    @property
    def identity(self) -> str:
        """Return "command" and the name of the program, without folder and options.

        As options are left out, a new time limit or log file does not make stored
        translations invalid. Only the user decides to translate again (`sphinx-amts
        refresh`).
        """
        return f"command {self.label}"

    def translate(self, request: Request) -> Iterator[Result | Failure]:
        """Run the program for each batch of items, and yield the answers of each run.

        Raises:
            EngineNotSetUp: the program cannot be started.
            EngineUnsupportedPair: the program reports that it lacks the language pair.
        """
        for batch in _batches(request.items, self._options.command_batch_characters):
            if self._too_slow:
                reason = f"{self.label} was not asked again after it was too slow"
                yield from (Failure(item.key, reason) for item in batch)
                continue
            outcome = self._run(batch, request.languages)
            self._too_slow = outcome.too_slow
            yield from self._answers(batch, outcome)

    def _run(self, batch: tuple[Item, ...], languages: LanguagePair) -> ProcessResult:
        source, target = self._code(languages.source), self._code(languages.target)
        command = [
            argument.replace("{source}", source).replace("{target}", target)
            for argument in self.command
        ]
        document = to_document(
            ((item.key, item.html) for item in batch),
            language=language(languages.source).bcp47,
        )
        try:
            # a damaged source may have lone surrogates, which cannot be encoded
            text = document.encode("utf-8", "replace")
            outcome = run_program(command, text, timeout=self._options.command_timeout)
        except FileNotFoundError as exc:
            raise EngineNotSetUp(
                f"the program {shown_program(command[0])} is not found; install it, "
                "or correct amts_command"
            ) from exc
        except (OSError, ValueError) as exc:
            reason = getattr(exc, "strerror", None) or "a character that none may have"
            raise EngineNotSetUp(
                f"the program {shown_program(command[0])} cannot be run ({reason}); "
                "check that it is executable, or correct amts_command"
            ) from exc
        if outcome.code != 0 or not outcome.output.strip():
            show_errors(self.label, outcome.errors)
        if outcome.code != 0 and _UNKNOWN_PAIR.search(outcome.errors):
            raise EngineUnsupportedPair(
                f"{self.label} does not translate from {source} to {target}; install "
                "that language pair, or give the program's own names of the languages "
                "in amts_command_languages"
            )
        return outcome

    def _code(self, code: str) -> str:
        """Return the code that the program uses for the language *code*."""
        for known, name in self._options.command_languages.items():
            if canonical(known) == canonical(code):
                return name
        if self.label.startswith("apertium"):
            return language(code).iso639_3
        return code

    def _answers(
        self, batch: tuple[Item, ...], outcome: ProcessResult
    ) -> Iterator[Result | Failure]:
        fault = self._fault(outcome)
        blocks: dict[str, str] = {}
        doubled: set[str] = set()
        if not fault:
            try:
                blocks = from_document(outcome.output.decode("utf-8"), doubled=doubled)
            except UnicodeDecodeError as exc:
                fault = f"{self.label} wrote no UTF-8 (at byte {exc.start})"
            except PlaceableError as exc:
                fault = f"{self.label} wrote what cannot be read: {exc}"
        whole = b"</html" in outcome.output.lower()
        provenance = Provenance(engine=self.label)
        for item in batch:
            html = blocks.get(item.key, "")
            if fault:
                yield Failure(item.key, fault)
            elif item.key in doubled:
                reason = f"{self.label} gave two translations of this segment"
                yield Failure(item.key, reason, transient=False)
            elif html.strip():
                yield Result(item.key, html, provenance)
            else:
                # a truncated document: a later run may return the rest
                reason = f"{self.label} gave no translation of this segment"
                yield Failure(item.key, reason, transient=not whole)

    def _fault(self, outcome: ProcessResult) -> str:
        """Return why a whole run failed, in one line, or "" if it did not fail."""
        if outcome.too_slow:
            seconds = self._options.command_timeout
            return f"{self.label} gave no answer in {seconds:g} seconds"
        if outcome.too_long:
            return f"{self.label} wrote far more than it was given"
        if outcome.code < 0:
            return f"{self.label} was ended by signal {-outcome.code}"
        if outcome.code > 0:
            hint = f"; {_ERRORS_HINT}" if outcome.errors.strip() else ""
            return f"{self.label} ended with exit code {outcome.code}{hint}"
        if not outcome.output.strip():
            hint = f"; {_ERRORS_HINT}" if outcome.errors.strip() else ""
            return f"{self.label} wrote nothing{hint}"
        return ""


def _batches(items: Iterable[Item], characters: int) -> Iterator[tuple[Item, ...]]:
    batch: list[Item] = []
    size = 0
    for item in items:
        full = size + len(item.html) > characters or len(batch) == _BATCH_ITEMS
        if batch and full:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(item)
        size += len(item.html)
    if batch:
        yield tuple(batch)
