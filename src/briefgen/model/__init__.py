"""The content model: frozen types, no input or output, no rendering library."""
