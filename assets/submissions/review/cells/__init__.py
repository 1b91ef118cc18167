"""What a cell says: numbers, dates, texts and choices as people write them. A whole column is read at once.

Nothing here looks at other cells of the row or at the report. What is wrong becomes a Fault with the code of
a finding.
"""
