"""Execute notebooks once, although their pages may be read twice.

MyST-NB executes a notebook while it reads the page, and has no interface to reuse
outputs. So the function that creates the execution client is wrapped: outputs are saved
in the build folder when a page is read, and reused when the same build reads the page
again.

Tried with MyST-NB 1.4.0. To report upstream: a public way to give a page its executed
notebook.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import types
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.files.json_shape import list_of, mapping_of, object_of, read_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_OBJECT = {"type": "object"}
_SHAPE = object_of(
    cells=list_of(_OBJECT),
    metadata=_OBJECT,
    exec_metadata={"type": ["object", "null"]},
    glue=_OBJECT,
    variables=mapping_of({"type": "array"}),
)


class Notebooks:
    """Saved outputs of the notebooks of one build, reused when a page is read again.

    Args:
        folder: folder of the saved outputs, which is deleted by `forget`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._replaying = False

    def wrap_client(self) -> None:
        """Wrap the function that creates MyST-NB's client, if the book uses MyST-NB.

        For the reason see the module.
        """
        module = sys.modules.get("myst_nb.sphinx_")
        if module is not None:
            original = module.create_client
            original = getattr(original, "original", original)
            module.create_client = self._wrapped(original)  # type: ignore[attr-defined]

    @contextmanager
    def replaying(self) -> Iterator[None]:
        """Reuse saved outputs in the context, in which pages are read again."""
        self._replaying = True
        try:
            yield
        finally:
            self._replaying = False

    def forget(self) -> None:
        """Delete the saved outputs."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wrapped(self, original: Callable[..., Any]) -> Callable[..., Any]:
        from myst_nb.core.execute import NotebookClientBase

        class Replay(NotebookClientBase):  # type: ignore[misc]
            """Execution client that returns saved outputs, and executes nothing."""

            saved: dict[str, Any]

            @property
            def glue_data(self) -> dict[str, Any]:
                # no longer in the outputs, from which MyST-NB takes these data
                return {key: _nodes(value) for key, value in self.saved["glue"].items()}

            def eval_variable(self, name: str) -> Any:
                return _nodes(self.saved["variables"][name])

        def create_client(
            notebook: Any,
            source: str,
            nb_config: Any,
            logger: Any,
            read_fmt: Any = None,
        ) -> Any:
            name = hashlib.blake2b(str(source).encode(), digest_size=16).hexdigest()
            path = self._folder / f"{name}.json"
            known = _load_outputs(path, notebook) if self._replaying else None
            if known is not None:
                client = Replay(notebook, Path(source), nb_config, logger)
                client.saved = known
                for cell, saved in zip(
                    notebook.cells, client.saved["cells"], strict=True
                ):
                    cell.update(_nodes(saved))
                notebook.metadata.update(_nodes(client.saved["metadata"]))
                client.exec_metadata = client.saved["exec_metadata"]
                return client
            client = original(notebook, source, nb_config, logger, read_fmt)
            if type(client) is not NotebookClientBase:  # this one executes
                _save_outputs(client, path)
            return client

        create_client.original = original  # type: ignore[attr-defined]
        return create_client


def _load_outputs(path: Path, notebook: Any) -> dict[str, Any] | None:
    """Return the saved outputs of *notebook*; `None` if there are none that fit."""
    try:
        saved: dict[str, Any] = read_shape(path, _SHAPE, lenient=True, own=True)
    except (OSError, ValueError):
        return None
    return saved if len(saved["cells"]) == len(notebook.cells) else None


def _save_outputs(client: Any, path: Path) -> None:
    """Make *client* save its outputs to *path* when it closes."""
    variables: dict[str, Any] = {}
    close, evaluate = client.close_client, client.eval_variable

    def close_client(_: object, *args: Any) -> None:
        close(*args)
        if args[0] is not None:
            return  # the page failed
        cells = [
            {key: cell[key] for key in ("outputs", "execution_count") if key in cell}
            for cell in client.notebook.cells
        ]
        data = {
            "cells": cells,
            "metadata": client.notebook.metadata,
            "exec_metadata": client.exec_metadata,
            "glue": client.glue_data,
            "variables": variables,
        }
        write_if_changed(path, json.dumps(data).encode())

    def eval_variable(_: object, name: str) -> Any:
        variables[name] = evaluate(name)
        return variables[name]

    client.close_client = types.MethodType(close_client, client)
    client.eval_variable = types.MethodType(eval_variable, client)


def _nodes(data: Any) -> Any:
    from nbformat import from_dict

    if isinstance(data, list):
        return [from_dict(item) for item in data]  # type: ignore[no-untyped-call]
    return from_dict(data)  # type: ignore[no-untyped-call]
