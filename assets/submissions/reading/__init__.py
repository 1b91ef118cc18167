"""Turns the bytes of a file into a workbook of cells, in a separate process. Nothing here judges the cells."""
