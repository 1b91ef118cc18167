"""Evidence: from a score down to the cells of the files that it stands on."""
