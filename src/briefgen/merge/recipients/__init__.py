"""Recipients: a list as a whole, with its mapping, surveyed before anything is made of it."""
