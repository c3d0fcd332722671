"""Run `sphinx-amts init`: set an existing book up."""

from __future__ import annotations

import contextlib
import difflib
import shlex
import sys
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, flag, repeated
from sphinx_amts.cli.book_arguments import add_place, refuse_unknown_languages
from sphinx_amts.cli.codes import DONE, INCOMPLETE
from sphinx_amts.cli.output import ask, say, warn
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.onboarding.proposing import all_languages, propose
from sphinx_amts.onboarding.survey import survey
from sphinx_amts.text.advice import BookArguments, advise_command, command_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sphinx_amts.onboarding.plan import FileChange, SetupPlan, Survey


def run(options: argparse.Namespace) -> int:
    """Propose a set-up, and write it if that is wanted; return the exit code."""
    refuse_unknown_languages(options.languages)
    srcdir = options.sourcedir.resolve()
    confdir = (options.confdir or options.sourcedir).resolve()
    advise_command(BookArguments(srcdir, confdir))
    book = survey(srcdir, confdir)
    plan = propose(book, options.languages)
    _show(plan)
    if not plan.changes:
        say("", "nothing to change" if not plan.pastes else "nothing is written")
    elif not _agreed(options):
        return INCOMPLETE
    else:
        # Sphinx takes a second to import, and is needed here alone
        from sphinx_amts.onboarding.writing import write_changes

        write_changes(book, plan.changes)
        say("", *(f"wrote {seen_from_here(c.path)}" for c in plan.changes))
    _show_next(book, all_languages(book, options.languages))
    return INCOMPLETE if plan.pastes else DONE


def _agreed(options: argparse.Namespace) -> bool:
    if options.yes:
        return True
    say("")
    if not sys.stdin.isatty():
        warn("sphinx-amts: nothing is written; --yes writes what is shown")
        return False
    with contextlib.suppress(EOFError):  # Ctrl-D is no answer
        if ask("Write this? [y/N] ").strip().lower() in {"y", "yes"}:
            return True
    say("nothing is written")
    return False


def _show(plan: SetupPlan) -> None:
    width = max(len(label) for label, _ in plan.facts)
    for label, text in plan.facts:
        say(f"{label:{width}}  {text}")
    for change in plan.changes:
        new = ", a new file" if change.before is None else ""
        say("", f"{seen_from_here(change.path)}{new}:")
        for reason in change.reasons:
            say(f"  {reason.what}", f"      {reason.why}")
        if change.before is not None:
            say("", *(f"  {line}" for line in _difference(change)))
    for paste in plan.pastes:
        say("", f"{seen_from_here(paste.path)}: {paste.why}:", "")
        say(*(f"  {line}" for line in paste.lines))
    if plan.notes:
        say("", *plan.notes)


def _difference(change: FileChange) -> Iterator[str]:
    name = str(seen_from_here(change.path))
    before, after = (
        data.decode("utf-8", "replace").splitlines()
        for data in (change.before or b"", change.after)
    )
    return difflib.unified_diff(before, after, name, name, lineterm="")


def _show_next(book: Survey, languages: list[str]) -> None:
    language = languages[0] if languages else "LANG"
    here = str(seen_from_here(book.srcdir))
    say("", "next:")
    if book.jupyter:
        say(f"  {shlex.join(['jupyter-book', 'config', 'sphinx', here])}")
        say("      makes the conf.py that all commands below read, after each change")
    build = ["sphinx-build", "-D", f"language={language}", here, f"_build/{language}"]
    if book.conf.parent != book.srcdir:
        build[1:1] = ["-c", str(seen_from_here(book.conf.parent))]
    rehearsal = [*build[:-1], "_build/pseudo"]
    rehearsal[-2:-2] = ["-D", "amts_engine=pseudo"]
    option = () if languages else ("-l", "LANG")
    say(f"  {command_line('status', *option).strip('`')}")
    say("      tells how much is translated")
    say(f"  {shlex.join(rehearsal)}")
    say("      shows what a machine would be asked to translate; nothing is sent")
    say(f"  {shlex.join(build)}")
    say("      builds the book with the translations that are there")


add_arguments = command(
    "Looks at an existing book without running it, and proposes what it needs to be "
    "translated: the extension and settings in conf.py or in _config.yml of Jupyter "
    "Book 1, and the workflow that fits the host of its repository. Shows the "
    "difference and asks before it writes; text is only added. A file that it does not "
    "understand is left alone, and the lines for it are shown. Without a terminal, "
    "nothing is written unless --yes is given. Exit code 1 if something is left for "
    "you to do.",
    add_place,
    repeated(
        "-l, --language",
        "LANG",
        "language to translate into; may be given several times (default: those that "
        "have catalogs)",
        dest="languages",
    ),
    flag("--yes", "write what is proposed, without asking"),
    run=run,
)
