"""What is checked of a report once its cells are values: the rules of its form, completeness, duplicates,
totals, rows that are doubtful or of other units. Each module gives findings.
"""
