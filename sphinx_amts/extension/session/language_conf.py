"""Apply the values that `amts_languages` sets for other settings of `conf.py`."""

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
    """Set the values of a language, before extensions and themes read them.

    Settings given on the command line stay unchanged.

    Args:
        config: configuration of the build.
        conf: setting -> value, for the language of the build.
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
    """Refuse unknown settings in the values for the language of the build.

    Settings of a theme are known once the builder has been created. Values for other
    languages are not checked, since another language may use another theme.

    Raises:
        ConfigError: a setting is unknown.
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
