"""Run `sphinx-amts evaluate --releases`: measure the post-editing effort saved."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sphinx_amts.cli.book_arguments import book_of, languages_of, one_of
from sphinx_amts.cli.listing import columns, writing
from sphinx_amts.cli.output import say, show_progress, warn
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.files.revisions import Repository
from sphinx_amts.model import LanguagePair
from sphinx_amts.settings.definitions import PREFIX, Settings
from sphinx_amts.text.money import dollars
from sphinx_amts.translation.budget import SharedBudget
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sphinx_amts.evaluation.releases import Release, Replayed
    from sphinx_amts.evaluation.systems import Configuration, System
    from sphinx_amts.project.book import Book
    from sphinx_amts.scores.post_editing_results import DraftDistance, Editing
    from sphinx_amts.scores.significance import Interval

_ANSWERS = "answers"
_OF_SCORES = (
    *("documents", "both_directions", "preset", "pairs", "near_duplicates"),
    *("blind", "ratings", "origins"),
)


def run_editing(options: argparse.Namespace, configuration: Configuration) -> int:
    """Replay the releases and write the effort saved; return the exit code."""
    for name in _OF_SCORES:
        if getattr(options, name):
            shown = {"origins": "from"}.get(name, name.replace("_", "-"))
            raise ConfigError(f"--{shown} does not go with --releases; leave one out")
    book = book_of(options)
    pair = LanguagePair(
        source=options.source_language or book.source_language(),
        target=one_of(languages_of(options, book), "give one language with -l"),
    )
    systems = configuration.chosen(options.systems or [NO_ENGINE])
    base, project = book.settings(pair.target)
    made = {one.name: _overrides(one, base, configuration) for one in systems}
    # imports that only evaluations need
    from sphinx_amts.evaluation.releases import Replay
    from sphinx_amts.scores.post_editing_results import FILE, editing_of, write_editing

    # before anything is paid for, so that no figure is lost for want of a folder
    with writing(options.output):
        options.output.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="sphinx-amts-") as folder:
        releases = _releases(
            options, book, Path(folder).resolve() / "releases", pair.target
        )
        replay = Replay(
            language=pair.target,
            systems=made,
            folder=Path(folder, "replay"),
            answers=options.output / _ANSWERS,
            budget=SharedBudget(),
            dry_run=options.dry_run,
            notify=show_progress,
        )
        replayed = replay.run(releases)
        if options.dry_run:
            return _show_plan(replayed)
        editing = editing_of(
            replayed.suggestions,
            replay.scores(releases[-1]),
            project=project,
            languages=pair,
            releases=replayed.messages,
            engines={system.name: system.engine for system in systems},
        )
        editing = replace(
            editing,
            machine=replayed.machine,
            faults=[*replayed.faults, *_undrafted(replayed)],
        )
    with writing(options.output):
        write_editing(options.output, editing)
    show_editing(editing)
    say(f"wrote {seen_from_here(options.output / FILE)}")
    for fault in editing.faults:
        warn(f"sphinx-amts: {fault}")
    return 1 if editing.faults else 0


def _overrides(
    system: System, base: Settings, configuration: Configuration
) -> dict[str, object]:
    """Return the settings in which *system* differs from the book's settings *base*.

    Raises:
        ConfigError: *system* uses text of the book, which may come from later releases.
    """
    if system.engine != NO_ENGINE and (system.parallel_data or system.terminology):
        raise ConfigError(
            f"{system.name}: its parallel data or terms may hold text of later "
            "releases; with --releases, name a system without them"
        )
    made = system.configured(replace(base, **configuration.settings))
    changed = {
        PREFIX + option.name: getattr(made, option.name)
        for option in fields(Settings)
        if getattr(made, option.name) != getattr(base, option.name)
    }
    return {**changed, f"{PREFIX}engine": system.engine}


def _releases(
    options: argparse.Namespace, book: Book, folder: Path, language: str
) -> list[Release]:
    """Return the releases that the arguments name; unpack revisions below *folder*.

    A folder is read with its own `conf.py`, a revision with that of *book*.

    Raises:
        ConfigError: fewer than two releases are named, one does not exist or is named
            twice, or they are not in order.
    """
    from sphinx_amts.evaluation.releases import Release

    if len(options.releases) < 2:
        raise ConfigError(
            "--releases: name at least two, oldest first; what is offered for one "
            "comes from those before it"
        )
    if twice := [n for n, count in Counter(options.releases).items() if count > 1]:
        raise ConfigError(f"--releases: {twice[0]} is named twice; name each once")
    found: list[Release] = []
    newest = None
    for number, name in enumerate(options.releases):
        top = confdir = Path(name).resolve()
        read = replace(book, srcdir=top, confdir=top)
        if not top.is_dir():
            repository = Repository.of(book.srcdir)
            top = folder / str(number)
            read = book.relocated(repository.root, top, language)
            revision = repository.revision(name)
            if newest is not None and repository.is_older(revision, newest):
                raise ConfigError(
                    f"--releases: {name} is no later than {newest.name}; name them "
                    "oldest first"
                )
            newest = revision
            repository.unpack(revision, top)
            confdir = top / book.confdir.relative_to(repository.root)
        if not (confdir / "conf.py").is_file():
            raise ConfigError(
                f"{name}: no conf.py in it; name folders of a book, or revisions in "
                "which the book is where it is now"
            )
        found.append(Release(name=name, book=read, root=top))
    return found


def _undrafted(replayed: Replayed) -> Iterator[str]:
    """Yield a line for each system and release with segments that got no draft."""
    for (system, release), (segments, price) in replayed.missing.items():
        cost = f", at most {dollars(price)}: give it with --spend" if price else ""
        yield f"{release}: {system}: {segments} segments have no draft{cost}"


def _show_plan(replayed: Replayed) -> int:
    for (system, release), (segments, price) in replayed.missing.items():
        cost = f", at most {dollars(price)}" if price else ""
        say(f"{release}: {system}: would send {segments} segments{cost}")
    total = sum(price for _, price in replayed.missing.values())
    say(f"all together at most {dollars(total)}; give it with --spend")
    for fault in replayed.faults:
        warn(f"sphinx-amts: {fault}")
    return 1 if replayed.faults else 0


def show_editing(editing: Editing) -> None:
    """Print the post-editing effort of each system, compared with no suggestions."""
    from sphinx_amts.scores.post_editing import BASE, SCRATCH

    _, first, *later = [release.name for release in editing.releases]
    until = f" to {later[-1]}" if later else ""
    say(
        f"{editing.source} to {editing.target}: {editing.messages:,} messages that "
        f"people translated in {first}{until}"
    )
    rows = [
        ("", "characters", "saved", "95 %", "of edited", "of new", "control"),
        (SCRATCH, f"{editing.scratch:,}", *[""] * 5),
        (BASE, f"{editing.base:,}", *[""] * 5),
    ]
    rows += [
        (
            one.name,
            f"{one.characters:,}",
            _percent(one.saved),
            _between(one.interval),
            _percent(one.saved_earlier),
            _percent(one.saved_new),
            _percent(one.control),
        )
        for one in editing.systems
    ]
    say(*(f"  {line}" for line in columns(rows)))
    say(
        f"  saved: of the characters to insert and delete after {BASE}, of which "
        f"{editing.base_new:,} are of messages that it has no text for (new)"
    )
    _show_distance("HTER", editing.hter, "drafts that people edited")
    _show_distance(
        "distance", editing.distance, "texts written without the draft, an upper bound"
    )
    if editing.machine:
        say(f"left out: {editing.machine} entries that a machine wrote")
    if editing.label:
        say(editing.label)


def _show_distance(name: str, found: DraftDistance, what: str) -> None:
    if found.score is None:
        say(f"  {name}: no {what}")
    else:
        between = f" {_between(found.interval)}" if found.interval else ""
        say(f"  {name}: {found.score:.1f}{between}, {found.messages} {what}")


def _percent(value: float | None) -> str:
    # adding 0 makes -0.0 a plain zero
    return "–" if value is None else f"{round(value, 1) + 0.0:.1f} %"


def _between(found: Interval | None) -> str:
    if found is None:
        return ""
    return f"[{round(found.low, 1) + 0.0:.1f}, {round(found.high, 1) + 0.0:.1f}]"
