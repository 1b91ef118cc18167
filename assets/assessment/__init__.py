"""The assessment of a period as a whole (考核): who has reported, and that all of it has been made.

The last stage: it knows all others, and nothing knows it.
"""
