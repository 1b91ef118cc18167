"""Whole scores, in the order in which they are made: the total of a unit's items, the order of units by their
totals, section scores, and grades. ``result_frames`` has them as they are stored. Single items are one folder
up.
"""
