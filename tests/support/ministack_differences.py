"""Where ministack answers otherwise than our emulator, and why ours stays as it is."""

from __future__ import annotations

_GUIDE = "https://docs.aws.amazon.com/translate/latest/dg/"
_API = "https://docs.aws.amazon.com/translate/latest/APIReference/"
_START = f"{_API}API_StartTextTranslationJob.html"

DIFFERENCES = {
    "protected text stays": f"{_GUIDE}customizing-translations-tags.html",
    "the top of a bucket": f"{_GUIDE}async-prereqs.html",
    "a folder called details": f"{_GUIDE}async-prereqs.html",
    "an unknown terminology": _START,
    "unknown parallel data": _START,
    "an unknown language": f"{_GUIDE}what-is-languages.html",
    "the language of the source": f"{_GUIDE}what-is-languages.html",
    "no content type of the service": _START,
    "brevity": _START,
    "by the beginning of a name": f"{_API}API_TextTranslationJobFilter.html",
    "before now, oldest first": f"{_API}API_TextTranslationJobFilter.html",
    "another token": f"{_API}API_ListTextTranslationJobs.html",
    "501 results": f"{_API}API_ListTextTranslationJobs.html",
    "data beside a document": f"{_GUIDE}async-results.html",
    "its entry in the details": f"{_GUIDE}async-results.html",
    "a token with another request": _START,
}
"""What a client asks -> the page of the service that it rests on."""
