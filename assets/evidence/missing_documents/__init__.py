"""The documents that reports name and that are not there (佐证材料)."""
