"""Takes finished letters to those who are to read them."""
