"""Run encoders of sentences that are installed."""
