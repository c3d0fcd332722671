"""Define the languages of the published site and their addresses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from sphinx_amts.errors import ConfigError
from sphinx_amts.languages.codes import canonical, language
from sphinx_amts.site.names import own_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_amts.languages.codes import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLanguage:
    """A language of the site.

    Attributes:
        code: Sphinx code of the language.
        tag: BCP 47 tag for the attributes `lang` and `hreflang`.
        name: name in the menu; by default the name in the language itself.
        folder: folder of the language's pages in the site, empty or with a slash at the
            end; `None` if the pages are elsewhere.
        address: web address of this folder; empty if it is not known.
    """

    code: str
    tag: str
    direction: Direction
    name: str
    folder: str | None
    address: str

    def page(self, address: str) -> str:
        """Return the full web address of a page; "" if that of the site is unknown.

        Args:
            address: address of the page relative to the folder of the language.
        """
        return self.address + address if self.address else ""


@dataclass(frozen=True, slots=True)
class Site:
    """The languages of a published site.

    Attributes:
        source: code of the source language of the book.
        languages: all languages, in the order of the menu.
    """

    source: str
    languages: tuple[SiteLanguage, ...]

    def language(self, code: str) -> SiteLanguage | None:
        """Return the language with *code*, in any spelling; `None` if not there."""
        wanted = canonical(code)
        same = (one for one in self.languages if canonical(one.code) == wanted)
        return next(same, None)


def make_site(
    setting: Mapping[str, Any], *, source: str, targets: Iterable[str]
) -> Site:
    """Return the site that `amts_site` describes.

    Args:
        setting: parsed value of `amts_site`.
        source: language that the book is written in.
        targets: the other languages of the book.

    Raises:
        ConfigError: the setting has a language that the book does not have, or one
            language twice.
    """
    known = {canonical(code): code for code in (source, *targets)}
    paths: Mapping[str, str] = setting.get("paths") or {
        code: f"{code}/" for code in known.values()
    }
    names: Mapping[str, str] = setting.get("names", {})
    for key, codes in (("paths", paths), ("names", names)):
        _refuse_wrong_languages(key, codes, known)
    by_name = {canonical(code): name for code, name in names.items()}
    shown = {
        code: by_name.get(canonical(code))
        or own_name(code, [other for other in paths if other != code])
        for code in paths
    }
    counts = Counter(shown.values())
    base = setting.get("base", "")
    languages = []
    for code, path in paths.items():
        address = path if ":" in path else base and urljoin(base, quote(path))
        name = shown[code]
        languages.append(
            SiteLanguage(
                code=code,
                tag=language(code).bcp47,
                direction=language(code).direction,
                name=name if counts[name] == 1 else f"{name} ({code})",
                folder=None if ":" in path else path,
                address=str(address),
            )
        )
    return Site(source, tuple(languages))


def _refuse_wrong_languages(
    key: str, codes: Iterable[str], known: Mapping[str, str]
) -> None:
    seen: dict[str, str] = {}
    for code in codes:
        place = f'amts_site["{key}"]["{code}"]'
        name = canonical(code)
        if name not in known:
            raise ConfigError(
                f"{place}: none of the languages of the book "
                f"({', '.join(known.values())}); list it in amts_languages, or take "
                "it out here"
            )
        if name in seen:
            raise ConfigError(f"{place}: the same language as {seen[name]!r}")
        seen[name] = code


def relative(here: str, there: str) -> str:
    """Return the relative link from one page to another.

    Args:
        here: address of the page with the link, without scheme and host.
        there: address of the page that the link leads to, likewise.
    """
    folders, parts = here.split("/")[:-1], there.split("/")
    same = 0
    for one, other in zip(folders, parts[:-1], strict=False):
        if one != other:
            break
        same += 1
    return "../" * (len(folders) - same) + "/".join(parts[same:]) or "./"
