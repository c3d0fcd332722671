"""Read an edition of a book as blocks, for aligning it with another one."""
