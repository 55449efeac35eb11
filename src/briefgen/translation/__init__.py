"""Translation: catalogues are written, refreshed and counted."""
