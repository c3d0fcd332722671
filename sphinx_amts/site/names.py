"""Find the name of a language in the language itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from sphinx_amts.languages.codes import language

if TYPE_CHECKING:
    from collections.abc import Iterable


def own_name(code: str, others: Iterable[str] = ()) -> str:
    """Return the name of a language in that language, as for a menu.

    Args:
        code: Sphinx code of the language; returned itself if CLDR has no name for it.
        others: codes of the other languages of the menu. The name includes script or
            territory if the code does, or if another code differs in nothing else.
    """
    known = language(code)
    try:
        locale = Locale.parse(known.bcp47, sep="-")
    except (UnknownLocaleError, ValueError):
        return code
    plain = locale.get_language_name(locale) or code
    base = locale.language
    scripts = {language(other).script for other in others if _base(other) == base} - {
        known.script
    }
    if not scripts and "-" not in known.bcp47:
        return _capitalised(plain)
    territory = locale.territory if "-" in known.bcp47 and not scripts else None
    parts = [known.script] if scripts or _is_in_other_script(code) else []
    if territory and not parts:
        parts = [territory]
    for part in parts:
        named = locale.languages.get(f"{base}_{part}")
        detail = locale.scripts.get(part) or locale.territories.get(part)
        if named or detail:
            return _capitalised(named or f"{plain} ({detail})")
    return _capitalised(plain)


def _base(code: str) -> str:
    return language(code).code.partition("_")[0].partition("@")[0]


def _is_in_other_script(code: str) -> bool:
    """Return whether the script of *code* is not the usual one of its language."""
    return language(code).script != language(_base(code)).script


def _capitalised(name: str) -> str:
    # the title case: Georgian has capitals that no text mixes with small letters
    return name[:1].title() + name[1:]
