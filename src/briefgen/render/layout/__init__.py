"""What the layout engine does not do by itself. It is known here by its attributes alone, and imported in ``pdf``."""
