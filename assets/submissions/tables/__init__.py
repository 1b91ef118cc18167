"""Finds the tables of the forms in a sheet: headers, rows and columns. Cells are passed on unchanged."""
