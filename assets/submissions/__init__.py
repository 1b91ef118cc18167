"""The way of a submitted file: inbox, reading, tables, opening, review; then what is written of it: returned
workbooks, blanks, and what the steward sees. ``intake`` leads the way.
"""
