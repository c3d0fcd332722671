"""Open a book for the command line: read the book, build several languages."""
