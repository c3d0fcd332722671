"""Keep human translations usable when the source changes."""
