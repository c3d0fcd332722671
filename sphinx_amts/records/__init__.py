"""Describe what a build notes about each document: messages, coverage, findings."""
