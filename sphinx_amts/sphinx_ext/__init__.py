"""Sphinx comes in here and nowhere else."""
