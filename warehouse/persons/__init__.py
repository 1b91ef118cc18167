"""Pseudonyms of persons and the keys they are made with."""
