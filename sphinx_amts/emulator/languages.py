"""Define the codes of the languages that Amazon Translate supports.

Source: "Supported languages" of the Amazon Translate developer guide, December 2022.
"""

from __future__ import annotations

from sphinx_amts.emulator.refusal import Refused

CODES = frozenset(
    """
    af sq am ar hy az bn bs bg ca zh zh-TW hr cs da fa-AF nl en et fa tl fi fr fr-CA ka
    de el gu ht ha he hi hu is id ga it ja kn kk ko lv lt mk ms ml mt mr mn no ps pl pt
    pt-PT pa ro ru sr si sk sl so es es-MX sw sv ta te th tr uk ur uz vi cy
    """.split()
)

FORMALITY = frozenset("nl fr fr-CA de hi it ja ko pt-PT es es-MX".split())
"""Target languages that support formality; others ignore the setting."""

NO_PROFANITY = frozenset("bn hi ml pa si vi".split())
"""Target languages that do not support masking of profanity."""


def check_pair(source: str, target: str) -> None:
    """Raise `Refused` if the service does not support a language of the pair.

    Raises:
        Refused: a language is not supported; the error has the codes of both.
    """
    for role, code in (("Source", source), ("Target", target)):
        if code not in CODES and not (role == "Source" and code == "auto"):
            raise Refused(
                "UnsupportedLanguagePairException",
                f"Unsupported language pair: {source} to {target}. "
                f"{role} language '{code}' is not supported",
                SourceLanguageCode=source,
                TargetLanguageCode=target,
            )
