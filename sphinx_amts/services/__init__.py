"""What sphinx-amts does, on plain values: no Sphinx, no docutils in here."""
