"""Score hypotheses and post-edited drafts against human references."""
