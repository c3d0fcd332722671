"""Check parallel data and terminology in the account, and return their versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinx_amts.engines.amazon.faults import NotFound, UnknownOperation
from sphinx_amts.errors import EngineError, EngineThrottled
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.engines.amazon.service import Service

CONTENT_MARK = re.compile(r"\bsha256=([0-9a-f]{64})\b")
"""Pattern of the content digest in the description of a resource of this package."""

_MISSING = {
    "parallel data": "are none of this name; make them",
    "terminology": "is none of this name; make it",
}

NONE = "0"


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of parallel data and terminology: short digests, or "0" for none."""

    parallel_data: str = NONE
    terminology: str = NONE

    def __str__(self) -> str:
        return f"{self.parallel_data}.{self.terminology}"

    @classmethod
    def parse(cls, text: str) -> Versions:
        """Parse the text that `str` returned for an instance."""
        parallel_data, _, terminology = text.partition(".")
        return cls(parallel_data or NONE, terminology or NONE)


def current_versions(
    options: AmazonOptions, service: Service, source: str, target: str
) -> Versions:
    """Return the present versions of parallel data and terminology.

    Both are checked first. The version of a resource that is not used is "0".

    Args:
        options: names of the resources, and the route; "realtime" uses no parallel
            data.
        service: client of Amazon Translate.
        source: Amazon's code of the source language.
        target: Amazon's code of the target language.

    Raises:
        EngineError: a resource is missing, failed or lacks a language.
        EngineThrottled: parallel data are still being imported.
    """
    data = terms = NONE
    if options.parallel_data and options.route != "realtime":
        data = _parallel_data(service, options.parallel_data, source, target)
    if options.terminology:
        terms = _terminology(service, options.terminology, source, target)
    return Versions(data, terms)


def _properties(service: Service, kind: str, name: str) -> dict[str, Any] | None:
    """Return the properties of a resource; `None` if the endpoint lacks the operation.

    Args:
        service: client of Amazon Translate.
        kind: "parallel data" or "terminology".
        name: name of the resource.

    Raises:
        EngineError: there is no such resource.
    """
    try:
        answer = service.call(f"get_{kind.replace(' ', '_')}", Name=name)
    except UnknownOperation:
        return None
    except NotFound as exc:
        push = command_line(f"{kind.replace(' ', '-')} push")
        raise EngineError(
            f'{kind} "{name}": there {_MISSING[kind]} with {push}, or change '
            "amts_amazon"
        ) from exc
    found: dict[str, Any] = answer[f"{kind.title().replace(' ', '')}Properties"]
    return found


def _parallel_data(service: Service, name: str, source: str, target: str) -> str:
    what = f'parallel data "{name}"'
    properties = _properties(service, "parallel data", name)
    if properties is None:
        return _short(name)
    status = properties.get("Status")
    if status == "CREATING":
        raise EngineThrottled(f"{what} are still being imported; try again later")
    if status not in ("ACTIVE", "UPDATING"):
        message = properties.get("Message") or "no message"
        raise EngineError(
            f"{what} cannot be used: {status}: {message}; correct and push them again "
            f"({command_line('parallel-data push')})"
        )
    has = [properties.get("SourceLanguageCode")]
    targets = properties.get("TargetLanguageCodes") or []
    if source not in has or target not in targets:
        raise EngineError(
            f"{what} are for {has[0]} to {', '.join(targets) or 'nothing'}, not for "
            f"{source} to {target}; push data for this language, or set other "
            'parallel data for it in amts_languages["…"]["amazon"]'
        )
    failed = properties.get("LatestUpdateAttemptStatus") == "FAILED"
    return _version(properties, "CreatedAt" if failed else "LastUpdatedAt")


def _terminology(service: Service, name: str, source: str, target: str) -> str:
    what = f'terminology "{name}"'
    properties = _properties(service, "terminology", name)
    if properties is None:
        return _short(name)
    first = properties.get("SourceLanguageCode")
    targets = properties.get("TargetLanguageCodes")
    if first is None or targets is None:
        return _version(properties, "LastUpdatedAt")  # an endpoint that says less
    several = properties.get("Directionality") == "MULTI"
    sources, others = {first}, set(targets)
    if several:  # each of its languages is a source, and a target of the others
        sources = others = {first, *targets}
    if source not in sources or target not in others:
        raise EngineError(
            f"{what} is for {first} to {', '.join(targets) or 'nothing'}, not for "
            f"{source} to {target}, and would have no effect; push one with this "
            "language, or set another one, or none, for it in "
            'amts_languages["…"]["amazon"]'
        )
    return _version(properties, "LastUpdatedAt")


def _version(properties: dict[str, Any], time: str) -> str:
    content = CONTENT_MARK.search(str(properties.get("Description") or ""))
    if content and time != "CreatedAt":
        return content[1][:10]
    moment = properties.get(time) or properties.get("CreatedAt")
    return _short(f"{properties.get('Name')} {moment}")


def _short(text: str) -> str:
    return blake2b(text.encode(), digest_size=5).hexdigest()
