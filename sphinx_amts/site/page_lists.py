"""Read and write the list of pages that the build of each language leaves."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.files.json_shape import (
    TEXT,
    TEXTS,
    mapping_of,
    object_of,
    or_null,
    read_shape,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_FORMAT = 1
# no scheme, no host, nothing above the folder, nothing behind the path
_ADDRESS = {
    "type": "string",
    "pattern": r"""\A(?!/|(?:[^/]*/)*\.\.?(?:/|\Z))[^\x00-\x20"'<>\\:?#\x7f]*\Z""",
}
_SHAPE = object_of(
    format={"const": _FORMAT},
    language=TEXT,
    start=_ADDRESS,
    documents=mapping_of(_ADDRESS),
    generated=mapping_of(_ADDRESS),
    site=TEXT,
    elsewhere=mapping_of(
        object_of(
            start=_ADDRESS,
            pages=mapping_of(or_null(_ADDRESS)),
            unpublished=TEXTS,
        )
    ),
    unpublished=TEXTS,
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Pages of another language that differ from the pages of this language.

    Attributes:
        start: address of the start page.
        pages: name of a page -> its address; `None` if the other language lacks the
            page.
        unpublished: names of pages that are not offered to search engines.
    """

    start: str
    pages: Mapping[str, str | None] = field(default_factory=dict)
    unpublished: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageList:
    """List of the pages of one language, with the facts that links were made from.

    Addresses are relative to the folder of the language.

    Attributes:
        language: code of the language.
        start: address of the start page.
        documents: name of a document -> address of its page.
        generated: name of another page, such as the index -> its address.
        site: digest of the facts about the site that all pages have.
        elsewhere: code of another language -> its pages.
        unpublished: names of pages that are not offered to search engines.
    """

    language: str
    start: str
    documents: Mapping[str, str]
    generated: Mapping[str, str]
    site: str
    elsewhere: Mapping[str, Elsewhere]
    unpublished: frozenset[str] = frozenset()

    def address(self, name: str) -> str | None:
        """Return the address of the page *name*, `None` if there is none."""
        found = self.documents.get(name)
        return self.generated.get(name) if found is None else found

    def names(self) -> Iterable[str]:
        """Return the names of all pages."""
        return (*self.documents, *self.generated)

    def is_outdated(self, others: Mapping[str, PageList]) -> bool:
        """Return whether pages have links to other languages that are wrong by now.

        A link is wrong if the other language lacks its page, or if it leads to the
        start page although the other language has the document.

        Args:
            others: present lists of other languages, by code.
        """
        for code, other in others.items():
            if code == self.language or code not in self.elsewhere:
                continue
            assumed = self.elsewhere[code]
            if assumed.start != other.start:
                return True
            if (assumed.unpublished ^ other.unpublished).intersection(self.names()):
                return True
            for name in self.names():
                link, there = self.link(code, name), other.address(name)
                if link != there and (link is not None or name in self.documents):
                    return True
        return False

    def link(self, code: str, name: str) -> str | None:
        """Return the address by which pages link to *name* in another language.

        It is relative to the folder of that language; `None` if that language had no
        such page when this list was written.

        Raises:
            KeyError: the list knows nothing of the language *code*.
        """
        return self.elsewhere[code].pages.get(name, self.address(name))


def read_page_list(path: Path) -> PageList:
    """Read a list of pages, which another program may have written.

    Raises:
        OSError: the file cannot be read.
        DamagedJson: the file is no list of pages.
    """
    data = read_shape(path, _SHAPE)
    return PageList(
        language=data["language"],
        start=data["start"],
        documents=data["documents"],
        generated=data["generated"],
        site=data["site"],
        elsewhere={
            code: Elsewhere(one["start"], one["pages"], frozenset(one["unpublished"]))
            for code, one in data["elsewhere"].items()
        },
        unpublished=frozenset(data["unpublished"]),
    )


def write_page_list(path: Path, pages: PageList) -> None:
    """Write a list of pages, unless the file has the same content already.

    Raises:
        OSError: the file cannot be written.
    """
    data = {
        "format": _FORMAT,
        "language": pages.language,
        "start": pages.start,
        "documents": dict(sorted(pages.documents.items())),
        "generated": dict(sorted(pages.generated.items())),
        "site": pages.site,
        "elsewhere": {
            code: {
                "start": one.start,
                "pages": dict(sorted(one.pages.items())),
                "unpublished": sorted(one.unpublished),
            }
            for code, one in sorted(pages.elsewhere.items())
        },
        "unpublished": sorted(pages.unpublished),
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    write_if_changed(path, text.encode("utf-8", "surrogatepass") + b"\n")
