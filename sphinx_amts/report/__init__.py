"""Report coverage and quality of a translation: data, HTML pages, files."""
