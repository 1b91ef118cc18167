"""Rows that stand among the records and are none: parts of the row above, totals, headings between rows.

What a single row is by its words alone stands in ``row_kinds``; this folder follows rows one after another.
"""
