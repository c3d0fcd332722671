"""Read collections of pairs of any size, one pair after the other."""
