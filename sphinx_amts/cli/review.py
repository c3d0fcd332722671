"""Run `sphinx-amts review` and `accept`: write files for review, and import them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import (
    choice,
    command,
    exclusive,
    flag,
    together,
    value,
    values,
)
from sphinx_amts.cli.book_arguments import add_book, book_of, languages_of, one_of
from sphinx_amts.cli.codes import FAILED
from sphinx_amts.cli.credits import credit_to
from sphinx_amts.cli.listing import counted, shortened
from sphinx_amts.cli.losses import warn_losses
from sphinx_amts.cli.output import fail, say, warn
from sphinx_amts.errors import AmtsError, CatalogError, ConfigError
from sphinx_amts.extension.session.human_sources import load_memory, read_human_text
from sphinx_amts.extension.session.options import DamagePolicy, RunOptions
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.project.read_book import read_book
from sphinx_amts.review.acceptance import AcceptedText, accept_texts
from sphinx_amts.review.memory_file import memory_pairs
from sphinx_amts.review.missing import missing_human_texts
from sphinx_amts.review.returned import (
    ReturnedTranslation,
    ReviewVerdict,
    entries_left_out,
    read_returned,
)
from sphinx_amts.review.selection import review_items
from sphinx_amts.review.writing import Tool, review_files, write_files
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from sphinx_amts.catalogs.credit import Credit
    from sphinx_amts.editions.model import Pair
    from sphinx_amts.project.book import Book
    from sphinx_amts.project.reading import Reading
    from sphinx_amts.review.acceptance import AcceptResult
    from sphinx_amts.review.items import ReviewItem

_WIDTH = 70

_add_by = together(
    value(
        "--by",
        "NAME",
        'who is to be credited, as "Name <address>" (default: the user of git)',
    ),
    flag("--dry-run", "write nothing, say what would be taken"),
)


def run_review(options: argparse.Namespace) -> int:
    """Write files for review, or import returned ones; return the exit code."""
    book = book_of(options)
    languages = languages_of(options, book)
    if options.files is not None:
        why = "files are in one language; give it with -l LANG"
        return _import_files(options, book, one_of(languages, why))
    if options.output is not None:
        one_of(languages, "--output is for one language; give it with -l LANG")
    failed = False
    for language in languages:
        try:
            failed = not _write(options, book, language) or failed
        except CatalogError as exc:
            fail(f"sphinx-amts: {language}: {exc}")
            failed = True
    return 1 if failed else 0


def _write(options: argparse.Namespace, book: Book, language: str) -> bool:
    """Write the files of one language; return whether they have all messages."""
    reading = _read(book, language)
    reading.committed_folder()
    items = review_items(reading)
    counts = Counter(item.state.value for item in items)
    _, project = book.settings(language)
    say(f"{language}: {counted(len(items), 'message')} for review")
    for state, count in counts.most_common():
        say(f"  {count} {state}")
    tool = Tool(options.tool)
    pairs, left_out = _memory(reading) if tool is Tool.WEBLATE else ([], [])
    files = review_files(
        tool,
        options.output or Path(f"review-{language}{tool.ending}"),
        items,
        pairs,
        languages=reading.session.languages,
        project=project,
    )
    for path in write_files(files, items):
        say(f"  wrote {seen_from_here(path)}")
    warn(*(f"sphinx-amts: {line}" for line in left_out))
    return _is_whole(reading, language) and not left_out


def _import_files(options: argparse.Namespace, book: Book, language: str) -> int:
    reading = _read(book, language)
    items = {item.msgid: item for item in review_items(reading)}
    drafts = {msgid: item.proposal for msgid, item in items.items()}
    returned: list[ReturnedTranslation] = []
    read: list[Path] = []
    failed = False
    for path in options.files:
        try:
            returned += read_returned(path, drafts)
        except AmtsError as exc:
            fail(f"sphinx-amts: {exc}")
            failed = True
        else:
            read.append(path)
    if not read:
        return FAILED
    wanted = {ReviewVerdict.WRITTEN, ReviewVerdict.APPROVED}
    if options.approved:
        wanted.add(ReviewVerdict.UNTOUCHED)
    accepted = accept_texts(
        reading,
        [
            AcceptedText(msgid=one.msgid, text=one.text, where=one.where)
            for one in returned
            if one.verdict in wanted
        ],
        items,
        _credit(options, book),
        dry_run=options.dry_run,
    )
    _show(accepted, language, dry_run=options.dry_run)
    if not options.dry_run:
        warn_losses(book, language, {text.msgid for text in accepted.added})
    left = Counter(one.verdict for one in returned if one.verdict not in wanted)
    if count := left[ReviewVerdict.UNTOUCHED]:
        say(
            f"  {count} came back as the draft was, and stay drafts; give --approved "
            "if they have been read and are right"
        )
    if count := left[ReviewVerdict.DOUBTED]:
        say(f"  {count} left alone, marked as fuzzy")
    # of a machine catalog, which may just have been written, as it is now
    if left_out := [line for path in read for line in entries_left_out(path)]:
        say("  not taken over:", *(f"    {line}" for line in left_out))
    gone = missing_human_texts(read, items.values())
    if gone:
        many = counted(len(gone), "text")
        warn(
            f"sphinx-amts: {language}: {many} of people not in what came back; "
            "each stays where it was:"
        )
        warn(*(f"  {line}" for line in gone))
    whole = _is_whole(reading, language)
    refused = accepted.refused or accepted.conflicting or accepted.unfitting
    return 1 if failed or refused or gone or not whole else 0


def run_accept(options: argparse.Namespace) -> int:
    """Write approved drafts to the human catalogs; return the exit code."""
    if not (options.documents or options.messages or options.all):
        raise ConfigError(
            "say which drafts: --documents DOC…, --messages TEXT…, or --all"
        )
    book = book_of(options)
    failed = False
    for language in languages_of(options, book):
        reading = _read(book, language)
        items = {item.msgid: item for item in review_items(reading)}
        chosen = list(_chosen(options, items, set(reading.app.env.found_docs)))
        texts = [
            AcceptedText(msgid=item.msgid, text=item.proposal)
            for item in chosen
            if item.draft
        ]
        credit = _credit(options, book)
        accepted = accept_texts(reading, texts, items, credit, dry_run=options.dry_run)
        _show(accepted, language, dry_run=options.dry_run)
        if not options.dry_run:
            warn_losses(book, language, {text.msgid for text in accepted.added})
        if missing := [item for item in chosen if not item.draft]:
            say(f"  {counted(len(missing), 'message')} without a draft")
        whole = _is_whole(reading, language)
        failed = failed or bool(accepted.refused or accepted.unfitting) or not whole
    return 1 if failed else 0


def _chosen(
    options: argparse.Namespace, items: Mapping[str, ReviewItem], known: set[str]
) -> Iterator[ReviewItem]:
    """Yield the messages that the arguments select.

    Raises:
        ConfigError: the book lacks a document, or a message is not open for review.
    """
    names = {name.removesuffix(Path(name).suffix): name for name in options.documents}
    documents = {name if name in known else names[name] for name in names}
    if unknown := sorted(documents - known):
        hint = nearest(unknown[0], known)
        raise ConfigError(f"{unknown[0]}: the book has no such document{hint}")
    places = {str(place): msgid for msgid, i in items.items() for place in i.places}
    messages = {places.get(text, text) for text in options.messages}
    if unknown := sorted(messages - items.keys()):
        raise ConfigError(
            f"{shortened(unknown[0], _WIDTH)!r}: no message of this text or place is "
            "open for review"
        )
    for item in items.values():
        of = {place.document for place in item.places}
        # an outdated translation counts for the new wording only if it is named
        is_draft = item.draft is not None and item.proposal != item.earlier
        wanted = options.all or not documents.isdisjoint(of)
        if item.msgid in messages or (wanted and is_draft):
            yield item


def _read(book: Book, language: str) -> Reading:
    return read_book(book, language, RunOptions(dry_run=True, damage=DamagePolicy.SKIP))


def _memory(reading: Reading) -> tuple[list[Pair], list[str]]:
    session = reading.session
    memory = load_memory(session)
    text = read_human_text(reading.app.env, session.catalogs, memory)
    texts = [(record.source, record.target) for record in text.records()]
    return memory_pairs(texts, session.catalogs)


def _show(accepted: AcceptResult, language: str, *, dry_run: bool) -> None:
    would = "would add" if dry_run else "added"
    say(f"{language}: {would} {len(accepted.added)} to the catalogs of people")
    if accepted.already_present:
        say(f"  {accepted.already_present} stood there already")
    if accepted.no_longer_in_book:
        number = len(accepted.no_longer_in_book)
        say(f"  {number} of text that has left the book, kept in memory")
    for path in accepted.written:
        say(f"  wrote {seen_from_here(path)}")
    for text in accepted.conflicting:
        warn(
            f"sphinx-amts: {text.where}: another text for "
            f"{shortened(text.msgid, _WIDTH)!r} than above, which was taken; "
            f"left out: {shortened(text.text, _WIDTH)!r}"
        )
    for text, _ in accepted.unfitting:
        place = f"{text.where}: " if text.where else ""
        kept = "would be kept" if dry_run else "kept"
        warn(
            f"sphinx-amts: {place}cannot be written in the markup of a page with "
            f"{shortened(text.msgid, _WIDTH)!r}; {kept} in the human memory: "
            f"{shortened(text.text, _WIDTH)!r}"
        )
    for text in accepted.refused:
        place = f"{text.where}: " if text.where else ""
        warn(
            f"sphinx-amts: {place}a person has translated "
            f"{shortened(text.msgid, _WIDTH)!r} otherwise, which stays; change it in "
            "the catalog",
        )


def _is_whole(reading: Reading, language: str) -> bool:
    """Print errors and notices; return whether all documents were read."""
    errors = reading.errors()
    for line in [*errors, *reading.session.outcome.notices]:
        warn(f"sphinx-amts: {language}: {line}")
    return not errors


def _credit(options: argparse.Namespace, book: Book) -> Credit:
    who = "accepted with sphinx-amts"
    return credit_to(options.by, book.srcdir, otherwise=who)


add_review = command(
    "Write every message that no person has translated as it is now, with the draft "
    "for it, what changed and what stands around it; or take edited files back into "
    "the catalogs of people. Nothing is sent.",
    add_book,
    exclusive(
        choice(
            "--for",
            list(Tool),
            "weblate: a folder of PO files to upload as suggestions, and a TMX file "
            "for its memory; poedit: one PO file; csv: a table",
            dest="tool",
        ),
        values(
            "--take",
            "FILE",
            "edited files: those that this command wrote, other PO files with "
            "translations of the book, or machine catalogs that a person has changed",
            dest="files",
            type=Path,
            default=None,
        ),
        required=True,
    ),
    value(
        "-o, --output",
        "PATH",
        "where to write (default: review-LANG, with the ending it needs)",
        type=Path,
    ),
    flag(
        "--approved",
        "with --take: drafts that nobody has changed are right as they are",
    ),
    _add_by,
    run=run_review,
)


add_accept = command(
    "Write drafts, which a person has read and approved, into the catalogs of people, "
    "with credit in their heads. No other command puts text of machines there.",
    add_book,
    values("--documents", "DOC", "accept the drafts of these documents"),
    values(
        "--messages",
        "TEXT",
        "accept the drafts of these messages, each given as its text in the source or "
        "as FILE:LINE",
    ),
    flag("--all", "accept every draft of the book"),
    _add_by,
    run=run_accept,
)
