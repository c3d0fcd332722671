"""Set an existing book up: find what is there, propose settings, write them."""
