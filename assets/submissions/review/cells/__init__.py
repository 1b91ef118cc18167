"""What a cell says: numbers, dates, texts and choices as people write them, and a whole column at once.

Nothing here knows of other cells of the row or of the report; what is wrong is a fault with a finding's code.
"""
