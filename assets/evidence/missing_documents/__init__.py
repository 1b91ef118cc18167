"""Documents that reports name but that are not there (佐证材料)."""
