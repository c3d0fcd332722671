"""Implement the engine `amazon`: jobs, parallel data, terminologies, the account."""
