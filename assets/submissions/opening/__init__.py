"""Whose a workbook is and for which period, and what units have explained in it."""
