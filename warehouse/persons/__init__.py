"""Pseudonyms of persons, and the keys that make them."""
