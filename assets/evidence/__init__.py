"""Evidence: the way from a score down to the cells of the files on which it stands."""
