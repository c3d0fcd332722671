"""Read collections of sentence pairs of any size, one pair after the other."""
