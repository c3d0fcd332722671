"""Tell how much of a book is translated and how well: data, pages, files."""
