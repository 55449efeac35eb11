"""Merges: one document for every recipient, each with its own words in the marked blocks."""
