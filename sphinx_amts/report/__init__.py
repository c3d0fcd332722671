"""Report coverage and quality of a translation: data, pages, files."""
