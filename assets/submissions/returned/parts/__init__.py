"""Edits a submitted workbook in place, part by part: its package, the book, sheets and rows, styles and
comments. It also removes what must not be returned.

Nothing here knows about findings. The folder above decides what is marked and where.
"""
