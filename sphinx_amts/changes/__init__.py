"""Compare a book with an earlier revision: source, translations and faults."""
