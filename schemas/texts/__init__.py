"""Texts as people write and read them: names in lists, identifiers, official numerals, tables of values.

The functions depend on texts alone. What a text means for a form or a figure is decided by their callers.
"""
