"""The checks of a report after its cells have become values: the rules of its form, completeness, duplicates,
totals, and rows that are doubtful or belong to other units. Each module gives findings.
"""
