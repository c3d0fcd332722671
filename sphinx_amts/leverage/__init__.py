"""Find human translations of previous sources, and fit them to the present source."""
