"""briefgen: one library of structured content becomes localized policy briefs and newsletters."""

__version__ = "0.1.0"
