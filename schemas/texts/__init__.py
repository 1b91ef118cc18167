"""Texts as people write them and read them: names in lists, identifiers, official numerals, tables of values.

Pure functions on texts; what a text means for a form or a figure is decided by those who ask.
"""
