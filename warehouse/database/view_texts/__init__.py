"""What the BI views and their columns mean, in the words of the data dictionary: one module for each group of
views.

``warehouse/database/view_columns.py`` puts them together, in the order in which they are documented.
"""
