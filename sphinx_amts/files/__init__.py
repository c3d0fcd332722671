"""Read and write files, JSON and git revisions safely, with locks and within limits."""
