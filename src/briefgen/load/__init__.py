"""Loading: files become typed content, with the place of every value; what is wrong becomes findings."""
