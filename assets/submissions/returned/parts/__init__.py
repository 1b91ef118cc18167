"""A submitted workbook part by part, edited in place: its package, the book, sheets and rows, styles and
comments, and what of it must not come back.

Nothing here knows of findings; what is marked where is decided above.
"""
