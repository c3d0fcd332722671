"""Emulate TranslateText and TranslateDocument, without parallel data."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from sphinx_amts.emulator import terminology
from sphinx_amts.emulator.detection import detected
from sphinx_amts.emulator.languages import FORMALITY, NO_PROFANITY, check_pair
from sphinx_amts.emulator.markup import texts_of, translate_html
from sphinx_amts.emulator.refusal import Refused, bad_request
from sphinx_amts.emulator.translator import Customisation, applied_terms

if TYPE_CHECKING:
    from sphinx_amts.emulator.store import Store

MAX_TEXT = 10_000
"""Most UTF-8 bytes of a text; in the API model the limit is in characters."""

MAX_DOCUMENT = 100_000


def refuse_long(parameters: dict[str, Any]) -> None:
    """Raise `Refused` for a text that is too long, before any other check.

    Raises:
        Refused: the text has more than `MAX_TEXT` bytes.
    """
    text = parameters.get("Text")
    size = len(text.encode()) if isinstance(text, str) else 0
    if size > MAX_TEXT:
        raise Refused(
            "TextSizeLimitExceededException",
            f"Input text size exceeds limit. Max length of request text allowed is "
            f"{MAX_TEXT} bytes while in this request the text size is {size} bytes",
        )


def translate_text(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation TranslateText; return its response.

    Assumed: a text with tags is HTML.
    """
    text = parameters["Text"]
    source, target = parameters["SourceLanguageCode"], parameters["TargetLanguageCode"]
    check_pair(source, target)
    names = _one(parameters.get("TerminologyNames") or [])
    source = detected(text, source)
    custom = Customisation(terms=terminology.terms(store, names, source, target))
    if source == target:
        translated, billed = text, []
    else:
        made = translate_html(text, target, custom, store.faults, whole=False)
        translated, billed = made.html, made.texts
    store.meter.bill(
        operation="TranslateText", job="", target=target, texts=billed, custom=False
    )
    return {"TranslatedText": translated} | _answer(
        parameters, source, names, applied_terms(text, custom)
    )


def translate_document(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation TranslateDocument; return its response.

    A document is plain text or HTML; one of the two languages must be English.
    """
    source, target = parameters["SourceLanguageCode"], parameters["TargetLanguageCode"]
    check_pair(source, target)
    document = parameters["Document"]
    if document["ContentType"] not in ("text/plain", "text/html"):
        raise bad_request(f"Unsupported content type {document['ContentType']}.")
    if parameters.get("Settings", {}).get("Formality") and target not in FORMALITY:
        raise bad_request(f"Formality is not supported for {target}.")
    try:
        content = base64.b64decode(document["Content"]).decode()
    except UnicodeDecodeError as exc:
        raise bad_request("Invalid utf-8 encoded texts detected") from exc
    if len(content) > MAX_DOCUMENT:
        raise Refused("LimitExceededException", "The document is too long.")
    whole = document["ContentType"] == "text/html"
    words = " ".join(texts_of(content, whole=whole))
    try:
        source = detected(words, source)
    except Refused as exc:  # an error that the API model has for texts only
        raise bad_request(exc.message) from exc
    if "en" not in (source, target):
        raise Refused(
            "UnsupportedLanguagePairException",
            f"Unsupported language pair: {source} to {target}.",
        )
    names = _one(parameters.get("TerminologyNames") or [])
    custom = Customisation(terms=terminology.terms(store, names, source, target))
    if source == target:
        translated, billed = content, []
    else:
        made = translate_html(content, target, custom, store.faults, whole=whole)
        translated, billed = made.html, made.texts
    store.meter.bill(
        operation="TranslateDocument", job="", target=target, texts=billed, custom=False
    )
    encoded = base64.b64encode(translated.encode()).decode()
    return {"TranslatedDocument": {"Content": encoded}} | _answer(
        parameters, source, names, applied_terms(words, custom)
    )


def _answer(
    parameters: dict[str, Any], source: str, names: list[str], terms: dict[str, str]
) -> dict[str, Any]:
    """Return what the responses for texts and for documents have in common."""
    target = parameters["TargetLanguageCode"]
    answer: dict[str, Any] = {
        "SourceLanguageCode": source,
        "TargetLanguageCode": target,
    }
    if names:
        answer["AppliedTerminologies"] = [
            {
                "Name": names[0],
                "Terms": [
                    {"SourceText": s, "TargetText": t}
                    for s, t in list(terms.items())[:250]
                ],
            }
        ]
    if applied := applied_settings(parameters.get("Settings") or {}, target):
        answer["AppliedSettings"] = applied
    return answer


def applied_settings(settings: dict[str, str], target: str) -> dict[str, str]:
    """Return those of *settings* that the target language supports."""
    applied = dict(settings)
    if target not in FORMALITY:
        applied.pop("Formality", None)
    if target in NO_PROFANITY:
        applied.pop("Profanity", None)
    return applied


def _one(names: list[str]) -> list[str]:
    if len(names) > 1:
        raise bad_request("Only one terminology can be used in a request.")
    return names
