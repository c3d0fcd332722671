"""Apply what `amts_languages` says of other settings of `conf.py` for one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.compat.overrides import given_names
from sphinx_amts.extension.session.starting import override_key, place_of
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.config import Config

_ALIASES = {
    "copyright": "project_copyright",
    "project_copyright": "copyright",
}


def apply_conf(config: Config, conf: Mapping[str, object]) -> None:
    """Set the values of a language, before extensions and themes look at them.

    What was given on the command line stays.

    Args:
        config: configuration of the build.
        conf: values for its language.
    """
    given = given_names(config)
    for name, value in conf.items():
        if name in given or _ALIASES.get(name) in given:
            continue
        present = getattr(config, name, None)
        if isinstance(value, Mapping) and isinstance(present, Mapping):
            own = {k: v for k, v in value.items() if f"{name}.{k}" not in given}
            setattr(config, name, {**present, **own})
        else:
            setattr(config, name, value)


def refuse_unknown_conf(config: Config, confdir: Path) -> None:
    """Refuse values for the language of the build that nothing knows.

    Those of a theme are known when the builder has been made, and the theme of another
    language may be another one.

    Raises:
        ConfigError: there is one.
    """
    language = override_key(config.amts_languages, config.language)
    overrides = config.amts_languages.get(language, {})
    for name in overrides.get("conf", overrides.get("amts_conf", ())):
        if name not in config:
            raise ConfigError(
                f"{place_of(confdir, config, 'amts_languages')}: "
                f'amts_languages["{language}"]: conf: there is no setting {name!r} of '
                f"Sphinx, the theme or an extension{nearest(name, config.values)}"
            )
