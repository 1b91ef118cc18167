"""From the bytes of a file to a workbook of cells, in a process of its own; never what the cells mean."""
