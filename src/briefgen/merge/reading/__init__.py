"""Reading: from the cells of a row to a recipient whose fields are ready to be printed."""
