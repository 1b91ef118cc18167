"""Turns the bytes of a file into a workbook of cells, in a separate process. It does not judge the cells."""
