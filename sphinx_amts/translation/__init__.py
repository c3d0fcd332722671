"""Translate messages: look up translations, keep to the budget, ask an engine."""
