"""Propose settings, files and next steps for a book that was looked at."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import errors_as, read_file, seen_from_here
from sphinx_amts.languages.codes import canonical
from sphinx_amts.onboarding.catalogs_found import DEFAULT_FOLDER
from sphinx_amts.onboarding.conf_edit import (
    ADDING_LINE,
    EXTENSION,
    FIRST_LINE,
    add_extension,
    add_lines,
    line_that_loads,
)
from sphinx_amts.onboarding.hosts import hosting_of
from sphinx_amts.onboarding.plan import Change, Paste, Plan, Reason
from sphinx_amts.onboarding.python_text import NotUnderstood, PythonText
from sphinx_amts.onboarding.workflows import propose_workflow
from sphinx_amts.onboarding.yaml_edit import add_to_yaml, yaml_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.onboarding.plan import Survey

_BOM = b"\xef\xbb\xbf"


def propose(survey: Survey, wanted: Sequence[str]) -> Plan:
    """Return what is proposed for a book.

    Args:
        survey: what is there.
        wanted: languages that the maintainer names.

    Raises:
        ConfigError: a file cannot be read.
    """
    plan = Plan()
    hosting = hosting_of(survey.srcdir)
    _tell_facts(plan, survey)
    if hosting is not None and hosting.hosts:
        told = [f"{name} ({why})" for name, why in hosting.hosts.items()]
        plan.facts.append(("host", ", ".join(told)))
    else:
        plan.facts.append(("host", "none recognised"))
    settings = _settings(plan, survey, wanted)
    _propose_configuration(plan, survey, settings)
    if hosting is not None:
        propose_workflow(plan, survey, hosting)
    return plan


def all_languages(survey: Survey, wanted: Sequence[str]) -> list[str]:
    """Return the languages of the book: those found and set, and those that are named.

    One that is named in another spelling than its folder has is no further one.
    """
    known = list(survey.found_languages)
    listed = survey.literal("amts_languages")
    known += [str(name) for name in listed or () if str(name) not in known]
    have = {canonical(name) for name in known}
    return known + [name for name in wanted if canonical(name) not in have]


def _tell_facts(plan: Plan, survey: Survey) -> None:
    kind = "Jupyter Book 1" if survey.jupyter else "Sphinx"
    theme = survey.literal("html_theme")
    theme = theme if isinstance(theme, str) else "" if theme else "alabaster"
    where = seen_from_here(survey.conf)
    plan.facts.append(("book", f"{kind}, {where}{theme and f', theme {theme}'}"))
    source = survey.literal("amts_source_language")
    language = survey.settings.get("language")
    if source:
        told = f"{source} (amts_source_language)"
    elif language is None:
        told = "en (Sphinx's default, since language is not set)"
    elif language.computed:
        told = f"not certain: language is computed in line {language.line}"
    else:
        told = f"{language.value} (language)"
    plan.facts.append(("source", told))
    places = [
        f"{', '.join(names)} in {seen_from_here(folder)}"
        for folder, names in survey.catalogs.items()
    ]
    plan.facts.append(("catalogs", "; ".join(places) or "none yet"))


def _settings(
    plan: Plan, survey: Survey, wanted: Sequence[str]
) -> list[tuple[str, object, str]]:
    """Return the settings that the book needs: name, value, and the reason."""
    needed: list[tuple[str, object, str]] = []
    folders = [os.path.relpath(f, survey.srcdir) for f in survey.catalogs]
    folders = [folder.replace(os.sep, "/") for folder in folders]
    if "locale_dirs" not in survey.settings and folders not in ([], [DEFAULT_FOLDER]):
        why = f"the catalogs are there, and Sphinx looks in {DEFAULT_FOLDER!r} alone"
        needed.append(("locale_dirs", folders, why))
    if reason := _why_name_source(survey):
        value = survey.literal("language")
        known = survey.jupyter and isinstance(value, str) and not _has(survey, value)
        source = value if known else "en"
        needed.append(("amts_source_language", source, reason))
    languages = all_languages(survey, wanted)
    listed = survey.settings.get("amts_languages")
    found = {canonical(name) for name in survey.found_languages}
    new = [name for name in languages if canonical(name) not in found]
    if not languages:
        plan.notes.append("no language has catalogs: name yours with -l, as in -l zh")
    elif new and listed is None:
        what = ", ".join(new)
        why = f"{what} without catalogs: commands and CI take the languages from here"
        needed.append(("amts_languages", {name: {} for name in languages}, why))
    elif listed is not None and (
        listed.computed
        or not isinstance(listed.value, dict)
        or not {canonical(str(name)) for name in listed.value}
        >= {canonical(name) for name in wanted}
    ):
        lines = tuple(f'"{name}": {{}},' for name in wanted)
        why = "amts_languages is there already; it must hold these languages"
        if lines:
            plan.pastes.append(Paste(survey.conf, why, lines))
    return needed


def _has(survey: Survey, code: str) -> bool:
    have = {canonical(name) for name in survey.found_languages}
    return canonical(code) in have


def _why_name_source(survey: Survey) -> str:
    """Return why `amts_source_language` must be set; empty if it need not."""
    language = survey.settings.get("language")
    if language is None or "amts_source_language" in survey.settings:
        return ""
    if language.computed:
        return (
            "language is computed, so that it does not tell what the documents are "
            "written in; change it if that is not English"
        )
    if not isinstance(language.value, str) or canonical(language.value) == "en":
        return ""
    if _has(survey, language.value):
        return (
            f"language is {language.value}, which has catalogs, so that the documents "
            "are in another one; change it if that is not English"
        )
    if survey.jupyter:
        return "a build in another language replaces what language says"
    return ""


def _propose_configuration(
    plan: Plan, survey: Survey, settings: list[tuple[str, object, str]]
) -> None:
    with errors_as(ConfigError, f"{seen_from_here(survey.conf)}: cannot be read"):
        data = read_file(survey.conf)
    reasons = [
        Reason(f"{name} = {_literal(value)}", why) for name, value, why in settings
    ]
    edit = _edited_yaml if survey.jupyter else _edited_python
    try:
        after, loads = edit(data, survey, settings)
    except NotUnderstood as exc:
        why = f"left as it is ({exc}); these lines belong into it"
        plan.pastes.append(Paste(survey.conf, why, _lines(survey, settings)))
        return
    if loads:
        reasons.insert(0, Reason(f'extensions: "{EXTENSION}"', "loads the extension"))
    if after != data:
        plan.changes.insert(0, Change(survey.conf, data, after, tuple(reasons)))


def _edited_python(
    data: bytes, survey: Survey, settings: list[tuple[str, object, str]]
) -> tuple[bytes, bool]:
    source = PythonText.of(data)
    loads = not line_that_loads(source)
    changed = add_extension(source) if loads else source
    lines = [f"{name} = {_literal(value)}" for name, value, _ in settings]
    return add_lines(changed, lines).encoded(), loads


def _edited_yaml(
    data: bytes, survey: Survey, settings: list[tuple[str, object, str]]
) -> tuple[bytes, bool]:
    loads = EXTENSION not in (survey.literal("extensions") or ())
    mark = _BOM if data.startswith(_BOM) else b""
    try:
        text = data[len(mark) :].decode()
    except UnicodeDecodeError as exc:
        raise NotUnderstood("it is not UTF-8") from exc
    values = {name: _literal(value) for name, value, _ in settings}
    changed = add_to_yaml(text, EXTENSION if loads else "", values)
    return mark + changed.encode(), loads


def _lines(survey: Survey, settings: list[tuple[str, object, str]]) -> tuple[str, ...]:
    values = {name: _literal(value) for name, value, _ in settings}
    if survey.jupyter:
        loaded = EXTENSION in (survey.literal("extensions") or ())
        return tuple(yaml_lines("" if loaded else EXTENSION, values))
    first = ADDING_LINE if "extensions" in survey.settings else FIRST_LINE
    return (first, *(f"{name} = {value}" for name, value in values.items()))


def _literal(value: object) -> str:
    """Return *value* as Python and YAML both write it."""
    return json.dumps(value, ensure_ascii=True)
