"""Run the sentence encoders that a user has installed."""
