"""Implement the engine `amazon`, for the service Amazon Translate."""
