"""Mine the terms of a book from texts that people have translated."""
