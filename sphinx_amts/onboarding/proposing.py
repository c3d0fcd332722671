"""Propose settings, files and next steps for a book that was surveyed."""

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
    add_extension,
    add_lines,
    line_that_loads,
)
from sphinx_amts.onboarding.hosts import hosting_of
from sphinx_amts.onboarding.plan import FileChange, Needed, Paste, Reason, SetupPlan
from sphinx_amts.onboarding.python_text import NotUnderstood, PythonText
from sphinx_amts.onboarding.workflows import propose_workflow
from sphinx_amts.onboarding.yaml_edit import add_to_yaml, yaml_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.onboarding.hosts import Hosting
    from sphinx_amts.onboarding.plan import Survey

_BOM = b"\xef\xbb\xbf"


def propose(survey: Survey, wanted: Sequence[str]) -> SetupPlan:
    """Return the changes proposed for a book.

    Args:
        survey: facts about the book.
        wanted: languages that the maintainer named.

    Raises:
        ConfigError: a file cannot be read, or the source language is in *wanted*.
    """
    plan = SetupPlan()
    hosting = hosting_of(survey.srcdir)
    _tell_facts(plan, survey)
    plan.facts.append(("host", _hosts(hosting)))
    settings = _settings(plan, survey, wanted)
    _propose_configuration(plan, survey, settings)
    if hosting is not None:
        propose_workflow(plan, survey, hosting)
    return plan


def _hosts(hosting: Hosting | None) -> str:
    if hosting is None:
        return "none, as this is no git repository"
    told = [f"{name} ({why})" for name, why in hosting.hosts.items()]
    return ", ".join(told) or "none recognised"


def all_languages(survey: Survey, wanted: Sequence[str]) -> list[str]:
    """Return the languages that are found, set in `amts_languages`, or *wanted*.

    Spellings of one language count once. The source language is left out.

    Raises:
        ConfigError: the source language is in *wanted*.
    """
    listed = survey.literal("amts_languages")
    named = [str(name) for name in listed] if isinstance(listed, dict) else []
    source = canonical(survey.source)
    for name in wanted:
        if canonical(name) == source:
            raise ConfigError(
                f"-l {name}: the documents are in that language; set "
                "amts_source_language first if they are not"
            )
    languages: dict[str, str] = {}
    for name in [*survey.found_languages, *named, *wanted]:
        languages.setdefault(canonical(name), name)
    languages.pop(source, None)
    return list(languages.values())


def _tell_facts(plan: SetupPlan, survey: Survey) -> None:
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


def _settings(plan: SetupPlan, survey: Survey, wanted: Sequence[str]) -> list[Needed]:
    """Return the settings that the book needs; add notes on languages to *plan*."""
    needed = []
    folders = [os.path.relpath(f, survey.srcdir) for f in survey.catalogs]
    folders = [folder.replace(os.sep, "/") for folder in folders]
    if "locale_dirs" not in survey.settings and folders not in ([], [DEFAULT_FOLDER]):
        why = f"the catalogs are there; Sphinx looks into {DEFAULT_FOLDER} alone"
        needed.append(Needed("locale_dirs", folders, why))
    if reason := _why_name_source(survey):
        needed.append(Needed("amts_source_language", survey.source, reason))
    languages = all_languages(survey, wanted)
    listed = survey.settings.get("amts_languages")
    new = [name for name in languages if not survey.has(name)]
    if not languages:
        plan.notes.append("no language has catalogs: name yours with -l, as in -l zh")
    elif new and listed is None:
        why = (
            f"no catalogs of {', '.join(new)} yet: commands without -l, and the "
            "workflow, take the languages from here"
        )
        value: dict[str, dict[str, str]] = {name: {} for name in languages}
        needed.append(Needed("amts_languages", value, why))
    elif listed is not None and (missing := _unlisted(survey, wanted)):
        why = "amts_languages is there already, and needs these languages"
        lines = tuple(f"{json.dumps(name)}: {{}}," for name in missing)
        plan.pastes.append(Paste(survey.conf, why, lines))
    return needed


def _unlisted(survey: Survey, wanted: Sequence[str]) -> list[str]:
    """Return the languages of *wanted* that `amts_languages` does not have."""
    listed = survey.literal("amts_languages")
    names = listed if isinstance(listed, dict) else ()
    known = {canonical(str(name)) for name in names}
    return [name for name in wanted if canonical(name) not in known]


def _why_name_source(survey: Survey) -> str:
    """Return why `amts_source_language` has to be set; empty if it does not."""
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
    if survey.has(language.value):
        return (
            f"language is {language.value}, which has catalogs, so that the documents "
            "are in another one; change it if that is not English"
        )
    if survey.jupyter:
        return "a build in another language replaces what language says"
    return ""


def _propose_configuration(
    plan: SetupPlan, survey: Survey, settings: list[Needed]
) -> None:
    with errors_as(ConfigError, f"{seen_from_here(survey.conf)}: cannot be read"):
        data = read_file(survey.conf)
    reasons = [Reason(f"{s.name} = {s.literal}", s.why) for s in settings]
    try:
        if survey.jupyter:
            after, loads = _edited_yaml(data, survey, settings)
        else:
            after, loads = _edited_python(data, settings)
    except NotUnderstood as exc:
        why = f"left as it is ({exc}); these lines belong into it"
        plan.pastes.append(Paste(survey.conf, why, _lines(survey, settings)))
        return
    if loads:
        reasons.insert(0, Reason(f'extensions: "{EXTENSION}"', "loads the extension"))
    if after != data:
        plan.changes.insert(0, FileChange(survey.conf, data, after, tuple(reasons)))


def _edited_python(data: bytes, settings: list[Needed]) -> tuple[bytes, bool]:
    source = PythonText.of(data)
    loads = not line_that_loads(source)
    changed = add_extension(source) if loads else source
    lines = [f"{s.name} = {s.literal}" for s in settings]
    return add_lines(changed, lines).encoded(), loads


def _edited_yaml(
    data: bytes, survey: Survey, settings: list[Needed]
) -> tuple[bytes, bool]:
    loads = EXTENSION not in (survey.literal("extensions") or ())
    mark = _BOM if data.startswith(_BOM) else b""
    try:
        text = data[len(mark) :].decode()
    except UnicodeDecodeError as exc:
        raise NotUnderstood("it is not UTF-8") from exc
    values = {s.name: s.literal for s in settings}
    changed = add_to_yaml(text, EXTENSION if loads else "", values)
    return mark + changed.encode(), loads


def _lines(survey: Survey, settings: list[Needed]) -> tuple[str, ...]:
    values = {s.name: s.literal for s in settings}
    if survey.jupyter:
        loaded = EXTENSION in (survey.literal("extensions") or ())
        return tuple(yaml_lines("" if loaded else EXTENSION, values))
    return (ADDING_LINE, *(f"{name} = {value}" for name, value in values.items()))
