"""Set up an existing book: survey it, propose settings and files, write them."""
