"""Sources: lists of recipients in files and databases, read row by row with the same result whatever they are."""
