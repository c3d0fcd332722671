"""Import books in other formats, and translated editions."""
