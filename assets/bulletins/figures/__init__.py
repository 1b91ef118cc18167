"""The figures of a bulletin: they are read from the views, small cells are withheld, and they are compared
with issued figures.
"""
