"""Directives that make the reference pages from the program itself."""

from __future__ import annotations

import argparse
import json
from dataclasses import MISSING, fields
from importlib.resources import files
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_amts.cli.main import make_parser
from sphinx_amts.emulator.faults import KNOWN
from sphinx_amts.settings.definitions import PREFIX, Settings
from sphinx_amts.settings.site import SiteSettings
from sphinx_amts.typography.typesetting import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from dataclasses import Field

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from sphinx_amts.settings.options import Option

_TYPES = {
    "bool": "True or False",
    "float": "number",
    "float | None": "number",
    "str": "string",
    "str | None": "string",
    "tuple[str, ...]": "list of strings",
    "Mapping[str, bool]": "dictionary: name → True or False",
    "Mapping[str, str]": "dictionary of strings",
    "Mapping[str, object]": "dictionary",
    "Mapping[str, Mapping[str, object]]": "dictionary: language → settings",
    "Mapping[str, PublishRule]": "dictionary: language → rule",
}


class SettingsDirective(SphinxDirective):
    """Every setting, in the order of the dataclass, those of the site at the end."""

    def run(self) -> list[nodes.Node]:
        """Return one `confval` for each field."""
        site = {field.name for field in fields(SiteSettings)}
        ordered = sorted(fields(Settings), key=lambda field: field.name in site)
        text = "\n".join(line for field in ordered for line in _setting(field))
        return self.parse_text_to_nodes(text)


def _setting(setting: Field[object]) -> Iterator[str]:
    option: Option = setting.metadata["option"]
    name = setting.name if not option.for_book else PREFIX + setting.name
    yield f"````{{confval}} {name}"
    yield f":type: {_TYPES[str(setting.type)]}"
    yield f":default: `{_default(setting)}`"
    yield ""
    yield option.help
    if not option.per_language:
        yield ""
        yield "One value for all languages."
    if not option.for_book:
        yield ""
        yield "In {confval}`amts_languages` only."
    yield "````"
    yield ""


def _default(setting: Field[object]) -> str:
    if setting.default_factory is not MISSING:
        return repr(setting.default_factory())
    if isinstance(setting.default, tuple):
        return repr(list(setting.default))
    if isinstance(setting.default, str):
        return f'"{setting.default}"'
    if isinstance(setting.default, float):
        return f"{setting.default:_g}"
    return repr(setting.default)


class CommandDirective(SphinxDirective):
    """Usage and options of one command, named by its words."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return usage, description and one `option` for each argument."""
        words = self.arguments[0].split()
        parser = _find(make_parser(), words)
        usage = nodes.literal_block(text=_usage(parser), language="text")
        # its parts are names, in every language
        usage["classes"].append("notranslate")
        text = [parser.description or "", "", f"```{{program}} {parser.prog}", "```"]
        for action in _own(parser):
            text += ["", f"````{{option}} {_names(action)}", "", _help(action), "````"]
        return [usage, *self.parse_text_to_nodes("\n".join(text))]


class FaultsDirective(SphinxDirective):
    """The faults that the emulator can be told to have."""

    def run(self) -> list[nodes.Node]:
        """Return a definition for each fault."""
        text = "\n\n".join(
            f"`{name}`\n: {what[0].upper()}{what[1:]}." for name, what in KNOWN.items()
        )
        return self.parse_text_to_nodes(text)


class TypographyDirective(SphinxDirective):
    """The rules of typography."""

    def run(self) -> list[nodes.Node]:
        """Return a definition for each rule."""
        text = "\n\n".join(
            f"`{name}` ({', '.join(rule.languages)})\n: {rule.help}"
            f"{'' if rule.default else ' Off unless it is switched on.'}"
            for name, rule in RULES.items()
        )
        return self.parse_text_to_nodes(text)


class FieldsDirective(SphinxDirective):
    """The fields of the report, or of one of its parts, from the JSON schema."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a definition for each field."""
        schema = json.loads(
            files("sphinx_amts.report")
            .joinpath("report.schema.json")
            .read_text(encoding="utf-8")
        )
        part = schema["$defs"][self.arguments[0]] if self.arguments else schema
        text = "\n\n".join(
            f"`{name}`\n: {_kind(field)}. {field['description']}"
            for name, field in part["properties"].items()
        )
        return self.parse_text_to_nodes(text)


def _kind(field: dict[str, str]) -> str:
    """Return what a field holds, in one word or two."""
    kinds = {
        "count": "Number",
        "by_state": "Number for each state",
        "score": "Number or null",
        "amount": "Number",
    }
    reference = field.get("$ref", "").removeprefix("#/$defs/")
    if "const" in field:
        return "Number"
    kind = field.get("type", "object")
    if reference in {"state"}:
        kind = "string"
    return kinds.get(reference, {"array": "List"}.get(kind, kind.capitalize()))


def _find(parser: argparse.ArgumentParser, words: list[str]) -> argparse.ArgumentParser:
    for word in words:
        parser = next(
            action.choices[word]
            for action in _actions(parser)
            if isinstance(action.choices, dict) and word in action.choices
        )
    return parser


def _usage(parser: argparse.ArgumentParser) -> str:
    # argparse folds at the width of the terminal
    formatter = argparse.HelpFormatter(parser.prog, width=76)
    formatter.add_usage(parser.usage, _actions(parser), [], prefix="")
    return formatter.format_help().strip()


def _own(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [
        action
        for action in _actions(parser)
        if action.dest != "help" and not isinstance(action.choices, dict)
    ]


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # noqa: SLF001  # argparse lists them nowhere else


def _names(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar or action.dest)
    metavar = action.metavar
    if metavar is None and action.choices is not None:
        metavar = "{" + ",".join(map(str, action.choices)) + "}"
    value = f" {metavar}" if metavar and action.nargs != 0 else ""
    return ", ".join(name + value for name in action.option_strings)


def _help(action: argparse.Action) -> str:
    if action.help is None:
        return "The folder of the book's sources."
    text = action.help % {"default": f"`{action.default}`"}
    return f"{text[0].upper()}{text[1:]}."


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives; called by Sphinx."""
    app.add_directive("amts-settings", SettingsDirective)
    app.add_directive("amts-command", CommandDirective)
    app.add_directive("amts-faults", FaultsDirective)
    app.add_directive("amts-typography", TypographyDirective)
    app.add_directive("amts-fields", FieldsDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
