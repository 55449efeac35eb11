"""What the checks of pairs find in the catalogues of a library, with what it says of readers and words."""
