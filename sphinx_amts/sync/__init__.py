"""Keep human translations usable while the source changes."""
