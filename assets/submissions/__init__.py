"""What happens to a submitted file: inbox, reading, tables, opening and review, in this order. ``intake``
runs these steps. After them come returned workbooks, blank workbooks and what the steward sees.
"""
