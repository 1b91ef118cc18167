"""Finds out which unit and period a workbook is from, and what the unit has explained in it."""
