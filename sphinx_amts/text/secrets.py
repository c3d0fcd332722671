"""Remove credentials from messages of services and programs.

An address can contain a password, its query a signature, a message the header that it
refuses. Text in the form of such a credential is removed; the rest of the message
stays.
"""

from __future__ import annotations

import re

_LEFT_OUT = "…"
_USER = re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://)[^/\s@\"'<>]{1,1000}@", re.IGNORECASE)
_QUERY = re.compile(
    r"(\b[a-z][a-z0-9+.-]{0,20}://[^\s?\"'<>]{1,2000}\?)[^\s\"'<>]+", re.IGNORECASE
)
_ASSIGNED = re.compile(
    r"(\b[\w-]{0,40}(?:key|token|secret|passw(?:or)?d|signature|credentials?)[\w-]{0,20}"
    r"[\"']?\s?=\s?[\"']?)[^\s\"',;&]+",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(\b(?:authorization|x-api-key)[\"']?\s?:\s?[\"']?)"
    r"(?:(?:bearer|basic|token|deepl-auth-key)\s+)?[^\s\"',;]+",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(\bbearer\s+)[\w.~+/=-]{8,}", re.IGNORECASE)
_GIVEN_OUT = re.compile(
    r"\b((?:AKIA|ASIA)|(?:sk|pk|rk)[-_]|gh[opsu]_|github_pat_|glpat-|xox[a-z]-|hf_|AIza)"
    r"[\w-]{6,}"
)


def without_secrets(text: str) -> str:
    """Remove everything that looks like a credential from *text*."""
    for pattern in (_USER, _QUERY, _HEADER, _BEARER, _ASSIGNED, _GIVEN_OUT):
        text = pattern.sub(rf"\g<1>{_LEFT_OUT}", text)
    return text
