"""Translate messages: look them up, keep to the budget, ask an engine."""
