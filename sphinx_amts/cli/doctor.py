"""Run `sphinx-amts doctor`: check an account for the engine `amazon`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, flag
from sphinx_amts.cli.book_arguments import (
    add_book,
    amazon_options,
    book_of,
    languages_of,
)
from sphinx_amts.cli.output import say, say_json
from sphinx_amts.engines.amazon.doctor import Doctor
from sphinx_amts.engines.amazon.policies import caller_policy, role_policy, trust_policy
from sphinx_amts.model import LanguagePair

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from sphinx_amts.engines.amazon.doctor_findings import Check
    from sphinx_amts.engines.amazon.policies import ResourceNames


def run(options: argparse.Namespace) -> int:
    """Check the account, print the results, and return the exit code."""
    book = book_of(options)
    source = book.source_language()
    doctors: dict[tuple[str, ...], Doctor] = {}
    to_fix = 0
    shown: list[ResourceNames] = []
    for language in languages_of(options, book):
        amazon = amazon_options(book, language)
        account = (
            amazon.region or "",
            amazon.bucket,
            amazon.prefix,
            amazon.role_arn,
            amazon.kms_key,
            amazon.route,
        )
        if account not in doctors:
            doctor = doctors[account] = Doctor(amazon)
            checks = list(doctor.account_checks())
            to_fix += _report(checks)
            if options.policies or any(check.of_access for check in checks):
                shown.append(doctor.names)
        found = Doctor(amazon).language_checks(
            LanguagePair(source=source, target=language),
            ask=not doctors[account].blind,
        )
        to_fix += _report(found, prefix=f"{language}: ")
    for names in dict.fromkeys(shown):
        _print_documents(names)
    if to_fix:
        say("", f"{to_fix} to fix")
        return 1
    say("", "nothing to fix")
    if not shown:
        say("(--policies prints the IAM documents)")
    return 0


def _report(checks: Iterable[Check], prefix: str = "") -> int:
    """Print *checks*; return the number of problems to fix."""
    to_fix = 0
    for check in checks:
        say(f"{check.state:<9} {prefix}{check.what}: {check.finding}")
        if check.remedy:
            say(f"{'':<9} -> {check.remedy}")
        to_fix += check.state == "to fix"
    return to_fix


def _print_documents(names: ResourceNames) -> None:
    say(
        "",
        "In IAM, a role that Amazon Translate takes on, called "
        f"{names.role_arn.rpartition('/')[2]}, with this trust document:",
        "",
    )
    say_json(json.dumps(trust_policy(names), indent=2))
    say("", "and this policy:", "")
    say_json(json.dumps(role_policy(names), indent=2))
    say("", "For whoever builds the book, this policy:", "")
    say_json(json.dumps(caller_policy(names), indent=2))


add_arguments = command(
    "Looks at credentials, region, bucket, role, languages, parallel data and "
    "terminology as amts_amazon names them, and says what to do about what is wrong. "
    "Spends nothing; writes one small object into the bucket and deletes it. Exit code "
    "1 if something is to be fixed.",
    add_book,
    flag(
        "--policies", "print the IAM policies and the trust document, whatever is found"
    ),
    run=run,
)
