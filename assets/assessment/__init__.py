"""The assessment of a period as a whole (考核): who has reported, and that every part of it has been made.

This is the last stage. It uses all other stages, and no other stage uses it.
"""
