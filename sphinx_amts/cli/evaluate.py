"""Run `sphinx-amts evaluate`: score systems against human translations."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import choice, command, flag, value, values
from sphinx_amts.cli.book_arguments import (
    add_book,
    add_spending,
    book_of,
    one_of,
    overrides_of,
)
from sphinx_amts.cli.evaluate_releases import run_editing
from sphinx_amts.cli.folders import (
    folder_of,
    has_conf,
    human_text,
    languages_of_folder,
    lexicons_of_folder,
)
from sphinx_amts.cli.listing import writing
from sphinx_amts.cli.output import say, show_progress, warn
from sphinx_amts.cli.scores import show_ratings, show_scores
from sphinx_amts.errors import ConfigError, EvaluationError
from sphinx_amts.evaluation.published import PRESETS, SUPPLIED
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.model import LanguagePair
from sphinx_amts.settings.definitions import PREFIX, Settings, parse
from sphinx_amts.text.money import dollars
from sphinx_amts.translation.budget import current_grant, permission

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from sphinx_amts.evaluation.evaluate import Evaluation
    from sphinx_amts.evaluation.results import EvaluationResults
    from sphinx_amts.evaluation.systems import Configuration
    from sphinx_amts.evaluation.translated_book import TranslatedBook


def run(options: argparse.Namespace) -> int:
    """Translate the test set with all systems and score them; return the exit code."""
    if options.releases:
        return run_editing(options, _configuration(options))
    if options.ratings:
        return _read_ratings(options)
    # an evaluation needs packages that no other command does
    from sphinx_amts.evaluation.evaluate import Evaluation
    from sphinx_amts.evaluation.systems import Plan

    configuration = _configuration(options)
    preset = PRESETS.get(options.preset)
    source, languages = languages_of_folder(options)
    pair = LanguagePair(
        source=source, target=one_of(languages, "give one language with -l")
    )
    base, project, conf_limit = _settings(options, configuration, pair.target)
    names = options.systems or (preset.systems if preset else [base.engine])
    _refuse_missing_pairs(options, names)
    systems = configuration.chosen(names)
    corpus, faults = _corpus(options, pair, project)
    documents = [d for text in options.documents for d in text.split(",") if d]
    plan = Plan(
        systems=systems,
        documents=documents or _preset_documents(options.preset, corpus),
        both_directions=options.both_directions
        or (preset is not None and preset.both_directions),
        configuration=configuration,
        base=base,
        output=options.output,
        permission=permission(
            current_grant(), limits=[conf_limit, _given_limit(options)]
        ),
        notify=show_progress,
    )
    with writing(options.output):
        with _sigterm_as_interrupt():
            evaluation = Evaluation(corpus, plan)
            evaluation.faults[:0] = faults
            if options.dry_run:
                return _show_plan(evaluation)
            results = evaluation.run()
        if preset:
            results = replace(
                results,
                preset=options.preset,
                title=preset.title,
                published=preset.figures,
            )
        _write(options, results, evaluation)
    show_scores(results)
    say(f"wrote {seen_from_here(options.output / 'index.html')}")
    if options.blind:
        _write_blind(options, evaluation)
    for fault in results.faults:
        warn(f"sphinx-amts: {fault}")
    return 1 if results.faults else 0


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count


def _configuration(options: argparse.Namespace) -> Configuration:
    """Return the configuration in the file of `--config`, changed by other options."""
    from sphinx_amts.evaluation.systems import Configuration, System, read_configuration

    made = read_configuration(options.config) if options.config else Configuration()
    if options.near_duplicates:
        made = replace(made, near_duplicates=options.near_duplicates)
    if options.preset and PRESETS[options.preset].memorisation:
        made = replace(made, memorisation=True)
    if options.pairs:
        supplied = System(
            name=SUPPLIED,
            engine="amazon",
            route="batch",
            parallel_data=tuple(str(path) for path in options.pairs),
        )
        made = replace(made, systems={**made.systems, SUPPLIED: supplied})
    return made


def _refuse_missing_pairs(options: argparse.Namespace, names: Sequence[str]) -> None:
    if options.preset and PRESETS[options.preset].needs_pairs and not options.pairs:
        raise ConfigError(
            f"--preset {options.preset}: name files of pairs of the same subject with "
            "--pairs"
        )
    if options.pairs and SUPPLIED not in names:
        raise ConfigError(f"--pairs: they are for {SUPPLIED}; name it with --systems")


def _settings(
    options: argparse.Namespace, configuration: Configuration, language: str
) -> tuple[Settings, str, float | None]:
    """Return settings and name of the book, and its spending limit, if any."""
    if has_conf(options):
        book, limit = book_of(options), f"{PREFIX}spend_limit"
        others = {k: v for k, v in book.overrides.items() if k != limit}
        settings, project = replace(book, overrides=others).settings(language)
    else:
        values: dict[str, object] = {}
        for name, value in overrides_of(options).items():
            _add_setting(values, name.removeprefix(PREFIX), value)
        values.pop("spend_limit", None)
        settings = Settings.from_values(values, language=language)
        project = options.sourcedir.resolve().name
    settings = replace(settings, **configuration.settings)
    return settings, project or "book", settings.spend_limit


def _add_setting(values: dict[str, object], name: str, value: str) -> None:
    """Add a setting given by -D to *values*; `amazon.bucket` is a part of `amazon`."""
    name, dot, key = name.partition(".")
    if name not in [option.name for option in fields(Settings)]:
        raise ConfigError(f"-D {PREFIX}{name}: there is no such setting")
    if not dot:
        values[name] = value
        return
    table = values.setdefault(name, {})
    if isinstance(table, dict):
        table[key] = value


def _given_limit(options: argparse.Namespace) -> float | None:
    text = overrides_of(options).get(f"{PREFIX}spend_limit")
    limit: float | None = None if text is None else parse("spend_limit", text)
    return limit


def _corpus(
    options: argparse.Namespace, languages: LanguagePair, project: str
) -> tuple[TranslatedBook, list[str]]:
    """Return the book with its human text, and a line for each unreadable file."""
    from sphinx_amts.evaluation.translated_book import TranslatedBook
    from sphinx_amts.parallel_data.catalog_folder import (
        has_catalogs_only,
        read_catalog_folder,
    )
    from sphinx_amts.parallel_data.human_text import find_human_text

    lexicons = lexicons_of_folder(options, languages)
    folder = folder_of(options, languages, lexicons)
    if not options.origins and has_catalogs_only(folder.srcdir):
        found = read_catalog_folder(folder.srcdir, languages)
    else:
        found = find_human_text(folder, languages, options.origins)
    corpus = TranslatedBook(
        project=project,
        languages=languages,
        source=found.source,
        pairs=found.pairs,
        unpaired=found.unpaired,
        resources=found.resources,
    )
    return corpus, list(found.faults)


def _preset_documents(preset: str | None, corpus: TranslatedBook) -> list[str]:
    """Return the test documents of *preset*; none if *corpus* is another book."""
    wanted = PRESETS[preset].documents if preset else ()
    known = {name.rpartition("/")[2] for name in corpus.documents}
    return list(wanted) if known & set(wanted) else []


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """Turn SIGTERM into `KeyboardInterrupt`, so that the account is cleaned up."""

    def end(number: int, frame: object) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _show_plan(evaluation: Evaluation) -> int:
    total = evaluation.price()
    for run in evaluation.runs:
        pairs = f", {run.parallel_data.pairs} pairs" if run.parallel_data else ""
        price = f", at most {dollars(run.price)}" if run.price else ""
        say(f"{run}{pairs}: would send {run.missing} segments{price}")
    say(f"all together at most {dollars(total)}; give it with --spend")
    faults = [*evaluation.faults, *(f for run in evaluation.runs for f in run.faults)]
    for fault in faults:
        warn(f"sphinx-amts: {fault}")
    return 1 if faults else 0


def _write(
    options: argparse.Namespace, results: EvaluationResults, evaluation: Evaluation
) -> None:
    from sphinx_amts.evaluation.page import write_page
    from sphinx_amts.evaluation.results import write_results
    from sphinx_amts.files.json_text import as_json

    data = as_json(results)
    evaluation.write_lines()
    write_results(options.output, data)
    write_page(options.output, data)


def _write_blind(options: argparse.Namespace, evaluation: Evaluation) -> None:
    from sphinx_amts.evaluation.blind import FOLDER, PAGE, write_sheet

    scored = evaluation.scored[0]
    direction = scored.direction
    names = [system.name for system in direction.systems]
    if len(names) < 2:
        raise EvaluationError("--blind compares two systems; name them with --systems")
    folder = options.output / FOLDER
    count = write_sheet(
        folder,
        scored.items(names[0], names[1]),
        systems=(names[0], names[1]),
        languages=(direction.source, direction.target),
        count=options.blind,
    )
    say(f"wrote {seen_from_here(folder / PAGE)}: {count} messages to judge")


def _read_ratings(options: argparse.Namespace) -> int:
    from sphinx_amts.evaluation.blind import FOLDER, read_ratings
    from sphinx_amts.evaluation.page import write_page
    from sphinx_amts.evaluation.results import load_results, write_results
    from sphinx_amts.files.json_text import as_json

    ratings = read_ratings(options.output / FOLDER, options.ratings)
    data = load_results(options.output)
    data["ratings"] = as_json(ratings)
    with writing(options.output):
        write_results(options.output, data)
        write_page(options.output, data)
    show_ratings(ratings)
    say(f"wrote {seen_from_here(options.output / 'index.html')}")
    return 0


add_arguments = command(
    "Have systems translate documents that are held out, and score them against the "
    "human translation. Systems are baseline (Amazon Translate, single calls), "
    "act-paragraph and act-sentence (jobs with parallel data of the other documents), "
    "memory (what people wrote elsewhere, no network), the name of any engine, and "
    "those of --config.",
    add_book,
    add_spending,
    human_text("where the human text is, as for parallel-data build"),
    value(
        "--systems",
        "NAME,NAME",
        "what to compare (default: that of the preset, else the book's engine)",
        type=_names,
    ),
    values(
        "--documents",
        "DOC",
        "documents to hold out and score (default: that of the preset, else all)",
    ),
    flag("--both-directions", "also translate the translation back"),
    value("--config", "FILE.toml", "more systems, and settings", type=Path),
    choice(
        "--preset",
        sorted(PRESETS),
        "make a published table again: "
        + "; ".join(f"{name}: {preset.title}" for name, preset in PRESETS.items()),
    ),
    values(
        "--pairs",
        "FILE",
        f"files of pairs that the system {SUPPLIED} is given",
        type=Path,
    ),
    choice(
        "--near-duplicates",
        ("0.5", "off"),
        "what is taken out of parallel data: text near to what is held out, or "
        "nothing; a run that could have seen what it is scored on is refused (default: "
        "0.5)",
    ),
    value(
        "--blind",
        "N",
        "write a sheet of N messages for people to judge the first two systems",
        type=_count,
    ),
    values(
        "--ratings",
        "SHEET",
        "read sheets that were filled in, translate nothing",
        type=Path,
    ),
    values(
        "--releases",
        "REV_OR_DIR",
        "measure how much editing of translators is saved instead: releases of the "
        "book, oldest first, as revisions of git or folders (default system: memory)",
    ),
    value(
        "-o, --output",
        "DIR",
        "folder for results.json, index.html, hypotheses and references, or for "
        "editing.json; answers are kept in it, so that nothing is paid for twice",
        type=Path,
        required=True,
    ),
    run=run,
    jobs="auto",
)
