"""Rendering: a document becomes artifacts; nothing here writes files or reaches a network."""
