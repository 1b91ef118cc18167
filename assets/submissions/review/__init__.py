"""The review (审核) of reports: records of cells, what is wrong with them, and what is accepted.

``cells`` gives values, ``checking`` findings; rules across reports are the business of ``assets/reviews``.
"""
