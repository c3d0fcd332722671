"""Import books and editions that exist already."""
