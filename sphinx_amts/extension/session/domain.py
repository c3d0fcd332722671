"""Store the records of documents in the environment, across builds and processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.domains import Domain

from sphinx_amts.document_records.kept import Records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.document_records.documents import DocumentRecord
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.extension.session.state import TranslatedPart


class AmtsDomain(Domain):
    """Sphinx domain that stores the records of documents; Sphinx pickles and merges it.

    Attributes:
        session: session of the present build; `None` if nothing is to be translated. It
            is never pickled, and forked reading processes inherit it.
    """

    name = "amts"
    label = "Machine translation"
    data_version = 15
    """Version of the stored data, to be raised when their structure changes.

    The extension does not use `env_version`, because Sphinx writes that into the search
    index of every book.
    """

    initial_data: ClassVar[dict[str, Any]] = {
        "records": Records(),
        "names": [],
        "translated": None,
    }
    session: Session | None = None

    @property
    def records(self) -> Records:
        """Return the records of all documents, by document name."""
        records: Records = self.data["records"]
        return records

    @property
    def names(self) -> list[tuple[str, Any, tuple[str, str]]]:
        """Return table, key and value of names added to the `std` domain.

        They are the names of machine-translated terms, see `note_names`.
        """
        names: list[tuple[str, Any, tuple[str, str]]] = self.data["names"]
        return names

    def clear_doc(self, docname: str) -> None:
        """Remove the record of a document that will be read again or was deleted."""
        self.records.pop(docname, None)

    def merge_domaindata(
        self, docnames: Iterable[str], otherdata: dict[str, Any]
    ) -> None:
        """Add records and translation results of another reading process."""
        self.records.take(docnames, otherdata["records"])
        if self.session is not None and otherdata["translated"] is not None:
            self.session.state.translated.take(otherdata["translated"])

    def hand_over(self, part: TranslatedPart) -> None:
        """Store the result of this process for the main process to merge."""
        self.data["translated"] = part

    def resolve_any_xref(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Return no results: this domain has no reference targets."""
        return []


def domain_of(env: BuildEnvironment) -> AmtsDomain:
    """Return the domain object of the running build."""
    return env.domains["amts"]  # type: ignore[return-value]


def session_of(env: BuildEnvironment) -> Session | None:
    """Return the session of the running build, `None` if nothing is translated."""
    return domain_of(env).session


def records_in_toc_order(env: BuildEnvironment) -> list[tuple[str, DocumentRecord]]:
    """Return the records of all documents in the order of the table of contents.

    Documents outside the table of contents come last, sorted by name.
    """
    records = records_of(env)
    order: dict[str, None] = {}
    left = [env.config.root_doc]
    while left:
        docname = left.pop()
        if docname not in order:
            order[docname] = None
            left += reversed(env.toctree_includes.get(docname, ()))
    names = [*order, *sorted(records.keys() - order.keys())]
    return [(name, records[name]) for name in names if name in records]


def records_of(env: BuildEnvironment) -> Records:
    """Return the records of all documents, by document name.

    They are empty if the book does not load the extension.
    """
    return domain_of(env).records if "amts" in env.domains else Records()
