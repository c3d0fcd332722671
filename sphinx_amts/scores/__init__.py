"""Score hypotheses and post-edited drafts against references."""
