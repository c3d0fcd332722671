"""Open a book outside of a build: read it, build several languages of it."""
