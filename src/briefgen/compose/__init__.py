"""Composing: a localized edition and the templates become a document."""
