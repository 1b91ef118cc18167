"""Whole scores, in the order in which they come about: totals of a unit's items, the order of units by them,
section scores, grades; ``result_frames`` has them as they are stored. Single items are one folder up.
"""
