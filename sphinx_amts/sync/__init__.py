"""Keep human translations while the source changes."""
