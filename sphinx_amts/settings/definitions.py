"""Define every setting once, for registration, checks and documentation."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import ConfigError
from sphinx_amts.settings.options import option
from sphinx_amts.settings.site import SiteSettings
from sphinx_amts.settings.values import (
    WrongEntry,
    nearest,
    to_amazon,
    to_amazon_prices,
    to_conf,
    to_flag,
    to_language_mapping,
    to_name,
    to_number,
    to_one_of,
    to_optional_number,
    to_optional_text,
    to_positive,
    to_price,
    to_rules,
    to_text,
    to_text_mapping,
    to_typography,
    to_words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx_amts.settings.options import Option

PREFIX = "amts_"


_ADDED = frozenset({"amazon", "typography"})
"""Settings whose entries for one language are added to the entries of the book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SiteSettings):
    """Settings in force for one target language."""

    source_language: str | None = option(
        "Language the book is written in. Default: the `language` of `conf.py`, "
        "else `en`.",
        to_optional_text,
        None,
        per_language=False,
    )
    languages: Mapping[str, Mapping[str, object]] = option(
        "The book's target languages, each with overrides of other settings, "
        'as in `{"zh": {"engine": "command"}, "es": {}}`. Also the list that '
        "`sphinx-amts status` goes through.",
        to_language_mapping,
        {},
        per_language=False,
    )
    conf: Mapping[str, object] = option(
        "Settings of Sphinx, themes and other extensions for one language, "
        'as in `{"zh": {"conf": {"project": "烘焙", "html_theme_options": '
        "{…}}}}`. A dictionary is added to that of the book, entry by entry. What `-D` "
        "gives on the command line stays.",
        to_conf,
        {},
        for_book=False,
    )
    engine: str = option(
        "What translates text that neither people nor the memory have: `memory` "
        "(nothing), `pseudo`, `pseudo-rtl`, `command`, or an engine of a plug-in.",
        to_text,
        "memory",
    )
    segment: str = option(
        "Unit sent to an engine: `sentence`, or `message` for whole paragraphs.",
        to_one_of("sentence", "message"),
        "sentence",
    )
    outdated: str = option(
        "What readers see where people have translated an earlier wording: that "
        "translation, marked (`old`), the same with drafts for what has changed, "
        "marked (`mended`), or the source text (`source`).",
        to_one_of("old", "mended", "source"),
        "old",
    )
    command: tuple[str, ...] = option(
        "Program and arguments of the `command` engine; `{source}` and `{target}` "
        "stand for the language codes.",
        to_words,
        (),
    )
    command_name: str = option(
        "Name of the program in catalogs, reports and the memory, where that of its "
        "file (of the script, where an interpreter runs one) would not do. Another "
        "name makes it another engine.",
        to_name,
        "",
    )
    command_languages: Mapping[str, str] = option(
        'The program\'s own names of languages, as in `{"zh": "zho"}`.',
        to_text_mapping,
        {},
    )
    command_timeout: float = option(
        "Seconds that one call of the program may take.", to_positive, 600.0
    )
    command_batch: float = option(
        "Characters of exchange HTML that one call is given at most; a single "
        "longer segment goes alone.",
        to_positive,
        20_000.0,
    )
    command_metered: bool = option(
        "Whether calling the program costs money. It is then called only with "
        "permission to spend, see `amts_spend_limit`.",
        to_flag,
        False,  # noqa: FBT003
    )
    command_keeps_marked: bool = option(
        'Whether the program leaves alone what is marked `translate="no"`. If so, it '
        "is given the text of code, names and references as context; if not, these "
        "are empty elements, so that no word of theirs can get into the sentence.",
        to_flag,
        False,  # noqa: FBT003
    )
    command_price: float = option(
        "Price of a metered program in US dollars per million source characters; at "
        "least 0.001, since a limit in dollars would mean nothing without a price.",
        to_price,
        20.0,
    )
    amazon: Mapping[str, str] = option(
        "Options of the `amazon` engine: `region`, `bucket`, `prefix`, `role_arn`, "
        "`route` (`batch`, `realtime` or `auto`), `parallel_data`, `terminology`, "
        "`kms_key`, `formality`, `profanity` and `endpoint` (`aws` if the endpoint "
        "that is set, a proxy or a private link, leads to Amazon; any other counts as "
        "an emulator). What `amts_languages` gives for a "
        "language is added to those of the book.",
        to_amazon,
        {},
    )
    amazon_prices: Mapping[str, str] = option(
        "Prices of Amazon Translate in US dollars per million source characters, "
        "and their `date`. Default: `realtime` 15, `batch` 15, `act` 60, as of "
        "2025-11-01; a tenth of these is the least.",
        to_amazon_prices,
        {},
        per_language=False,
    )
    wait: float = option(
        "Seconds that a build waits for jobs of an engine that works in jobs.",
        to_number,
        0.0,
    )
    spend_limit: float | None = option(
        "US dollars that one run may spend on metered engines, at most. It lowers "
        "what the environment variable `AMTS_SPEND` or `--spend` of `sphinx-amts` "
        "permits, in `conf.py` and with `-D`, and permits nothing by itself.",
        to_optional_number,
        None,
    )
    catalog_dir: str = option(
        "Folder of the committed machine catalogs, relative to `conf.py`.",
        to_text,
        "amts/catalogs",
        per_language=False,
    )
    memory_dir: str | None = option(
        "Folder of the translation memory, relative to `conf.py` if not absolute. "
        "Default: `sphinx-amts` in the user's cache folder.",
        to_optional_text,
        None,
        per_language=False,
    )
    memory_scope: str = option(
        "Whose stored translations show where no engine is set: those made in the name "
        "of this book (the `project` of its `conf.py`) and imported ones (`book`), or "
        "those of all books that share the memory (`all`).",
        to_one_of("book", "all"),
        "book",
        per_language=False,
    )
    typography: Mapping[str, bool] = option(
        "Rules of typography for machine translations that are to be on or off, as "
        'in `{"french-blanks": False}`; see the reference for their names.',
        to_typography,
        {},
    )
    terms: str | None = option(
        "File with the book's terms, in CSV, TSV or TMX, relative to `conf.py`. "
        "Machine translations are checked against it; terms that stay as they are in "
        "the target language are kept out of engines' hands.",
        to_optional_text,
        None,
    )
    lexicon: tuple[str, ...] = option(
        "Bilingual word lists, relative to `conf.py`, that help to align the book with "
        'a translated edition, as in `{"zh": {"lexicon": ["cedict.txt.gz"]}}` for one '
        "language: tab-separated, CC-CEDICT, TEI, or of dictd.",
        to_words,
        (),
    )
    keep: tuple[str, ...] = option(
        'Words that no engine may translate, as in `["Sphinx", "Read the Docs"]`.',
        to_words,
        (),
    )
    check_ignore: tuple[str, ...] = option(
        'Rules that `sphinx-amts check` does not apply, as in `["number"]`.',
        to_rules,
        (),
    )
    scores: bool = option(
        "Whether the report has BLEU and chrF++ of machine drafts, wherever there is "
        "also a human translation of the same message. It takes some seconds for a "
        "large book, once for each document that changed.",
        to_flag,
        False,  # noqa: FBT003
    )
    hypotheses: str | None = option(
        "Folder of a system that `sphinx-amts evaluate` has scored, as in "
        "`scores/hypotheses/baseline`, relative to `conf.py`. With `amts_scores`, what "
        "it wrote counts as draft of the messages concerned.",
        to_optional_text,
        None,
    )
    editing: str | None = option(
        "File that `sphinx-amts evaluate --releases` wrote, as in "
        "`editing/editing.json`, relative to `conf.py`. The report then has the "
        "editing that its first system saves in each document.",
        to_optional_text,
        None,
    )
    history: str | None = option(
        "Folder in which builds note how far each language is, for the trend in the "
        "report, relative to `conf.py`. Default: beside the doctrees, where it goes "
        "with them.",
        to_optional_text,
        None,
        per_language=False,
    )
    strict: bool = option(
        "Whether failures that a later build may resolve (an engine out of reach, "
        "a memory that cannot be written) fail the build.",
        to_flag,
        False,  # noqa: FBT003
    )

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of all settings as in ``conf.py``."""
        return tuple(PREFIX + f.name for f in fields(cls))

    @classmethod
    def from_values(
        cls,
        values: Mapping[str, object],
        *,
        language: str,
        fixed: Collection[str] = (),
    ) -> Settings:
        """Check *values*, and apply the overrides for *language*.

        Args:
            values: raw values, by name of setting without prefix; missing settings keep
                their default.
            language: target language, a key of ``amts_languages`` or not.
            fixed: names of settings given on the command line, which no override
                changes; `name.key` for one entry of a setting.

        Raises:
            ConfigError: a value has a wrong type, or an override is unknown or not
                possible for one language.
        """
        parsed: dict[str, Any] = {}
        by_name = {f.name: f for f in fields(cls)}
        for name, value in values.items():
            known: Option = by_name[name].metadata["option"]
            if value and not known.for_book:
                raise ConfigError(
                    f"{PREFIX}{name} is for one language each; give it in "
                    f'{PREFIX}languages, as in {{"zh": {{{name!r}: {{…}}}}}}'
                )
            parsed[name] = _parse(known, name, value)
        for code, overrides in parsed.get("languages", {}).items():
            for key, value in overrides.items():
                name = key.removeprefix(PREFIX)
                where = f'amts_languages["{code}"]'
                if name not in by_name:
                    raise ConfigError(
                        f"{where}: unknown setting {key!r}{nearest(name, by_name)}"
                    )
                found: Option = by_name[name].metadata["option"]
                if not found.per_language:
                    raise ConfigError(
                        f"{where}: {key!r} is one value for all languages; "
                        f"set {PREFIX}{name} instead"
                    )
                result = _parse(found, name, value, where=where)
                if code == language and name not in fixed:
                    if name in _ADDED:
                        own = {
                            key: text
                            for key, text in result.items()
                            if f"{name}.{key}" not in fixed
                        }
                        result = {**parsed.get(name, {}), **own}
                    parsed[name] = result
        return cls(**parsed)


_SECRETIVE = {"command", "amazon", "languages", "conf"}
"""Settings whose values may have secrets, and are not repeated in error messages."""


def parse(name: str, value: object) -> Any:
    """Convert *value* to the type of the setting *name* (without prefix).

    Raises:
        ConfigError: *value* is not valid for this setting.
    """
    by_name = {f.name: f for f in fields(Settings)}
    return _parse(by_name[name].metadata["option"], name, value)


def _parse(found: Option, name: str, value: object, *, where: str = "") -> Any:
    try:
        return found.parse(value)
    except WrongEntry as exc:
        place = f"{where}: {name}" if where else PREFIX + name
        raise ConfigError(
            f"{place}{exc.place} must be {exc}, not {exc.value!r}"
        ) from None
    except ValueError as exc:
        place = f"{where}: {name}" if where else PREFIX + name
        shown = f"a {type(value).__name__}" if name in _SECRETIVE else repr(value)
        raise ConfigError(f"{place} must be {exc}, not {shown}") from None


def unknown_setting(name: str) -> str:
    """Return the error message for an unknown setting that begins with `amts_`."""
    return f"unknown setting {name!r}{nearest(name, Settings.names())}"
