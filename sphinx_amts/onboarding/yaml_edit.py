"""Add settings to the `_config.yml` of Jupyter Book, and keep the rest of its text.

As in a `conf.py`, text is only inserted. PyYAML, which Jupyter Book installs, gives the
position. The result is parsed to check that it has the old and the new settings, and
nothing else.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from sphinx_amts.onboarding.python_text import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPHINX, _EXTRA, _CONFIG = "sphinx", "extra_extensions", "config"


def read_yaml(text: str) -> dict[str, Any]:
    """Return the mapping in *text*, which is YAML; an empty mapping if *text* is empty.

    Raises:
        NotUnderstood: *text* is not a mapping or not YAML, or PyYAML is missing.
    """
    found = _parsed(text)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise NotUnderstood("it holds no settings")
    return found


def yaml_lines(extension: str, settings: Mapping[str, str]) -> list[str]:
    """Return lines for a `_config.yml` that load *extension* and set *settings*.

    Args:
        extension: name of the extension; empty if it is loaded already.
        settings: values in YAML, by name.
    """
    lines = [f"{_SPHINX}:"]
    lines += [f"  {_EXTRA}:", f"    - {extension}"] if extension else []
    lines += [f"  {_CONFIG}:"] if settings else []
    return lines + [f"    {name}: {value}" for name, value in settings.items()]


def add_to_yaml(text: str, extension: str, settings: Mapping[str, str]) -> str:
    """Return *text* with an extension and settings for Sphinx added.

    Args:
        text: content of `_config.yml`.
        extension: name of the extension; empty if it is loaded already.
        settings: values in YAML, by name; none of these settings is in *text*.

    Raises:
        NotUnderstood: the position for them is not certain.
    """
    wanted = _wanted(read_yaml(text), extension, settings)
    changed = text
    if extension:
        changed = _Editor(changed).with_item([_SPHINX, _EXTRA], extension)
    for name, value in settings.items():
        changed = _Editor(changed).with_line([_SPHINX, _CONFIG], f"{name}: {value}")
    if read_yaml(changed) != wanted:
        raise NotUnderstood(f'"{_SPHINX}" is written in an unusual way')
    return changed


def _wanted(
    known: dict[str, Any], extension: str, settings: Mapping[str, str]
) -> dict[str, Any]:
    wanted: dict[str, Any] = copy.deepcopy(known)
    try:
        sphinx = wanted[_SPHINX] = dict(wanted.get(_SPHINX) or {})
        if extension:
            sphinx[_EXTRA] = [*(sphinx.get(_EXTRA) or []), extension]
        if settings:
            added = {name: _yaml().safe_load(value) for name, value in settings.items()}
            sphinx[_CONFIG] = dict(sphinx.get(_CONFIG) or {}) | added
    except (TypeError, ValueError) as exc:
        raise NotUnderstood(f'"{_SPHINX}" holds no settings') from exc
    return wanted


def _parsed(text: str, *, places: bool = False) -> Any:
    """Return the data in *text*, or with *places* its YAML nodes with their positions.

    Raises:
        NotUnderstood: *text* is not valid YAML, or PyYAML is missing.
    """
    yaml = _yaml()
    try:
        parse = yaml.compose if places else yaml.load
        return parse(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        mark = getattr(exc, "problem_mark", None)
        at = f"line {mark.line + 1}: " if mark else ""
        raise NotUnderstood(f"{at}{getattr(exc, 'problem', None) or exc}") from exc


def _yaml() -> Any:
    try:
        import yaml
    except ImportError as exc:
        raise NotUnderstood("PyYAML is not installed here") from exc
    return yaml


class _Editor:
    """Inserts lines into a YAML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._root = _parsed(text, places=True)

    def with_item(self, path: list[str], item: str) -> str:
        """Return the text with *item* appended to the sequence at *path*.

        Raises:
            NotUnderstood: the value at *path* is no sequence.
        """
        key, node = self._find(path)
        if key is None or node is None or _is_empty(node):
            return self.with_line(path, f"- {item}")
        if node.id != "sequence" or not node.value:
            if node.id == "sequence":  # []
                return self._inserted(node.start_mark.index + 1, item)
            raise NotUnderstood(f'"{path[-1]}" is no list')
        last = node.value[-1]
        if node.flow_style:
            return self._inserted(last.end_mark.index, f", {item}")
        indent = " " * node.start_mark.column
        return self._line_behind(last.end_mark, f"{indent}- {item}")

    def with_line(self, path: list[str], line: str) -> str:
        """Return the text with *line* first in the mapping at *path*; add missing keys.

        Raises:
            NotUnderstood: the value at *path* is no mapping, or one in braces.
        """
        depth, (key, node) = len(path), self._find(path)
        while key is None and depth > 1:
            depth -= 1
            key, node = self._find(path[:depth])
        if key is None:
            return self._at_end([f"{name}:" for name in path], line)
        missing = [f"{name}:" for name in path[depth:]]
        if node.id == "mapping" and node.flow_style:
            raise NotUnderstood(f'"{path[depth - 1]}" is written in braces')
        if node.id == "mapping" and node.value:
            column = node.value[0][0].start_mark.column
        elif _is_empty(node):
            column = key.start_mark.column + 2
        else:
            raise NotUnderstood(f'"{path[depth - 1]}" holds no settings')
        return self._line_behind(key.end_mark, *_indented(missing, line, column))

    def _find(self, path: list[str]) -> tuple[Any, Any]:
        """Return the nodes of key and value at *path*; both `None` if not there."""
        key, node = None, self._root
        for name in path:
            if node is None or node.id != "mapping":
                return None, None
            found = [(k, v) for k, v in node.value if k.value == name]
            if not found:
                return None, None
            key, node = found[-1]
        return key, node

    def _at_end(self, missing: list[str], line: str) -> str:
        ended = not self._text or self._text.endswith(("\n", "\r"))
        lines = _indented(missing, line, 0)
        blank = [""] if self._text.strip() else []
        added = self._newline.join([*blank, *lines])
        before, behind = ("", self._newline) if ended else (self._newline, "")
        return f"{self._text}{before}{added}{behind}"

    def _line_behind(self, mark: Any, *lines: str) -> str:
        """Return the text with *lines* inserted behind the line that *mark* is in."""
        end = self._text.find("\n", mark.index)
        added = self._newline.join(lines)
        if end < 0:
            return f"{self._text}{self._newline}{added}"
        return self._inserted(end + 1, f"{added}{self._newline}")

    def _inserted(self, index: int, added: str) -> str:
        return f"{self._text[:index]}{added}{self._text[index:]}"


def _is_empty(node: Any) -> bool:
    return bool(node.id == "scalar" and node.tag.endswith(":null"))


def _indented(missing: list[str], line: str, column: int) -> list[str]:
    return [
        f"{' ' * (column + 2 * number)}{text}"
        for number, text in enumerate([*missing, line])
    ]
